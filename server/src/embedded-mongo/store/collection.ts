import { serialize } from "bson";
import { decode, type Document } from "../bson/decode.ts";
import { decodeElements, decodeFields, type Element, findElements } from "../bson/fields.ts";
import { CommandError } from "../errors.ts";
import { someAtPath } from "../query/path.ts";
import type { Changes } from "./changes.ts";
import { existingIndex, toIndex, type Index, type IndexDefinition } from "./definition.ts";
import { duplicateKey } from "./duplicate.ts";
import { entryKey, entryValue } from "./index-entries.ts";
import { entriesOf, type IndexEntry } from "./index-keys.ts";
import { documentPrefix, idKey, idLimit, rangeOf } from "./keys.ts";
import type { Entry, Storage } from "./storage.ts";

export interface Stored {
  id: Buffer;
  raw: Buffer;
}

/** What the catalogue keeps of a collection between restarts. */
export interface CollectionState {
  id: number;
  /** Some `_id` was cut to fit a key: the order of `_id` is no longer exact. */
  hasCutIds: boolean;
  indexes: Index[];
}

interface CollectionParts {
  storage: Storage;
  changes: Changes;
  count: number;
}

interface AddedEntry extends Entry {
  /** Its key as a text, to be found by. */
  name: string;
}

/**
 * One collection's documents and index entries. Each change checks everything that can refuse it before it writes anything,
 * so that a refusal within a batch needs no rollback.
 */
export class Collection {
  readonly namespace: string;
  readonly state: CollectionState;
  readonly prefix: Buffer;
  readonly storage: Storage;
  count: number;
  /** Set by changes to `state` and `count`; the store writes both before it commits. */
  isStateDirty = false;
  isCountDirty = false;
  /** What reads have cost: index entries (or scanned documents) looked at, and documents fetched by way of an index. */
  readonly examined = { entries: 0, fetched: 0 };
  readonly #changes: Changes;
  readonly #place: number;
  /** The top-level fields that any index looks at: no other is decoded to be written. */
  #indexed: ReadonlySet<string>;

  constructor(namespace: string, state: CollectionState, { storage, changes, count }: CollectionParts) {
    this.namespace = namespace;
    this.state = state;
    this.storage = storage;
    this.count = count;
    this.#changes = changes;
    this.#place = changes.place(namespace);
    this.prefix = documentPrefix(state.id);
    this.#indexed = indexedIn(state.indexes);
  }

  get(id: Buffer): Buffer | undefined {
    return this.storage.get(this.documentKey(id));
  }

  documentKey(id: Buffer): Buffer {
    return Buffer.concat([this.prefix, id]);
  }

  /** `raw` must begin with its `_id`. */
  insert(raw: Buffer, _id: unknown): void {
    const id = idKey(_id);
    const key = this.documentKey(id);
    if (this.storage.has(key)) throw duplicateKey(this.namespace, "_id_", { _id: 1 }, [_id]);
    const { indexes } = this.state;
    const added = indexes.length > 0 ? this.#added(indexes, decodeFields(raw, this.#indexed), id) : [];
    this.storage.put(key, raw);
    for (const { key, value } of added) this.storage.put(key, value);
    if (id.length === idLimit && !this.state.hasCutIds) this.#note(() => (this.state.hasCutIds = true));
    this.#counted(1);
    this.#changed();
  }

  /** Only the indexes are touched whose fields differ, byte by byte, between what was stored and what is. */
  replace(stored: Stored, next: Document): Buffer {
    const raw = encode(next);
    this.#changed();
    const had = findElements(stored.raw, this.#indexed);
    const has = findElements(raw, this.#indexed);
    const indexes = this.state.indexes.filter(({ names }) =>
      [...names].some((name) => !sameBytes(stored.raw, had.get(name), raw, has.get(name))),
    );
    if (indexes.length === 0) {
      this.storage.put(this.documentKey(stored.id), raw);
      return raw;
    }
    const before = this.#keysOf(indexes, decodeElements(stored.raw, had), stored.id);
    const added = this.#added(indexes, decodeElements(raw, has), stored.id, before);
    const kept = new Set(added.map(({ name }) => name));
    this.storage.put(this.documentKey(stored.id), raw);
    for (const [name, key] of before) if (!kept.has(name)) this.storage.remove(key);
    for (const { key, value, name } of added) if (!before.has(name)) this.storage.put(key, value);
    return raw;
  }

  remove(stored: Stored): void {
    this.storage.remove(this.documentKey(stored.id));
    if (this.state.indexes.length > 0)
      for (const key of this.#keysOf(
        this.state.indexes,
        decodeFields(stored.raw, this.#indexed),
        stored.id,
      ).values())
        this.storage.remove(key);
    this.#counted(-1);
    this.#changed();
  }

  /** Creates the index over what is there; false where it is there already. Run in a transaction that a throw undoes. */
  createIndex(nextId: () => number, definition: IndexDefinition): boolean {
    if (existingIndex(this.state.indexes, definition)) return false;
    const index = toIndex(nextId(), definition);
    for (const { id, raw } of this.documents()) {
      for (const entry of this.#entries(index, decode(raw))) {
        this.#assertUnique(index, entry, id);
        this.storage.put(entryKey(index, entry, id), entryValue(index, id));
      }
    }
    this.#note(() => this.state.indexes.push(index));
    this.#indexed = indexedIn(this.state.indexes);
    return true;
  }

  dropIndex(index: Index): void {
    this.clear(index.prefix);
    this.#note(() => this.state.indexes.splice(this.state.indexes.indexOf(index), 1));
    this.#indexed = indexedIn(this.state.indexes);
  }

  *documents(): Generator<Stored> {
    const range = rangeOf(this.prefix);
    for (let start = range.start; ;) {
      const page = this.storage.page({ ...range, start, limit: 200 });
      for (const { key, value } of page) yield { id: key.subarray(this.prefix.length), raw: value };
      const last = page.at(-1);
      if (page.length < 200 || !last) return;
      start = Buffer.concat([last.key, Buffer.from([0])]);
    }
  }

  clear(prefix: Buffer): void {
    this.#changed();
    for (;;) {
      const page = this.storage.page({ ...rangeOf(prefix), limit: 1000 });
      for (const { key } of page) this.storage.remove(key);
      if (page.length < 1000) return;
    }
  }

  /** The index entries a document would have, each checked for uniqueness unless it had it before. */
  #added(
    indexes: readonly Index[],
    document: Document,
    id: Buffer,
    before?: Map<string, Buffer>,
  ): AddedEntry[] {
    return indexes.flatMap((index) =>
      this.#entries(index, document).map((entry): AddedEntry => {
        const key = entryKey(index, entry, id);
        const name = key.toString("latin1");
        if (!before?.has(name)) this.#assertUnique(index, entry, id);
        return { key, value: entryValue(index, id), name };
      }),
    );
  }

  #keysOf(indexes: readonly Index[], document: Document, id: Buffer): Map<string, Buffer> {
    const keys = new Map<string, Buffer>();
    for (const index of indexes) {
      for (const entry of this.#entries(index, document)) {
        const key = entryKey(index, entry, id);
        keys.set(key.toString("latin1"), key);
      }
    }
    return keys;
  }

  #entries(index: Index, document: Document): IndexEntry[] {
    if (index.covers && !index.covers(document)) return [];
    if (
      index.definition.sparse &&
      !index.fields.some(({ parts }) => someAtPath(document, parts, 0, (value) => value !== undefined))
    )
      return [];
    const list = entriesOf(index.fields, document);
    if (list.isMultikey && !index.isMultikey) this.#note(() => (index.isMultikey = true));
    if (list.isCut && !index.isCut) this.#note(() => (index.isCut = true));
    return list.entries;
  }

  #assertUnique(index: Index, entry: IndexEntry, id: Buffer): void {
    if (!index.definition.unique) return;
    const holder = this.storage.get(entryKey(index, entry, id));
    if (holder && !holder.equals(id)) {
      throw duplicateKey(this.namespace, index.definition.name, index.definition.key, entry.values);
    }
  }

  #note(change: () => void): void {
    change();
    this.isStateDirty = true;
  }

  #changed(): void {
    this.#changes.note(this.#place);
  }

  #counted(difference: number): void {
    this.count += difference;
    this.isCountDirty = true;
  }
}

const indexedIn = (indexes: readonly Index[]): ReadonlySet<string> =>
  new Set(indexes.flatMap(({ names }) => [...names]));

function sameBytes(
  left: Buffer,
  one: Element | undefined,
  right: Buffer,
  other: Element | undefined,
): boolean {
  if (!one || !other) return one === other;
  return left.subarray(one.start, one.end).equals(right.subarray(other.start, other.end));
}

const maxDocumentBytes = 16 * 1024 * 1024;

export function encode(document: Document): Buffer {
  const bytes = serialize(document, { ignoreUndefined: true });
  if (bytes.length > maxDocumentBytes)
    throw new CommandError(
      "BSONObjectTooLarge",
      `the document would have ${bytes.length} bytes, more than 16777216`,
    );
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
