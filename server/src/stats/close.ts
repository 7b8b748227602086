import { businesses } from "../businesses/index.ts";
import { mostStatsDays } from "../catalog/index.ts";
import type { Platform } from "../platform/index.ts";
import { keepDays } from "./days.ts";
import { dateAt, datesBetween, dayOf, daysAfter, isClosed } from "./decide.ts";
import { statsDayId, statsDays } from "./model.ts";

const atOnce = 200;

type Tenant = { readonly id: string; readonly time_zone: string; readonly created_at: Date };

/** The dates of a business that somebody may ask for, up to this one. */
const datesUpTo = (last: string, { created_at, time_zone }: Tenant): string[] => {
  const [born, earliest] = [dateAt(created_at, time_zone), daysAfter(last, 1 - mostStatsDays)];
  return datesBetween(born > earliest ? born : earliest, last);
};

/**
 * Yesterday is counted last, behind all before it: where it is kept nothing is left to do, and where a server was away for
 * days, or comes from a version that counted none, all of them are made up for.
 */
const closePage = async (
  platform: Platform,
  tenants: readonly Tenant[],
  stopping?: AbortSignal,
): Promise<void> => {
  const now = platform.clock.now();
  const yesterdays = tenants.map((tenant) => {
    const date = daysAfter(dateAt(now, tenant.time_zone), -1);
    return { tenant, date, id: statsDayId(tenant.id, tenant.time_zone, date) };
  });
  const kept = await platform.store
    .collection(statsDays)
    .find(
      { _id: { $in: yesterdays.map(({ id }) => id) }, until: { $exists: false } },
      { projection: { _id: 1 } },
    )
    .toArray();
  const known = new Set(kept.map(({ _id }) => _id));
  for (const { tenant, date, id } of yesterdays) {
    if (known.has(id) || !isClosed(dayOf(date, tenant.time_zone), now, [])) continue;
    try {
      await keepDays(platform, tenant, datesUpTo(date, tenant), stopping);
    } catch (error) {
      platform.log.error(
        { err: error, business: tenant.id },
        "days could not be counted; they will be tried again",
      );
    }
  }
};

/** Counts and keeps the closed days of every business, so that nobody waits for them, and before deliveries are forgotten. */
export const closeDays = async (platform: Platform, stopping?: AbortSignal): Promise<void> => {
  let page: Tenant[] = [];
  const all = platform.store.collection(businesses).find({}, { projection: { time_zone: 1, created_at: 1 } });
  for await (const { _id: id, time_zone, created_at } of all) {
    if (stopping?.aborted) return;
    page.push({ id, time_zone, created_at });
    if (page.length < atOnce) continue;
    await closePage(platform, page, stopping);
    page = [];
  }
  if (page.length > 0) await closePage(platform, page, stopping);
};
