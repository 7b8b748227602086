import { handOverDatedAhead } from "../campaigns/index.ts";
import { clockSkewMs } from "../core/clock.ts";
import { sendDatedAhead } from "../hooks/index.ts";
import type { Platform } from "../platform/index.ts";

/** Nothing is put off so long: a delivery's longest wait is a day and a fifth, all other work waits for hours at most. */
const longestWaitMs = 32 * 3_600_000;

/** Whether the clock was ahead at that time and has been set back since. */
export const wasSetBack = (at: Date | null, now: Date): boolean =>
  at !== null && at.getTime() > now.getTime() + clockSkewMs;

/**
 * Makes due now what was put off by a clock that was ahead: it would wait until the right clock has come so far. Where it
 * is known that the clock was set back, whatever lies ahead is looked at again, which is harmless; else, since another
 * machine's may have been, what lies further ahead than anything can.
 */
export const catchUp = async (platform: Platform, isSetBack: boolean): Promise<void> => {
  const limit = new Date(platform.clock.now().getTime() + (isSetBack ? clockSkewMs : longestWaitMs));
  await sendDatedAhead(platform, limit);
  await handOverDatedAhead(platform, limit);
  await platform.work.bringForward(limit);
};
