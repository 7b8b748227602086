import { isStoreAway } from "./store-faults.ts";

const mostAtOnce = 1_000;

interface Asker<V> {
  resolve(value: V | undefined): void;
  reject(error: unknown): void;
}

/**
 * Readings that are asked for in the same moment, done as one. A question that comes while one is being answered waits
 * for it, and is read after it: nobody is answered by what was read before they asked.
 */
export class Gather<K, V> {
  readonly #read: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>;
  #asked = new Map<K, Asker<V>[]>();
  #isReading = false;

  constructor(read: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>) {
    this.#read = read;
  }

  /** What stands under a key; undefined when nothing does. @throws what reading throws */
  ask(key: K): Promise<V | undefined> {
    return new Promise((resolve, reject) => {
      const asker = { resolve, reject };
      const known = this.#asked.get(key);
      if (known === undefined) this.#asked.set(key, [asker]);
      else known.push(asker);
      if (this.#isReading) return;
      this.#isReading = true;
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#asked.size > 0) {
      const asked = this.#take();
      try {
        const found = await this.#read([...asked.keys()]);
        for (const [key, askers] of asked) for (const { resolve } of askers) resolve(found.get(key));
      } catch (error) {
        // those that wait would only wait as long as these did
        const behind = isStoreAway(error) ? [...this.#asked.values()] : [];
        if (behind.length > 0) this.#asked = new Map();
        for (const { reject } of [...asked.values(), ...behind].flat()) reject(error);
      }
    }
    this.#isReading = false;
  }

  #take(): Map<K, Asker<V>[]> {
    const taken = new Map([...this.#asked].slice(0, mostAtOnce));
    for (const key of taken.keys()) this.#asked.delete(key);
    return taken;
  }
}
