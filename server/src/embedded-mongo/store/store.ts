import { serialize } from "bson";
import { decode, type Document } from "../bson/decode.ts";
import { toNumber } from "../bson/types.ts";
import { Changes, changesMemory } from "./changes.ts";
import { Collection } from "./collection.ts";
import { toIndex, type Index, type IndexDefinition } from "./definition.ts";
import { countKey, metaKey, namespaceKey, namespaces } from "./keys.ts";
import type { Storage } from "./storage.ts";

/** All collections of the store, kept in memory as they stand in the storage, and the transactions over them. */
export class Store {
  readonly storage: Storage;
  readonly #collections = new Map<string, Collection>();
  readonly #changes: Changes;
  #nextId = 1;

  constructor(storage: Storage, changes = changesMemory()) {
    this.storage = storage;
    this.#changes = new Changes(changes);
    this.#load();
  }

  collection(namespace: string): Collection | undefined {
    return this.#collections.get(namespace);
  }

  collections(): Collection[] {
    return [...this.#collections.values()];
  }

  /** Runs `work` so that all it changes is on disk when this returns; when it throws, nothing has changed. */
  transaction<T>(work: () => T): T {
    try {
      return this.storage.transaction(() => {
        const result = work();
        this.#writeDirty();
        return result;
      });
    } catch (error) {
      this.#load();
      throw error;
    }
  }

  /** Only inside `transaction`. */
  create(namespace: string): Collection {
    const existing = this.#collections.get(namespace);
    if (existing) return existing;
    const collection = new Collection(
      namespace,
      { id: this.nextId(), hasCutIds: false, indexes: [] },
      { storage: this.storage, changes: this.#changes, count: 0 },
    );
    collection.isStateDirty = true;
    this.#collections.set(namespace, collection);
    return collection;
  }

  /** Only inside `transaction`. */
  drop(collection: Collection): void {
    for (const index of collection.state.indexes) collection.clear(index.prefix);
    collection.clear(collection.prefix);
    this.storage.remove(countKey(collection.state.id));
    this.storage.remove(namespaceKey(collection.namespace));
    this.#collections.delete(collection.namespace);
  }

  /** A number for a new collection or index; never given twice, so that leftovers of a dropped one cannot be taken for the new one's. */
  nextId(): number {
    const id = this.#nextId++;
    this.storage.put(metaKey("nextId"), Buffer.from(String(this.#nextId)));
    return id;
  }

  close(): Promise<void> {
    return this.storage.close();
  }

  #writeDirty(): void {
    for (const collection of this.#collections.values()) {
      if (collection.isStateDirty)
        this.storage.put(namespaceKey(collection.namespace), encodeState(collection));
      if (collection.isCountDirty)
        this.storage.put(countKey(collection.state.id), Buffer.from(String(collection.count)));
      collection.isStateDirty = false;
      collection.isCountDirty = false;
    }
  }

  #load(): void {
    this.#collections.clear();
    this.#nextId = Number(this.storage.get(metaKey("nextId"))?.toString() ?? 1);
    for (const { key, value } of this.storage.page({ ...namespaces, limit: 1_000_000 })) {
      const namespace = key.subarray(1).toString();
      const record = decode(value);
      const id = toNumber(record.id);
      const state = {
        id,
        hasCutIds: record.hasCutIds === true,
        indexes: (record.indexes as Document[]).map(decodeIndex),
      };
      const count = Number(this.storage.get(countKey(id))?.toString() ?? 0);
      this.#collections.set(
        namespace,
        new Collection(namespace, state, { storage: this.storage, changes: this.#changes, count }),
      );
    }
  }
}

function encodeState({ state }: Collection): Buffer {
  const indexes = state.indexes.map(({ id, definition, isMultikey, isCut }) => ({
    id,
    definition,
    isMultikey,
    isCut,
  }));
  return Buffer.from(
    serialize({ id: state.id, hasCutIds: state.hasCutIds, indexes }, { ignoreUndefined: true }),
  );
}

function decodeIndex(record: Document): Index {
  const definition = record.definition as unknown as IndexDefinition;
  const expiry = definition.expireAfterSeconds;
  const parsed = expiry === undefined ? definition : { ...definition, expireAfterSeconds: toNumber(expiry) };
  return toIndex(toNumber(record.id), parsed, {
    isMultikey: record.isMultikey === true,
    isCut: record.isCut === true,
  });
}
