import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";

const digits = /^(0|[1-9]\d*)$/;

export const isIndex = (part: string): boolean => digits.test(part);

/** A field's own value; never what an object inherits, so that a field named "constructor" is just a name. */
export function fieldOf(object: Document, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * Whether any value that a dotted path reaches passes the test, `undefined` standing for "not there".
 * Arrays on the way are entered: by position where the part is a number, and through each of their embedded documents. An array at the end
 * is handed over whole. An array without documents reaches nothing, which is why `{"a.b": null}` does not find `{a: [1]}`.
 */
export function someAtPath(
  value: unknown,
  parts: readonly string[],
  depth: number,
  test: (value: unknown) => boolean,
): boolean {
  if (depth === parts.length) return test(value);
  const part = parts[depth] as string;
  if (Array.isArray(value)) return someInArray(value, parts, depth, test);
  if (isPlainObject(value)) return someAtPath(fieldOf(value, part), parts, depth + 1, test);
  return test(undefined);
}

function someInArray(
  array: unknown[],
  parts: readonly string[],
  depth: number,
  test: (value: unknown) => boolean,
): boolean {
  const part = parts[depth] as string;
  if (isIndex(part) && Number(part) < array.length && someAtPath(array[Number(part)], parts, depth + 1, test))
    return true;
  return array.some((member) => isPlainObject(member) && someAtPath(member, parts, depth, test));
}

/** The value at a path without entering arrays other than by position: what `$set` and `$inc` see. */
export function valueAt(document: unknown, parts: readonly string[]): unknown {
  let value = document;
  for (const part of parts) {
    if (Array.isArray(value)) value = isIndex(part) ? value[Number(part)] : undefined;
    else if (isPlainObject(value)) value = fieldOf(value, part);
    else return undefined;
  }
  return value;
}

/** Every value that a path reaches for sorting and for `distinct`: arrays at the end are spread as well. */
export function valuesAt(document: unknown, parts: readonly string[]): unknown[] {
  const values: unknown[] = [];
  someAtPath(document, parts, 0, (value) => {
    if (Array.isArray(value)) values.push(...(value as unknown[]));
    else if (value !== undefined) values.push(value);
    return false;
  });
  return values;
}
