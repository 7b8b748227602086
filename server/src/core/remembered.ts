interface Kept<V> {
  readonly value: V;
  /** By the monotonic clock. */
  readonly until: number;
}

/**
 * Values that were read from the store, for a short time. What is written by this process is forgotten at once by whoever
 * writes it, so only what other processes write is seen late, and never later than the life of a value. Nothing is
 * remembered that was not there.
 */
export class Remembered<V> {
  readonly #lifeMs: number;
  readonly #most: number;
  #kept = new Map<string, Kept<V>>();

  constructor({ lifeMs, most }: { readonly lifeMs: number; readonly most: number }) {
    this.#lifeMs = lifeMs;
    this.#most = most;
  }

  /** The value of a key, read where it is not known or no longer. */
  async get(key: string, read: () => Promise<V | null>): Promise<V | null> {
    const now = performance.now();
    const known = this.#kept.get(key);
    if (known !== undefined && now < known.until) return known.value;
    const kept = this.#kept;
    const value = await read();
    // what was forgotten meanwhile may have been read before it was written
    if (value !== null && kept === this.#kept) this.#keep(key, { value, until: now + this.#lifeMs });
    return value;
  }

  /** Forgets all of them. */
  forget(): void {
    this.#kept = new Map();
  }

  #keep(key: string, kept: Kept<V>): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.size > this.#most ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}
