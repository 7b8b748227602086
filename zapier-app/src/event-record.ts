import type { CatalogDerived, CatalogTrigger } from "./catalog.ts";
import { recordOf } from "./record.ts";

const memberAt = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
      value,
    );

/** Day and time of day of an instant where the shop is, `YYYY-MM-DD HH:MM`. */
const atShop = (instant: string, timeZone: string): string =>
  // Sweden writes dates as the standard does.
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(
    new Date(instant),
  );

const monthAndDay = (birthday: string): string | null => {
  const [, month, day] = /-(\d{2})-(\d{2})$/.exec(birthday) ?? [];
  return month === undefined ? null : `${month}/${day}`;
};

const derive = ({ as }: CatalogDerived, from: unknown, zone: string | undefined): string | null => {
  if (typeof from !== "string") return null;
  if (as === "month_day") return monthAndDay(from);
  if (zone === undefined) return null;
  const [day = null, time = null] = atShop(from, zone).split(" ");
  return as === "day" ? day : time;
};

/**
 * An event as the record a Zap sees: what the API sends, with what mailing lists and CRMs ask for made of it: day and
 * time where the shop is, month and day of a birthday. Null where the event has nothing, or the zone is not known.
 * @param zone the business' time zone, an IANA name
 * @see recordOf
 */
export const eventRecordOf = (
  { sample, derived = [] }: CatalogTrigger,
  value: unknown,
  zone: string | undefined,
): Record<string, unknown> => ({
  ...recordOf(sample, value),
  ...Object.fromEntries(derived.map((one) => [one.key, derive(one, memberAt(value, one.of), zone)])),
});
