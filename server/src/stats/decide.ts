import { DateTime } from "luxon";
import { startOfDay } from "../core/day.ts";
import { mostStatsDays, usualStatsDays } from "../catalog/index.ts";
import { invalid } from "../core/failure.ts";

/** What is counted of a day, as the catalogue names it. */
export interface DayCounts {
  readonly cards_issued: number;
  readonly customers: number;
  readonly stamps: number;
  readonly rewards: number;
  readonly vouchers_issued: number;
  readonly vouchers_redeemed: number;
  readonly vouchers_expired: number;
  readonly birthdays: number;
  readonly messages: number;
  readonly deliveries_made: number;
  readonly deliveries_failed: number;
}

export const noCounts: DayCounts = {
  cards_issued: 0,
  customers: 0,
  stamps: 0,
  rewards: 0,
  vouchers_issued: 0,
  vouchers_redeemed: 0,
  vouchers_expired: 0,
  birthdays: 0,
  messages: 0,
  deliveries_made: 0,
  deliveries_failed: 0,
};

const names = Object.keys(noCounts) as (keyof DayCounts)[];

export const sumOf = (days: readonly DayCounts[]): DayCounts =>
  Object.fromEntries(
    names.map((name) => [name, days.reduce((sum, day) => sum + day[name], 0)]),
  ) as unknown as DayCounts;

/** Redeemed of issued, to four decimals; null when none was issued. */
export const redemptionRate = ({ vouchers_issued: issued, vouchers_redeemed: redeemed }: DayCounts) =>
  issued === 0 ? null : Math.round((redeemed / issued) * 10_000) / 10_000;

/** A stretch of time. */
export interface Span {
  readonly start: Date;
  /** Excluded. */
  readonly end: Date;
}

/** A day of the calendar in a time zone; it ends where the next one starts. */
export interface Day extends Span {
  /** YYYY-MM-DD */
  readonly date: string;
}

/** A day of the calendar, with its moments. Reckoning with a time zone is dear: only days that are counted need it. */
export const dayOf = (date: string, timeZone: string): Day => {
  const start = startOfDay(DateTime.fromISO(date, { zone: timeZone }));
  return { date, start: start.toJSDate(), end: startOfDay(start.plus({ days: 1 })).toJSDate() };
};

/** The date of a moment. */
export const dateAt = (at: Date, timeZone: string): string =>
  DateTime.fromJSDate(at, { zone: timeZone }).toISODate() ?? "";

const dayMs = 86_400_000;

/** So many days later, or earlier. */
export const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

/** The dates from one to another, both included; none where the last one lies before the first. */
export const datesBetween = (first: string, last: string): string[] => {
  const count = (Date.parse(last) - Date.parse(first)) / dayMs + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => daysAfter(first, at));
};

/**
 * The dates asked for, the last one at most today; the last thirty where nothing is said.
 * @throws validation_failed
 */
export const datesOf = (
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  { timeZone, now }: { readonly timeZone: string; readonly now: Date },
): string[] => {
  const today = dateAt(now, timeZone);
  const last = asked.to !== undefined && asked.to < today ? asked.to : today;
  const from = asked.from ?? daysAfter(last, 1 - usualStatsDays);
  if (asked.to !== undefined && asked.to < from) throw invalid("?to", "must not be before from");
  if (from > today) throw invalid("?from", `must not be after today, ${today} in ${timeZone}`);
  const dates = datesBetween(from, last);
  if (dates.length > mostStatsDays) throw invalid("?from", `must be at most ${mostStatsDays} days before to`);
  return dates;
};

/** Of an entry that a crash or a store that was away has left, the sweep makes events within this time. */
const settlesWithinMs = 3_600_000;

/** A span that is kept ends where a hook's counted quarter hours do. */
const quarterMs = 900_000;

/**
 * Up to when nothing of a day changes any more: an hour back, but no further than the first entry of the journal from that
 * day that is still on its way to its events. Within the day it is at a full quarter of an hour; never before its start or
 * after its end.
 * @param pending times of entries that are not relayed yet
 */
export const settledUntil = (day: Day, now: Date, pending: readonly Date[]): Date => {
  const [start, end] = [day.start.getTime(), day.end.getTime()];
  // An event gets its id a moment after its entry its time: around midnight that may be the next day.
  const waiting = pending.map((at) => at.getTime()).filter((at) => at >= start - settlesWithinMs && at < end);
  const until = Math.min(now.getTime() - settlesWithinMs, ...waiting);
  if (until >= end) return day.end;
  return new Date(Math.max(start, until - (until % quarterMs)));
};

/** A day is closed when nothing of it changes any more: an hour after its end at the earliest. */
export const isClosed = (day: Day, now: Date, pending: readonly Date[]): boolean =>
  settledUntil(day, now, pending) >= day.end;

export type Interval = "day" | "week" | "month";

const keyOf = (date: string, interval: Interval): string => {
  if (interval === "day") return date;
  if (interval === "month") return date.slice(0, 7);
  const sinceMonday = (new Date(date).getUTCDay() + 6) % 7;
  return daysAfter(date, -sinceMonday);
};

/** Days in the intervals they lie in, in order; weeks begin on Monday. */
export const groupBy = <D extends { readonly date: string }>(
  days: readonly D[],
  interval: Interval,
): (readonly D[])[] => {
  const groups = new Map<string, D[]>();
  for (const one of days) {
    const key = keyOf(one.date, interval);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
};
