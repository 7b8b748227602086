import { setTimeout as sleep } from "node:timers/promises";

/** How often something may be started: so many in any window; the first `burst` of a window at once, the rest evenly. */
export interface PaceRule {
  readonly most: number;
  readonly windowMs: number;
  readonly burst: number;
  /** Between starts beyond the burst. */
  readonly spacingMs: number;
}

/** Keeps a pace. It remembers the starts of the last window, in whatever clock its caller goes by. */
export class Pace {
  #rule: PaceRule;
  /** Ascending; some may lie ahead, by those who wait for their turn. */
  #starts: number[] = [];
  #seenAt = -Infinity;

  constructor(rule: PaceRule) {
    this.#rule = rule;
  }

  /** Goes by another rule from here on; starts that were made count under it. */
  follow(rule: PaceRule): void {
    this.#rule = rule;
  }

  /** Milliseconds until the next start is allowed; 0 for now. */
  waitMs(now: number): number {
    const { most, windowMs, burst, spacingMs } = this.#rule;
    this.#pass(now);
    const last = this.#starts.at(-1);
    if (last === undefined || this.#starts.length < burst) return 0;
    const even = last + spacingMs - now;
    const first = this.#starts[this.#starts.length - most];
    const full = first === undefined ? 0 : first + windowMs - now;
    return Math.max(0, even, full);
  }

  /** Notes a start, now or at a moment that was waited for. */
  started(at: number): void {
    this.#starts.push(at);
  }

  /** When the last window of starts has passed: another may start afresh from then on. */
  freeFrom(): number {
    const last = this.#starts.at(-1);
    return last === undefined ? 0 : last + this.#rule.windowMs;
  }

  /** Resolves when the next start is allowed, in real time whatever the clock says; those who ask at once go in turn. */
  async turn(): Promise<void> {
    const now = performance.now();
    const wait = this.waitMs(now);
    this.started(now + wait);
    if (wait >= 1) await sleep(wait);
  }

  /** A clock that was set back has not let time pass: the starts are as old as they were. */
  #pass(now: number): void {
    const back = Math.max(0, this.#seenAt - now);
    this.#seenAt = now;
    const since = now - this.#rule.windowMs;
    this.#starts = this.#starts.map((start) => start - back).filter((start) => start > since);
  }
}
