import { setTimeout as sleep } from "node:timers/promises";

/**
 * Evens the starts of one lane out: never two closer than the spacing. Real time, whatever the clock says: it is the
 * channel's patience that is measured. The lane's owner keeps it in memory; a new owner waits a spacing before it begins,
 * so that the pace holds over the change.
 */
export class Pace {
  readonly spacingMs: number;
  #next: number;

  constructor(perSecond: number) {
    this.spacingMs = 1_000 / perSecond;
    this.#next = performance.now() + this.spacingMs;
  }

  /** Resolves when the next start is allowed. */
  async turn(): Promise<void> {
    const now = performance.now();
    const mine = Math.max(now, this.#next);
    this.#next = mine + this.spacingMs;
    if (mine - now >= 1) await sleep(mine - now);
  }
}
