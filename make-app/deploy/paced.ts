import { setTimeout as wait } from "node:timers/promises";
import { Make, MakeError } from "@makehq/sdk";

/** Time as the deployment sees it; tests bring their own. */
export interface Time {
  now(): number;
  wait(ms: number): Promise<void>;
}

export const realTime: Time = { now: () => Date.now(), wait: async (ms) => void (await wait(ms)) };

const minute = 60_000;
const mostTries = 5;

type FetchArguments = Parameters<Make["fetch"]>;

/**
 * Make's client at the pace of a plan: calls are spread evenly, since Make counts them by the minute and refuses what is
 * over. After a 429 it waits for the next minute and asks again, five times at most.
 */
export class PacedMake extends Make {
  readonly #time: Time;
  readonly #gapMs: number;
  #nextAt = 0;

  constructor(token: string, zone: string, { perMinute, time }: { perMinute: number; time: Time }) {
    super(token, zone, { retry: { onServerError: true, maxRetries: mostTries } });
    this.#time = time;
    this.#gapMs = minute / perMinute;
  }

  override async fetch<T = unknown>(...[url, options]: FetchArguments): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      await this.#turn();
      try {
        return await super.fetch<T>(url, options);
      } catch (error) {
        if (!(error instanceof MakeError) || error.statusCode !== 429 || tries === mostTries) throw error;
        await this.#time.wait(minute);
      }
    }
  }

  async #turn(): Promise<void> {
    const at = Math.max(this.#time.now(), this.#nextAt);
    this.#nextAt = at + this.#gapMs;
    if (at > this.#time.now()) await this.#time.wait(at - this.#time.now());
  }
}
