import type { Index } from "./definition.ts";
import type { IndexEntry } from "./index-keys.ts";
import type { Entry } from "./storage.ts";

/**
 * How an entry of an index names its document. The key of a unique index ends with the fields, and its value is the document's id. Where
 * several documents may have the same fields the id is the end of the key, which tells them apart, and the value says how long it is.
 * What was written before storage version 3 holds the id as its value in any index: it is told apart by what it begins with, as
 * no id's key begins with 0 and none of two bytes with 1, and ids have no more than 440 bytes.
 */

export function entryKey(index: Index, entry: IndexEntry, id: Buffer): Buffer {
  return Buffer.concat(index.definition.unique ? [index.prefix, entry.key] : [index.prefix, entry.key, id]);
}

export function entryValue(index: Index, id: Buffer): Buffer {
  if (index.definition.unique) return id;
  const length = Buffer.allocUnsafe(lengthBytes);
  length.writeUInt16BE(id.length);
  return length;
}

/** The id of the document that an entry stands for. */
export function idIn({ key, value }: Entry): Buffer {
  const isLength = value.length === lengthBytes && (value[0] as number) <= 1;
  return isLength ? key.subarray(key.length - value.readUInt16BE()) : value;
}

const lengthBytes = 2;
