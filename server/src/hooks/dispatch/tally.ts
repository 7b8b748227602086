import type { Platform } from "../../platform/index.ts";
import { addCounts, quarterMs, type AttemptCounts } from "../hours.ts";
import type { Hook } from "../model.ts";

/** An attempt as the hours count it. */
export interface CountedAttempt {
  readonly at: Date;
  readonly succeeded: boolean;
  /** No other will follow. */
  readonly isLast: boolean;
}

/** The attempts of one hook that are not written into its hours yet. */
export class Tally {
  readonly #platform: Platform;
  readonly #hookId: string;
  #businessId = "";
  #counts = new Map<number, AttemptCounts>();

  constructor(platform: Platform, hookId: string) {
    this.#platform = platform;
    this.#hookId = hookId;
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  add({ business_id }: Pick<Hook, "business_id">, { at, succeeded, isLast }: CountedAttempt): void {
    this.#businessId = business_id;
    const quarter = at.getTime() - (at.getTime() % quarterMs);
    const known = this.#counts.get(quarter) ?? { succeeded: 0, failed: 0, given_up: 0 };
    this.#counts.set(quarter, {
      succeeded: known.succeeded + (succeeded ? 1 : 0),
      failed: known.failed + (succeeded ? 0 : 1),
      given_up: known.given_up + (!succeeded && isLast ? 1 : 0),
    });
  }

  /** Writes what was counted. What cannot be written is forgotten: written twice it would be worse. */
  async write(): Promise<void> {
    const counts = this.#counts;
    this.#counts = new Map();
    const hook = { hook_id: this.#hookId, business_id: this.#businessId };
    for (const [quarter, counted] of counts) {
      try {
        await addCounts(this.#platform, { ...hook, at: new Date(quarter) }, counted);
      } catch (error) {
        this.#platform.log.warn({ err: error, hook: this.#hookId }, "a hook's attempts could not be counted");
      }
    }
  }
}
