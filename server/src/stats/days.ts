import { insertOnce } from "../core/store.ts";
import { journalCollection } from "../journal/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { countDay } from "./count.ts";
import { isClosed, noCounts, type Day, type DayCounts } from "./decide.ts";
import { statsDayId, statsDays, type StatsDay } from "./model.ts";

/*
 * Days of a business: a closed one is counted once and kept, an open one is counted whenever it is asked for. Two
 * processes that count the same day come to the same, and the first one's is kept. Crash between count and keeping: it is
 * counted again.
 */

/** A day with what it came to; `isOpen` while that may still change. */
export interface CountedDay {
  readonly day: Day;
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
  days: readonly Day[],
): Promise<Map<string, DayCounts>> => {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const range = { $gte: statsDayId(id, zone, first.date), $lte: statsDayId(id, zone, last.date) };
  const found = await store.collection(statsDays).find({ _id: range }).toArray();
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

/** These days of a business, in their order; those that are closed are kept from here on. */
export const readDays = async (
  platform: Platform,
  business: Tenant,
  days: readonly Day[],
): Promise<CountedDay[]> => {
  const kept = await keptDays(platform, business, days);
  const now = platform.clock.now();
  let pending: Promise<Date[]> | null = null;
  const read: CountedDay[] = [];
  // One after the other: a year that is counted for the first time leaves the store to others in between.
  for (const day of days) {
    const known = kept.get(statsDayId(business.id, business.time_zone, day.date));
    if (known !== undefined) {
      read.push({ day, counts: known, isOpen: false });
      continue;
    }
    if (day.end <= business.created_at) {
      read.push({ day, counts: noCounts, isOpen: false });
      continue;
    }
    pending ??= pendingTimes(platform, business.id);
    const isOpen = !isClosed(day, now, await pending);
    const counts = isOpen
      ? await countDay(platform, business.id, day)
      : await keepDay(platform, business, day);
    read.push({ day, counts, isOpen });
  }
  return read;
};
