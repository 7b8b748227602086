import type { PaceRule } from "../../core/pace.ts";

/*
 * The rate ceiling of one hook: never more than 25 starts in any second, hence 7,500 in five minutes, which is below
 * the 9,000 that Zapier bears. A burst of sixteen goes out at once, since one stamp can make several events; after that
 * starts are evened out, so that a receiver that counts by its own clock does not see two bursts in one second.
 * The owner of the hook's lease keeps this in memory; it gives the lease up only for when the window has passed.
 */
export const hookPace: PaceRule = {
  most: 25,
  burst: 16,
  spacingMs: 40,
  // a little more than a second: what the network adds must not push a 26th into a receiver's second
  windowMs: 1_040,
};

/** Attempts at a time. */
export const hookConcurrency = 8;
