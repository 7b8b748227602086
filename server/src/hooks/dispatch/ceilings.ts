import type { PaceRule } from "../../core/pace.ts";
import type { Hook } from "../model.ts";

/*
 * The rate ceiling of one hook: never more than 25 starts in any second where its owner has not said otherwise, hence
 * 7,500 in five minutes, which is below the 9,000 that Zapier bears. A burst of sixteen goes out at once, since one stamp
 * can make several events; after that starts are evened out, so that a receiver that counts by its own clock does not see
 * two bursts in one second. The owner of the hook's lease keeps this in memory; it gives the lease up only for when the
 * window has passed.
 */

export type Ceilings = Pick<Hook, "rate_per_second" | "concurrency">;

/** Of a hook whose maker asked for nothing else. */
export const usualCeilings: Required<Ceilings> = { rate_per_second: 25, concurrency: 8 };

/** Attempts a second, and at a time. Hooks of former versions have the usual ones. */
export const ceilingsOf = (hook: Ceilings | null): Required<Ceilings> => ({
  rate_per_second: hook?.rate_per_second ?? usualCeilings.rate_per_second,
  concurrency: hook?.concurrency ?? usualCeilings.concurrency,
});

export const paceOf = (ratePerSecond: number): PaceRule => ({
  most: ratePerSecond,
  burst: Math.min(ratePerSecond, Math.max(16, Math.round(ratePerSecond * 0.64))),
  spacingMs: 1_000 / ratePerSecond,
  // a little more than a second: what the network adds must not push one too many into a receiver's second
  windowMs: 1_040,
});

export const hookPace = paceOf(usualCeilings.rate_per_second);
