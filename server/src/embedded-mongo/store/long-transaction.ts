import type { ByteMap } from "./map.ts";

/**
 * A transaction of lmdb that stays open from one turn of the event loop to another; lmdb itself knows only such as are
 * over when a function returns.
 */
export class LongTransaction {
  readonly #map: ByteMap;
  #open: { commit: () => void; abort: () => void } | undefined;
  #isOver = false;

  constructor(map: ByteMap) {
    this.#map = map;
  }

  /** Begins one where none is open. */
  begin(): void {
    if (this.#open) return;
    if (this.#isOver) throw new Error("the store is being ended");
    // lmdb commits when the promise that it is given settles. One that is no promise lets that be at once, and within this turn.
    this.#map.transactionSync(() => ({
      then: (commit: (value: true) => void, abort: (error: Error) => void) => {
        this.#open = { commit: () => commit(true), abort: () => abort(undone) };
      },
    }));
  }

  /** On disk when it returns. */
  commit(): void {
    const open = this.#open;
    this.#open = undefined;
    open?.commit();
  }

  abort(): void {
    const open = this.#open;
    this.#open = undefined;
    try {
      open?.abort();
    } catch (error) {
      if (error !== undone) throw error;
    }
  }

  /** Aborts it, and none can be begun from here on. */
  end(): void {
    this.#isOver = true;
    this.abort();
  }
}

const undone = new Error("undone");
