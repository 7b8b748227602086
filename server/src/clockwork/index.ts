import { settings } from "../core/installation.ts";
import type { Platform } from "../platform/index.ts";
import { tellBirthdays } from "./birthdays.ts";
import { expireVouchers } from "./expire.ts";
import { tellInactivity } from "./inactivity.ts";
import { remindOfVouchers } from "./remind.ts";
import { catchUp, wasSetBack } from "./set-back.ts";

const lastSweep = "clockwork_swept_at";
/** What is caught up with are days, so the mark may be so old; a round that tells nothing then writes nothing. */
const markEveryMs = 3_600_000;

/**
 * One round of everything the clock causes. Any number of processes may run it at any time: each card's and voucher's
 * stream lets every event happen once. A round that was cut short is made up for by the next, and so are days of
 * downtime, with at most one event per card and cause. What cannot be told is stepped over. What is due later and was
 * put off by a clock that was ahead is due now.
 */
export const sweepClockwork = async (platform: Platform, stopping?: AbortSignal): Promise<void> => {
  const model = platform.store.collection(settings);
  const startedAt = platform.clock.now();
  const last = await model.findOne({ _id: lastSweep });
  const lastAt = last === null ? null : new Date(last.value);
  const isSetBack = wasSetBack(lastAt, startedAt);
  const isMarked = lastAt !== null && !isSetBack && startedAt.getTime() - lastAt.getTime() < markEveryMs;
  if (!isMarked) await catchUp(platform, isSetBack);
  await expireVouchers(platform, stopping);
  await remindOfVouchers(platform, stopping);
  const isThrough = await tellBirthdays(platform, lastAt, stopping);
  await tellInactivity(platform, stopping);
  // A birthday that could not be told is looked for again, also when its day has passed.
  if (isMarked || !isThrough || stopping?.aborted === true) return;
  await model.updateOne({ _id: lastSweep }, { $set: { value: startedAt.toISOString() } }, { upsert: true });
};
