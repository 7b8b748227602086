import { hookCeilings } from "../../catalog/index.ts";
import type { PaceRule } from "../../core/pace.ts";
import type { Hook } from "../model.ts";

/*
 * The ceilings of one hook. Its rate: never more than so many starts in any second, 25 where its owner said nothing,
 * hence 7,500 in five minutes, which is below the 9,000 that Zapier bears. A burst of two thirds goes out at once, since
 * one stamp can make several events; after that starts are evened out, so that a receiver that counts by its own clock
 * does not see two bursts in one second. The owner of the hook's lease keeps this in memory; it gives the lease up only
 * for when the window has passed.
 */

export interface Ceilings {
  readonly pace: PaceRule;
  /** Attempts at a time. */
  readonly concurrency: number;
}

const burstShare = 0.64;
/** Closer than this a timer cannot part two starts. */
const leastSpacingMs = 10;

/** The pace of a hook that is sent so many a second at most. */
export const paceOf = (perSecond: number): PaceRule => {
  const together = Math.max(1, Math.round((perSecond * leastSpacingMs) / 1_000));
  return {
    most: perSecond,
    burst: Math.max(1, Math.round(perSecond * burstShare)),
    spacingMs: Math.ceil((1_000 * together) / perSecond),
    together,
    // a little more than a second: what the network adds must not push another one into a receiver's second
    windowMs: 1_040,
  };
};

/** What a hook's owner has asked for; hooks of 0.1.0 have said nothing. */
export const ceilingsOf = (hook: Pick<Hook, "rate_per_second" | "concurrency"> | null): Ceilings => ({
  pace: paceOf(hook?.rate_per_second ?? hookCeilings.rate_per_second.usual),
  concurrency: hook?.concurrency ?? hookCeilings.concurrency.usual,
});
