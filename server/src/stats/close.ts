import { businesses } from "../businesses/index.ts";
import type { Platform } from "../platform/index.ts";
import { dayAt, dayBefore } from "./decide.ts";
import { readDays } from "./days.ts";
import { statsDayId, statsDays } from "./model.ts";

const atOnce = 200;

type Tenant = { readonly id: string; readonly time_zone: string; readonly created_at: Date };

const closeYesterdays = async (platform: Platform, tenants: readonly Tenant[]): Promise<void> => {
  const now = platform.clock.now();
  const days = tenants.map((tenant) => {
    const day = dayBefore(dayAt(now, tenant.time_zone), tenant.time_zone);
    return { tenant, day, id: statsDayId(tenant.id, tenant.time_zone, day.date) };
  });
  const kept = await platform.store
    .collection(statsDays)
    .find({ _id: { $in: days.map(({ id }) => id) } }, { projection: { _id: 1 } })
    .toArray();
  const known = new Set(kept.map(({ _id }) => _id));
  for (const { tenant, day, id } of days) {
    if (known.has(id)) continue;
    try {
      await readDays(platform, tenant, [day]);
    } catch (error) {
      platform.log.error(
        { err: error, business: tenant.id },
        "a day could not be counted; it will be tried again",
      );
    }
  }
};

/** Counts and keeps yesterday of every business where it is closed, so that nobody waits for it, and before deliveries are forgotten. */
export const closeDays = async (platform: Platform, stopping?: AbortSignal): Promise<void> => {
  let page: Tenant[] = [];
  const all = platform.store.collection(businesses).find({}, { projection: { time_zone: 1, created_at: 1 } });
  for await (const { _id: id, time_zone, created_at } of all) {
    if (stopping?.aborted) return;
    page.push({ id, time_zone, created_at });
    if (page.length < atOnce) continue;
    await closeYesterdays(platform, page);
    page = [];
  }
  if (page.length > 0) await closeYesterdays(platform, page);
};
