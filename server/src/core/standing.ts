import type { AnyCollection, Store } from "./store.ts";

interface Kept<V> {
  readonly value: V;
  readonly changes: number;
}

/**
 * What was read of a collection, kept as long as nothing in it has changed: it is what another reading would give, whoever
 * writes. Where the store does not tell of changes nothing is kept. Shared with whoever asks: not to be changed.
 */
export class Standing<V> {
  readonly #most: number;
  readonly #kept = new WeakMap<Store, Map<string, Kept<V>>>();
  readonly #collection: AnyCollection;

  /** @param most values of a store */
  constructor(collection: AnyCollection, most: number) {
    this.#collection = collection;
    this.#most = most;
  }

  /** The value of a key, read where it is not known or may be another by now. */
  async get(store: Store, key: string, read: () => Promise<V>): Promise<V> {
    // before the reading: what changes meanwhile counts as not read
    const changes = store.changes(this.#collection);
    if (changes === null) return read();
    const kept = this.#kept.get(store) ?? new Map<string, Kept<V>>();
    this.#kept.set(store, kept);
    const known = kept.get(key);
    if (known?.changes === changes) return known.value;
    const value = await read();
    kept.delete(key);
    kept.set(key, { value, changes });
    const [oldest] = kept.size > this.#most ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    return value;
  }
}
