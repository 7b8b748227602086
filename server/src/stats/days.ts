import { mostStatsDays } from "../catalog/index.ts";
import { insertOnce } from "../core/store.ts";
import { journalCollection } from "../journal/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { countDay } from "./count.ts";
import { dateAt, dayOf, isClosed, noCounts, type Day, type DayCounts } from "./decide.ts";
import { statsDayId, statsDays, type StatsDay } from "./model.ts";

/*
 * Days of a business: a closed one is counted once and kept, an open one is counted whenever it is asked for. Two
 * processes that count the same day come to the same, and the first one's is kept. Crash between count and keeping: it is
 * counted again.
 */

/** A date with what its day came to; `isOpen` while that may still change. */
export interface CountedDay {
  readonly date: string;
  readonly counts: DayCounts;
  readonly isOpen: boolean;
}

type Tenant = Pick<Business, "id" | "time_zone" | "created_at">;

/** More of them are a fault that keeps days open anyway. */
const mostPending = 1_000;

/** When the entries were made that wait for the relay's sweep. */
const pendingTimes = async ({ store }: Platform, businessId: string): Promise<Date[]> => {
  const found = await store
    .collection(journalCollection)
    .find({ fanout: "pending", business_id: businessId }, { projection: { at: 1 } })
    .sort({ at: 1 })
    .limit(mostPending)
    .toArray();
  return found.map(({ at }) => at);
};

const keptDays = async (
  { store }: Platform,
  { id, time_zone: zone }: Tenant,
  dates: readonly string[],
): Promise<Map<string, DayCounts>> => {
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const range = { $gte: statsDayId(id, zone, first), $lte: statsDayId(id, zone, last) };
  const found = await store
    .collection(statsDays)
    // One range, one answer.
    .find({ _id: range }, { projection: { counts: 1 }, batchSize: mostStatsDays })
    .toArray();
  return new Map(found.map(({ _id, counts }) => [_id, counts]));
};

const keepDay = async (platform: Platform, { id, time_zone: zone }: Tenant, day: Day): Promise<DayCounts> => {
  const document: StatsDay = {
    _id: statsDayId(id, zone, day.date),
    business_id: id,
    counts: await countDay(platform, id, day),
    counted_at: platform.clock.now(),
  };
  return (await insertOnce(platform.store.collection(statsDays), document)).counts;
};

/**
 * These days of a business, in their order; those that are closed are kept from here on, each as soon as it is counted.
 * @param dates in order
 */
export const readDays = async (
  platform: Platform,
  business: Tenant,
  dates: readonly string[],
): Promise<CountedDay[]> => {
  const { id, time_zone: zone, created_at } = business;
  const kept = await keptDays(platform, business, dates);
  const born = dateAt(created_at, zone);
  const now = platform.clock.now();
  let pending: Promise<Date[]> | null = null;
  const read: CountedDay[] = [];
  // One after the other: a year that is counted for the first time leaves the store to others in between.
  for (const date of dates) {
    const known = kept.get(statsDayId(id, zone, date)) ?? (date < born ? noCounts : undefined);
    if (known !== undefined) {
      read.push({ date, counts: known, isOpen: false });
      continue;
    }
    const day = dayOf(date, zone);
    pending ??= pendingTimes(platform, id);
    const isOpen = !isClosed(day, now, await pending);
    const counts = isOpen ? await countDay(platform, id, day) : await keepDay(platform, business, day);
    read.push({ date, counts, isOpen });
  }
  return read;
};

/** Counts and keeps those of these days that are closed and not kept yet, in their order, until it is told to stop. */
export const keepDays = async (
  platform: Platform,
  business: Tenant,
  dates: readonly string[],
  stopping?: AbortSignal,
): Promise<void> => {
  const kept = await keptDays(platform, business, dates);
  const pending = await pendingTimes(platform, business.id);
  for (const date of dates) {
    if (stopping?.aborted) return;
    if (kept.has(statsDayId(business.id, business.time_zone, date))) continue;
    const day = dayOf(date, business.time_zone);
    if (isClosed(day, platform.clock.now(), pending)) await keepDay(platform, business, day);
  }
};
