import { after, boundedKey, valueKey } from "../bson/key.ts";

/**
 * The layout of the store's one key space. A first byte tells the kinds apart; numbers are big-endian so that a collection's documents and an
 * index's entries each lie together, in order. Documents lie in the order of their `_id`.
 */
const kinds = { meta: 0x01, namespace: 0x02, count: 0x03, retry: 0x04, document: 0x10, index: 0x11 } as const;

/** Room for the key of one `_id` or one index's fields; with a prefix and both, a key stays under lmdb's 1,978 bytes. */
export const idLimit = 440;
export const indexLimit = 1440;

export const metaKey = (name: string): Buffer =>
  Buffer.concat([Buffer.from([kinds.meta]), Buffer.from(name)]);

export const namespaceKey = (namespace: string): Buffer =>
  Buffer.concat([Buffer.from([kinds.namespace]), Buffer.from(namespace)]);
export const namespaces = rangeOf(Buffer.from([kinds.namespace]));

export const countKey = (collection: number): Buffer => numbered(kinds.count, collection);

export const retryKey = (session: Buffer): Buffer => Buffer.concat([Buffer.from([kinds.retry]), session]);
export const retries = rangeOf(Buffer.from([kinds.retry]));

/** Every document of every collection. */
export const documents = rangeOf(Buffer.from([kinds.document]));

export const documentPrefix = (collection: number): Buffer => numbered(kinds.document, collection);
export const indexPrefix = (index: number): Buffer => numbered(kinds.index, index);

export const idKey = (id: unknown): Buffer => boundedKey(valueKey(id), idLimit);

export function rangeOf(prefix: Buffer): { start: Buffer; end: Buffer } {
  return { start: prefix, end: after(prefix) };
}

function numbered(kind: number, id: number): Buffer {
  const key = Buffer.allocUnsafe(5);
  key[0] = kind;
  key.writeUInt32BE(id, 1);
  return key;
}
