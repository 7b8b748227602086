import { settings } from "../core/installation.ts";
import type { Platform } from "../platform/index.ts";
import { tellBirthdays } from "./birthdays.ts";
import { expireVouchers } from "./expire.ts";
import { tellInactivity } from "./inactivity.ts";
import { remindOfVouchers } from "./remind.ts";

const lastSweep = "clockwork_swept_at";

/**
 * One round of everything the clock causes. Any number of processes may run it at any time: each card's and voucher's
 * stream lets every event happen once. A round that was cut short is made up for by the next, and so are days of
 * downtime, with at most one event per card and cause.
 */
export const sweepClockwork = async (platform: Platform): Promise<void> => {
  const model = platform.store.collection(settings);
  const startedAt = platform.clock.now();
  const last = await model.findOne({ _id: lastSweep });
  await expireVouchers(platform);
  await remindOfVouchers(platform);
  await tellBirthdays(platform, last === null ? null : new Date(last.value));
  await tellInactivity(platform);
  await model.updateOne({ _id: lastSweep }, { $set: { value: startedAt.toISOString() } }, { upsert: true });
};
