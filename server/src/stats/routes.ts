import * as catalog from "../catalog/index.ts";
import { bind, type Operation } from "../http/operation.ts";
import { readDays } from "./days.ts";
import { datesOf } from "./decide.ts";
import { presentStats } from "./present.ts";

export const statsOperations: readonly Operation[] = [
  bind(catalog.getStats, async ({ platform, caller: { business }, query }) => {
    const dates = datesOf(query, { timeZone: business.time_zone, now: platform.clock.now() });
    return presentStats(business, await readDays(platform, business, dates), query.interval);
  }),
];
