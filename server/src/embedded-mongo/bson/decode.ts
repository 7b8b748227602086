import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from "bson";
import { CommandError } from "../errors.ts";

export type Document = Record<string, unknown>;

/**
 * Decodes BSON so that every value keeps its BSON type when it is encoded again by `bson`'s serializer, and yet the common
 * numbers stay plain: int32 and fractional doubles are JS numbers, a whole-numbered double is a `Double`, int64 a `Long`.
 * `bson`'s own reader can keep types only by wrapping every number.
 */
export function decode(bytes: Uint8Array): Document {
  const buffer = asBuffer(bytes);
  return new Reader(buffer, 0).document(false) as Document;
}

/** Like `decode`, but leaves the documents of the named top-level arrays, and named top-level documents, undecoded, as slices of the input. */
export function decodeCommand(bytes: Uint8Array, raw: ReadonlySet<string>): Document {
  return new Reader(asBuffer(bytes), 0).document(false, raw) as Document;
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads on from an offset; throws InvalidBSON where what is there is none. */
export class Reader {
  readonly #buffer: Buffer;
  offset: number;

  constructor(buffer: Buffer, offset: number) {
    this.#buffer = buffer;
    this.offset = offset;
  }

  byte(): number {
    const value = this.#buffer[this.offset++];
    if (value === undefined) throw invalid();
    return value;
  }

  int32(): number {
    if (this.offset + 4 > this.#buffer.length) throw invalid();
    const value = this.#buffer.readInt32LE(this.offset);
    this.offset += 4;
    return value;
  }

  cstring(): string {
    const end = this.#buffer.indexOf(0, this.offset);
    if (end < 0) throw invalid();
    const text = shortText(this.#buffer, this.offset, end);
    this.offset = end + 1;
    return text;
  }

  document(isArray: boolean, raw?: ReadonlySet<string>): Document | unknown[] {
    const size = this.int32();
    const end = this.offset - 4 + size;
    if (size < 5 || end > this.#buffer.length || this.#buffer[end - 1] !== 0) throw invalid();
    const object: Document = {};
    const array: unknown[] = [];
    for (;;) {
      const type = this.byte();
      if (type === 0) break;
      const name = this.cstring();
      if (isArray) array.push(this.value(type));
      else if (raw?.has(name) && (type === 3 || type === 4))
        object[name] = type === 4 ? this.rawDocuments() : this.slice(type);
      else define(object, name, this.value(type));
    }
    if (this.offset !== end) throw invalid();
    return isArray ? array : object;
  }

  rawDocuments(): unknown[] {
    const end = this.offset + this.int32();
    const documents: unknown[] = [];
    while (this.offset < end - 1) {
      const type = this.byte();
      this.cstring();
      if (type !== 3) throw new CommandError("TypeMismatch", "a batch must hold documents only");
      documents.push(this.slice(type));
    }
    this.offset = end;
    return documents;
  }

  slice(type: number): Buffer {
    const start = this.offset;
    this.skip(type);
    return this.#buffer.subarray(start, this.offset);
  }

  skip(type: number): void {
    const fixed = fixedSizes[type];
    if (fixed !== undefined) this.offset += fixed;
    else if (type === 2 || type === 13 || type === 14)
      this.offset += 4 + this.#buffer.readInt32LE(this.offset);
    else if (type === 3 || type === 4 || type === 15) this.offset += this.#buffer.readInt32LE(this.offset);
    else if (type === 5) this.offset += 5 + this.#buffer.readInt32LE(this.offset);
    else this.value(type);
    if (this.offset > this.#buffer.length) throw invalid();
  }

  value(type: number): unknown {
    switch (type) {
      case 0x01:
        return this.double();
      case 0x02:
        return this.string();
      case 0x03:
        return this.document(false);
      case 0x04:
        return this.document(true);
      case 0x07:
        return new ObjectId(Buffer.from(this.bytes(12)));
      case 0x08:
        return this.byte() !== 0;
      case 0x09:
        return this.date();
      case 0x0a:
        return null;
      case 0x10:
        return this.int32();
      case 0x12:
        return new Long(this.int32(), this.int32());
      default:
        return this.rareValue(type);
    }
  }

  rareValue(type: number): unknown {
    switch (type) {
      case 0x05:
        return this.binary();
      case 0x06:
        return null;
      case 0x0b:
        return new BSONRegExp(this.cstring(), this.cstring());
      case 0x0c:
        return new DBRef(this.string(), new ObjectId(Buffer.from(this.bytes(12))));
      case 0x0d:
        return new Code(this.string());
      case 0x0e:
        return new BSONSymbol(this.string());
      case 0x0f:
        this.offset += 4;
        return new Code(this.string(), this.document(false) as Document);
      case 0x11:
        return new Timestamp(new Long(this.int32(), this.int32(), true));
      case 0x13:
        return new Decimal128(Buffer.from(this.bytes(16)));
      case 0x7f:
        return new MaxKey();
      case 0xff:
        return new MinKey();
      default:
        throw new CommandError("InvalidBSON", `unrecognized BSON type ${type}`);
    }
  }

  double(): unknown {
    const value = this.#buffer.readDoubleLE(this.offset);
    this.offset += 8;
    return Number.isInteger(value) ? new Double(value) : value;
  }

  string(): string {
    const size = this.int32();
    const start = this.offset;
    this.offset = start + size;
    if (size < 1 || this.offset > this.#buffer.length) throw invalid();
    return shortText(this.#buffer, start, this.offset - 1);
  }

  date(): Date {
    const low = this.#buffer.readUInt32LE(this.offset);
    const high = this.#buffer.readInt32LE(this.offset + 4);
    this.offset += 8;
    return new Date(high * 4294967296 + low);
  }

  binary(): Binary {
    const size = this.int32();
    const subtype = this.byte();
    return new Binary(Buffer.from(this.bytes(size)), subtype);
  }

  bytes(size: number): Buffer {
    const start = this.offset;
    this.offset = start + size;
    if (size < 0 || this.offset > this.#buffer.length) throw invalid();
    return this.#buffer.subarray(start, this.offset);
  }
}

const fixedSizes: Record<number, number> = {
  0x01: 8,
  0x06: 0,
  0x07: 12,
  0x08: 1,
  0x09: 8,
  0x0a: 0,
  0x10: 4,
  0x11: 8,
  0x12: 8,
  0x13: 16,
  0x7f: 0,
  0xff: 0,
};

export function define(object: Document, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Crossing into native code costs more than it saves for the short ASCII texts that field names mostly are. */
function shortText(buffer: Buffer, start: number, end: number): string {
  if (end - start > 16) return buffer.toString("utf8", start, end);
  let text = "";
  for (let index = start; index < end; index++) {
    const byte = buffer[index] as number;
    if (byte > 127) return buffer.toString("utf8", start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

function invalid(): CommandError {
  return new CommandError("InvalidBSON", "the message holds a malformed BSON document");
}
