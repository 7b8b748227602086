import type { Platform } from "../../platform/index.ts";
import { addCounts, quarterMs, type QuarterCounts } from "../hours.ts";
import type { Hook } from "../model.ts";

/** An attempt as the hours count it. */
export interface CountedAttempt {
  readonly at: Date;
  readonly succeeded: boolean;
  /** No other will follow. */
  readonly isLast: boolean;
}

const writeAfterMs = 1_000;

/** The attempts that are not written into the hooks' hours yet, of all hooks of a process: no hook waits for it. */
export class Tally {
  readonly #platform: Platform;
  #counts = new Map<string, QuarterCounts>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  add(
    { _id: hook_id, business_id }: Pick<Hook, "_id" | "business_id">,
    { at, succeeded, isLast }: CountedAttempt,
  ): void {
    const quarter = at.getTime() - (at.getTime() % quarterMs);
    const name = `${hook_id} ${quarter}`;
    const known = this.#counts.get(name);
    this.#counts.set(name, {
      hook_id,
      business_id,
      at: new Date(quarter),
      succeeded: (known?.succeeded ?? 0) + (succeeded ? 1 : 0),
      failed: (known?.failed ?? 0) + (succeeded ? 0 : 1),
      given_up: (known?.given_up ?? 0) + (!succeeded && isLast ? 1 : 0),
    });
    this.#timer ??= setTimeout(() => void this.settle(), writeAfterMs).unref();
  }

  /** Resolves when everything counted so far is written. */
  async settle(): Promise<void> {
    while (this.#counts.size > 0 || this.#writing !== null) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null;
      });
      await this.#writing;
    }
  }

  /** What cannot be written is forgotten: written twice it would be worse. */
  async #write(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const counted = [...this.#counts.values()];
    this.#counts = new Map();
    if (counted.length === 0) return;
    try {
      await addCounts(this.#platform, counted);
    } catch (error) {
      this.#platform.log.warn({ err: error }, "hooks' attempts could not be counted");
    }
  }
}
