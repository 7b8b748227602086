import { toInstant } from "../core/clock.ts";
import { defineCollection } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";

/*
 * How many attempts each hook had, by hours. Whoever sends counts in memory and writes behind the attempts, for all hooks
 * together: a crash forgets the counts of its last seconds, nothing else.
 */

const minute = 60_000;
const hour = 60 * minute;
/** Time zones part from UTC by whole quarters, so a day of any business is made of these. */
export const quarterMs = 15 * minute;
/** Longer than the statistics of a day may be counted behind it. */
const keptMs = 40 * 24 * hour;
const hoursShown = 24;

export interface AttemptCounts {
  readonly succeeded: number;
  readonly failed: number;
  /** Of the failed ones those that were their delivery's last. */
  readonly given_up: number;
}

/** An hour of a hook, by its quarters 0 to 3; one without attempts is absent. */
export interface HookHour {
  /** `<hook>:<start>` */
  readonly _id: string;
  readonly business_id: string;
  readonly hook_id: string;
  readonly at: Date;
  readonly quarters?: Readonly<Record<string, Partial<AttemptCounts>>>;
  readonly expires_at: Date;
}

export const hookHours = defineCollection<HookHour>("hook_hours", [
  // the last day of some hooks
  { keys: { hook_id: 1, at: 1 } },
  // statistics: a day of a business
  { keys: { business_id: 1, at: 1 } },
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);

const startOfHour = (time: number): number => time - (time % hour);

/** What a hook had in a quarter hour. */
export interface QuarterCounts extends AttemptCounts, Pick<HookHour, "hook_id" | "business_id"> {
  /** Its start. */
  readonly at: Date;
}

const additionOf = ({ hook_id, business_id, at, ...counts }: QuarterCounts) => {
  const start = startOfHour(at.getTime());
  const quarter = Math.floor((at.getTime() - start) / quarterMs);
  const added = Object.entries(counts).filter(([, count]) => count > 0);
  return {
    updateOne: {
      filter: { _id: `${hook_id}:${toInstant(new Date(start))}` },
      update: {
        $setOnInsert: { business_id, hook_id, at: new Date(start), expires_at: new Date(start + keptMs) },
        $inc: Object.fromEntries(added.map(([name, count]) => [`quarters.${quarter}.${name}`, count])),
      },
      upsert: true,
    },
  };
};

/** Adds what was counted to the hooks' hours. */
export const addCounts = async (
  { store }: Pick<Platform, "store">,
  counted: readonly QuarterCounts[],
): Promise<void> => {
  await store.collection(hookHours).bulkWrite(counted.map(additionOf), { ordered: false });
};

const none: AttemptCounts = { succeeded: 0, failed: 0, given_up: 0 };

const plus = (sum: AttemptCounts, more: Partial<AttemptCounts>): AttemptCounts => ({
  succeeded: sum.succeeded + (more.succeeded ?? 0),
  failed: sum.failed + (more.failed ?? 0),
  given_up: sum.given_up + (more.given_up ?? 0),
});

/** What a business's hooks sent from one time to another. @param until excluded; both at the start of a quarter hour */
export const countAttempts = async (
  { store }: Pick<Platform, "store">,
  businessId: string,
  { from, until }: { from: Date; until: Date },
): Promise<AttemptCounts> => {
  const at = { $gte: new Date(startOfHour(from.getTime())), $lt: until };
  const hours = await store.collection(hookHours).find({ business_id: businessId, at }).toArray();
  const isWithin = (time: number): boolean => time >= from.getTime() && time < until.getTime();
  return hours
    .flatMap(({ at: start, quarters }) =>
      Object.entries(quarters ?? {})
        .filter(([quarter]) => isWithin(start.getTime() + Number(quarter) * quarterMs))
        .map(([, counts]) => counts),
    )
    .reduce(plus, none);
};

/** The attempts of one hook, by the hours of the clock. */
export interface LastDay {
  readonly attempts: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly hours: { at: string; succeeded: number; failed: number }[];
}

const lastDayOf = (now: Date, own: readonly HookHour[]): LastDay => {
  const current = startOfHour(now.getTime());
  const hours = Array.from({ length: hoursShown }, (_, back) => {
    const at = current - (hoursShown - 1 - back) * hour;
    const found = own.find((one) => one.at.getTime() === at);
    const { succeeded, failed } = Object.values(found?.quarters ?? {}).reduce(plus, none);
    return { at: toInstant(new Date(at)), succeeded, failed };
  });
  const succeeded = hours.reduce((sum, one) => sum + one.succeeded, 0);
  const failed = hours.reduce((sum, one) => sum + one.failed, 0);
  return { attempts: succeeded + failed, succeeded, failed, hours };
};

/** A day without attempts, for a hook that was made just now. */
export const emptyDay = (now: Date): LastDay => lastDayOf(now, []);

/** The last day of these hooks, read at once. */
export const readLastDays = async (
  { store, clock }: Pick<Platform, "store" | "clock">,
  ids: readonly string[],
): Promise<(id: string) => LastDay> => {
  const now = clock.now();
  if (ids.length === 0) return () => emptyDay(now);
  const since = new Date(startOfHour(now.getTime()) - (hoursShown - 1) * hour);
  const found = await store
    .collection(hookHours)
    .find({ hook_id: { $in: [...ids] }, at: { $gte: since } })
    .toArray();
  return (id) =>
    lastDayOf(
      now,
      found.filter(({ hook_id }) => hook_id === id),
    );
};
