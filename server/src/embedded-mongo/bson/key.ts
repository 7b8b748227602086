import { createHash } from "node:crypto";
import type { BSONRegExp, Code, DBRef, ObjectId, Timestamp } from "bson";
import { Binary, BSONSymbol, Long } from "bson";
import type { Document } from "./decode.ts";
import { numberKey } from "./number-key.ts";
import { rank, rankOf } from "./types.ts";

/** Stands for a field that is not there, and for the empty array: both sort below null in an index. */
export const missingKey = Buffer.from([rank.missing]);

const terminator = Buffer.from([0]);

/**
 * A BSON value as bytes whose memcmp order is MongoDB's order of values; equal values (1, 1.0 and Long 1) give equal bytes, and no key is the
 * beginning of another, so that keys can be put one after the other. Layout: one byte for the type, then the value.
 */
export function valueKey(value: unknown): Buffer {
  const parts: Buffer[] = [];
  append(parts, value);
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

/** How many bytes of a cut key are its hash. */
export const hashBytes = 32;

/** lmdb's keys end at 1,978 bytes: what is longer keeps its beginning for the order and a hash for identity. */
export function boundedKey(key: Buffer, limit: number): Buffer {
  if (key.length <= limit) return key;
  const hash = createHash("sha256").update(key).digest();
  return Buffer.concat([key.subarray(0, limit - hashBytes), hash]);
}

export function invert(key: Buffer): Buffer {
  const inverted = Buffer.allocUnsafe(key.length);
  for (let index = 0; index < key.length; index++) inverted[index] = ~(key[index] as number) & 0xff;
  return inverted;
}

/** The first key after every key that begins with this one. */
export function after(prefix: Buffer): Buffer {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end--;
  if (end === 0) return Buffer.concat([prefix, Buffer.alloc(2100, 0xff)]);
  const next = Buffer.from(prefix.subarray(0, end));
  next[end - 1] = (next[end - 1] as number) + 1;
  return next;
}

function append(parts: Buffer[], value: unknown): void {
  const type = rankOf(value);
  if (type === rank.string)
    return void parts.push(textKey(type, value instanceof BSONSymbol ? value.value : (value as string)));
  parts.push(Buffer.from([type]));
  switch (type) {
    case rank.number:
      return void parts.push(numberKey(value));
    case rank.object:
      return appendObject(parts, value as Document);
    case rank.array:
      return appendArray(parts, value as unknown[]);
    case rank.objectId:
      return void parts.push(Buffer.from((value as ObjectId).id));
    case rank.boolean:
      return void parts.push(Buffer.from([value ? 1 : 0]));
    case rank.date:
      return void parts.push(dateKey(value as Date));
    default:
      return appendRare(parts, type, value);
  }
}

function appendRare(parts: Buffer[], type: number, value: unknown): void {
  if (type === rank.binary) parts.push(binaryKey(value as Binary | Uint8Array));
  else if (type === rank.timestamp) parts.push(timestampKey(value as Timestamp));
  else if (type === rank.regex) appendRegex(parts, value as BSONRegExp | RegExp);
  else if (type === rank.dbPointer)
    parts.push(text(`${(value as DBRef).collection}`), Buffer.from((value as DBRef).oid.id));
  else if (type === rank.code) {
    const { code, scope } = value as Code;
    parts.push(text(code));
    append(parts, scope);
  }
}

function textKey(type: number, value: string): Buffer {
  if (value.includes("\0")) return Buffer.concat([Buffer.from([type]), text(value)]);
  const size = Buffer.byteLength(value);
  const key = Buffer.allocUnsafe(size + 3);
  key[0] = type;
  key.write(value, 1, "utf8");
  key[size + 1] = 0;
  key[size + 2] = 0;
  return key;
}

/** 00 00 ends a text and a zero inside it becomes 00 01, so that a shorter text sorts first and none is the beginning of another. */
function text(value: string): Buffer {
  const escaped = value.includes("\0")
    ? value.split("\0").map((part) => Buffer.from(part))
    : [Buffer.from(value)];
  const parts: Buffer[] = [];
  escaped.forEach((part, index) => {
    if (index > 0) parts.push(Buffer.from([0, 1]));
    parts.push(part);
  });
  return Buffer.concat([...parts, terminator, terminator]);
}

function appendObject(parts: Buffer[], value: Document): void {
  // MongoDB compares embedded documents field by field: type first, then name, then value.
  for (const [name, member] of Object.entries(value)) {
    parts.push(Buffer.from([rankOf(member)]), text(name));
    append(parts, member);
  }
  parts.push(terminator);
}

function appendArray(parts: Buffer[], value: unknown[]): void {
  for (const member of value) append(parts, member);
  parts.push(terminator);
}

function appendRegex(parts: Buffer[], value: BSONRegExp | RegExp): void {
  if (value instanceof RegExp) parts.push(text(value.source), text(value.flags));
  else parts.push(text(value.pattern), text(value.options));
}

function binaryKey(value: Binary | Uint8Array): Buffer {
  const bytes = value instanceof Binary ? value.buffer.subarray(0, value.position) : value;
  const key = Buffer.allocUnsafe(5 + bytes.length);
  key.writeUInt32BE(bytes.length, 0);
  key[4] = value instanceof Binary ? value.sub_type : 0;
  key.set(bytes, 5);
  return key;
}

function dateKey(value: Date): Buffer {
  const key = Buffer.allocUnsafe(8);
  key.writeBigInt64BE(BigInt(Number.isNaN(value.getTime()) ? 0 : value.getTime()), 0);
  key[0] = (key[0] as number) ^ 0x80;
  return key;
}

function timestampKey(value: Timestamp): Buffer {
  const key = Buffer.allocUnsafe(8);
  key.writeBigUInt64BE(Long.fromBits(value.low, value.high, true).toBigInt(), 0);
  return key;
}
