/*
 * The rate ceiling of one hook: never more than 25 starts in any second, hence 7,500 in five minutes, which is below
 * the 9,000 that Zapier bears. A burst of sixteen goes out at once, since one stamp can make several events; after that
 * starts are evened out, so that a receiver that counts by its own clock does not see two bursts in one second.
 * The owner of the hook's lease keeps this in memory; it gives the lease up only for when the window has passed.
 */

const ceiling = 25;
const spacingMs = 40;
const burst = 16;
/** A little more than a second: what the network adds must not push a 26th into a receiver's second. */
export const paceWindowMs = 1_040;

export class Pace {
  #starts: number[] = [];

  /** Milliseconds until the next start is allowed; 0 for now. */
  waitMs(now: number): number {
    this.#starts = this.#starts.filter((start) => start > now - paceWindowMs && start <= now);
    const last = this.#starts.at(-1);
    if (last === undefined || this.#starts.length < burst) return 0;
    const even = last + spacingMs - now;
    const first = this.#starts[this.#starts.length - ceiling];
    const full = first === undefined ? 0 : first + paceWindowMs - now;
    return Math.max(0, even, full);
  }

  started(now: number): void {
    this.#starts.push(now);
  }

  /** When the last window of starts has passed; another process may start afresh from then on. */
  freeFrom(): number {
    const last = this.#starts.at(-1);
    return last === undefined ? 0 : last + paceWindowMs;
  }
}
