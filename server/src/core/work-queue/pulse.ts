import { Loop } from "../loop.ts";

/** Between looks: while there was work just now, while turns are under way, and when there is nothing. */
const quickMs = 25;
const attentiveMs = 100;
const idleMs = 900;
const quickForMs = 1_000;
/** What falls due is remembered for so many items; of others a look tells. */
const mostExpected = 1_000;

export interface PulseParts {
  readonly look: () => Promise<void>;
  /** Whether turns are under way. */
  readonly isBusy: () => boolean;
  readonly now: () => Date;
}

/** When a crew looks for work: never twice at a time, and again when it was asked for during a look. */
export class Pulse {
  readonly #parts: PulseParts;
  readonly #loop: Loop;
  #isStarted = false;
  #waitMs = idleMs;
  #quickUntil = 0;
  #expected: number[] = [];

  constructor(parts: PulseParts) {
    this.#parts = parts;
    this.#loop = new Loop({
      step: parts.look,
      failed: () => undefined,
      pauseMs: () => (this.#isStarted ? this.#untilNext() : null),
    });
  }

  start(): void {
    this.#isStarted = true;
    this.#loop.run();
  }

  async stop(): Promise<void> {
    this.#loop.stop();
    await this.#loop.ended();
  }

  /** Looks now; after a look that is under way, once more. Resolves when that is over. */
  async beat(): Promise<void> {
    this.#loop.run();
    await this.#loop.ended();
  }

  /** There was work: looks often for a while. */
  quicken(): void {
    this.#quickUntil = performance.now() + quickForMs;
  }

  /** There is work: looks at once, where it was started. */
  wake(): void {
    this.quicken();
    if (this.#isStarted) this.#loop.run();
  }

  /** Something is due then. */
  expect(at: Date): void {
    if (this.#expected.length < mostExpected) this.#expected.push(at.getTime());
    this.#loop.rest();
  }

  #untilNext(): number {
    const isQuick = performance.now() < this.#quickUntil;
    const longest = this.#parts.isBusy() ? attentiveMs : idleMs;
    this.#waitMs = isQuick ? quickMs : Math.min(longest, this.#waitMs * 2);
    const now = this.#parts.now().getTime();
    this.#expected = this.#expected.filter((at) => at > now);
    const next = this.#expected.reduce((least, at) => Math.min(least, at - now), Infinity);
    return Math.max(1, Math.min(this.#waitMs, next));
  }
}
