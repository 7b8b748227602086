import { DateTime } from "luxon";

/** One day on which somebody's birthday is celebrated, and the birthdays (MM-DD) celebrated on it. */
export interface Celebration {
  /** YYYY-MM-DD */
  readonly date: string;
  readonly year: number;
  readonly daysUntil: number;
  readonly birthdays: readonly string[];
}

/** A day missed for longer than this is not told any more: a greeting a month late is none. */
const catchUpDays = 31;

const localDay = (at: Date, timeZone: string): DateTime =>
  DateTime.fromJSDate(at, { zone: timeZone }).startOf("day");

const birthdaysOn = (day: DateTime): string[] => {
  const own = day.toFormat("MM-dd");
  // Born on 29 February: celebrated on the 28th when the year has no 29th.
  return own === "02-28" && !day.isInLeapYear ? [own, "02-29"] : [own];
};

/**
 * The days to tell birthdays of: from the first day not looked at yet (days of downtime are caught up) to `daysBefore`
 * days from today, in the business time zone.
 */
export const celebrations = (
  now: Date,
  lastLookedAt: Date | null,
  timeZone: string,
  daysBefore: number,
): Celebration[] => {
  const today = localDay(now, timeZone);
  const seen = lastLookedAt === null ? today : localDay(lastLookedAt, timeZone);
  const first = DateTime.max(DateTime.min(seen, today), today.minus({ days: catchUpDays }));
  const count = Math.round(today.plus({ days: daysBefore }).diff(first, "days").days) + 1;
  return Array.from({ length: count }, (_, at) => {
    const day = first.plus({ days: at });
    const daysUntil = Math.max(0, Math.round(day.diff(today, "days").days));
    return { date: day.toISODate() ?? "", year: day.year, daysUntil, birthdays: birthdaysOn(day) };
  });
};

/** The moment a spell of inactivity is long enough: the same local time, that many days later, whatever the clocks did. */
export const idleUntil = (idleSince: Date, days: number, timeZone: string): Date =>
  DateTime.fromJSDate(idleSince, { zone: timeZone }).plus({ days }).toJSDate();

/** Whole days, by the same local time, since a moment. */
export const wholeDaysSince = (since: Date, now: Date, timeZone: string): number =>
  Math.floor(
    DateTime.fromJSDate(now, { zone: timeZone }).diff(DateTime.fromJSDate(since, { zone: timeZone }), "days")
      .days,
  );

/** The local date of a moment, YYYY-MM-DD. */
export const localDate = (at: Date, timeZone: string): string => localDay(at, timeZone).toISODate() ?? "";
