import { defineCollection } from "../core/store.ts";
import type { DayCounts } from "./decide.ts";

/** What is kept of a day of a business. Another time zone has other days: they are counted anew. */
export interface StatsDay {
  /** `<business>:<zone>:<day>`: of two processes that count the same day one keeps it. */
  readonly _id: string;
  readonly business_id: string;
  readonly counts: DayCounts;
  readonly counted_at: Date;
  /** While the day is open: what is counted lies before this. */
  readonly until?: Date;
}

/** Read by ranges of ids. */
export const statsDays = defineCollection<StatsDay>("stats_days");

export const statsDayId = (businessId: string, timeZone: string, day: string): string =>
  `${businessId}:${timeZone}:${day}`;
