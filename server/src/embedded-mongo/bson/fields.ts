import { define, type Document, Reader } from "./decode.ts";

/** Where the value of one top-level field lies in a BSON document, without decoding the others. */
export interface Element {
  type: number;
  start: number;
  valueStart: number;
  end: number;
}

export function findElement(buffer: Buffer, name: string): Element | undefined {
  const reader = new Reader(buffer, 4);
  for (;;) {
    const start = reader.offset;
    const type = reader.byte();
    if (type === 0) return undefined;
    const found = reader.cstring() === name;
    const valueStart = reader.offset;
    reader.skip(type);
    if (found) return { type, start, valueStart, end: reader.offset };
  }
}

/** Where the named top-level fields lie; those that are not there are left out. */
export function findElements(buffer: Buffer, names: ReadonlySet<string>): Map<string, Element> {
  const reader = new Reader(buffer, 4);
  const found = new Map<string, Element>();
  for (;;) {
    const start = reader.offset;
    const type = reader.byte();
    if (type === 0) return found;
    const name = reader.cstring();
    const valueStart = reader.offset;
    reader.skip(type);
    if (names.has(name)) found.set(name, { type, start, valueStart, end: reader.offset });
  }
}

/** Like `decode`, but of the named top-level fields only. */
export function decodeFields(buffer: Buffer, names: ReadonlySet<string>): Document {
  return decodeElements(buffer, findElements(buffer, names));
}

export function decodeElements(buffer: Buffer, elements: ReadonlyMap<string, Element>): Document {
  const document: Document = {};
  for (const [name, element] of elements) define(document, name, decodeElement(buffer, element));
  return document;
}

export function decodeElement(buffer: Buffer, element: Element): unknown {
  return new Reader(buffer, element.valueStart).value(element.type);
}
