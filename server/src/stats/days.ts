import { mostStatsDays } from "../catalog/index.ts";
import { isDuplicateKey } from "../core/store.ts";
import { journalCollection } from "../journal/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { countSpan } from "./count.ts";
import { dateAt, dayOf, noCounts, settledUntil, sumOf, type Day, type DayCounts } from "./decide.ts";
import { statsDayId, statsDays, type StatsDay } from "./model.ts";

/*
 * Days of a business: what cannot change any more is counted once and kept, of a closed day all, of an open one what lies
 * before the last hour or so; the rest is counted whenever it is asked for. Two processes that count the same come to the
 * same, and the one that got further keeps it. Crash between count and keeping: it is counted again.
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

type Kept = Pick<StatsDay, "counts" | "until">;

const isWhole = (kept: Kept | undefined): kept is Kept => kept !== undefined && kept.until === undefined;

const keptDays = async (
  { store }: Platform,
  { id, time_zone: zone }: Tenant,
  dates: readonly string[],
): Promise<Map<string, Kept>> => {
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const range = { $gte: statsDayId(id, zone, first), $lte: statsDayId(id, zone, last) };
  const found = await store
    .collection(statsDays)
    // One range, one answer.
    .find({ _id: range }, { projection: { counts: 1, until: 1 }, batchSize: mostStatsDays })
    .toArray();
  return new Map(found.map(({ _id, ...kept }) => [_id, kept]));
};

/** A day's counts up to a moment of it. */
interface Counted {
  readonly counts: DayCounts;
  readonly until: Date;
}

const keep = async (
  platform: Platform,
  { id, time_zone: zone }: Tenant,
  day: Day,
  { counts, until }: Counted,
): Promise<void> => {
  const said = { business_id: id, counts, counted_at: platform.clock.now() };
  const isAll = until >= day.end;
  try {
    await platform.store
      .collection(statsDays)
      .updateOne(
        { _id: statsDayId(id, zone, day.date), until: isAll ? { $exists: true } : { $lt: until } },
        isAll ? { $set: said, $unset: { until: "" } } : { $set: { ...said, until } },
        { upsert: true },
      );
  } catch (error) {
    // Another process has kept as much, or more.
    if (!isDuplicateKey(error)) throw error;
  }
};

/** What cannot change any more of a day: what is kept, and what has settled since, which is kept from here on. */
const settle = async (
  platform: Platform,
  business: Tenant,
  day: Day,
  { kept, pending }: { kept: Kept | undefined; pending: readonly Date[] },
): Promise<Counted> => {
  const known = { counts: kept?.counts ?? noCounts, until: kept?.until ?? day.start };
  const until = settledUntil(day, platform.clock.now(), pending);
  if (until <= known.until) return known;
  const since = await countSpan(platform, business.id, { start: known.until, end: until });
  const settled = { counts: sumOf([known.counts, since]), until };
  await keep(platform, business, day, settled);
  return settled;
};

/**
 * These days of a business, in their order; what has settled of them is kept from here on, each as soon as it is counted.
 * @param dates in order
 */
export const readDays = async (
  platform: Platform,
  business: Tenant,
  dates: readonly string[],
): Promise<CountedDay[]> => {
  const { id, time_zone: zone, created_at } = business;
  const all = await keptDays(platform, business, dates);
  const born = dateAt(created_at, zone);
  let pending: Promise<Date[]> | null = null;
  const read: CountedDay[] = [];
  // One after the other: a year that is counted for the first time leaves the store to others in between.
  for (const date of dates) {
    const kept = all.get(statsDayId(id, zone, date)) ?? (date < born ? { counts: noCounts } : undefined);
    if (isWhole(kept)) {
      read.push({ date, counts: kept.counts, isOpen: false });
      continue;
    }
    pending ??= pendingTimes(platform, id);
    const day = dayOf(date, zone);
    const { counts, until } = await settle(platform, business, day, { kept, pending: await pending });
    const isOpen = until < day.end;
    const rest = isOpen ? await countSpan(platform, id, { start: until, end: day.end }) : noCounts;
    read.push({ date, counts: sumOf([counts, rest]), isOpen });
  }
  return read;
};

/** Counts and keeps what has settled of these days and is not kept yet, in their order, until it is told to stop. */
export const keepDays = async (
  platform: Platform,
  business: Tenant,
  dates: readonly string[],
  stopping?: AbortSignal,
): Promise<void> => {
  const all = await keptDays(platform, business, dates);
  const pending = await pendingTimes(platform, business.id);
  for (const date of dates) {
    if (stopping?.aborted) return;
    const kept = all.get(statsDayId(business.id, business.time_zone, date));
    if (isWhole(kept)) continue;
    await settle(platform, business, dayOf(date, business.time_zone), { kept, pending });
  }
};
