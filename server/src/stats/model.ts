import { defineCollection } from "../core/store.ts";
import type { DayCounts } from "./decide.ts";

/** A closed day of a business, counted once. Another time zone has other days: they are counted anew. */
export interface StatsDay {
  /** `<business>:<zone>:<day>`: of two processes that count the same day one keeps it. */
  readonly _id: string;
  readonly business_id: string;
  readonly counts: DayCounts;
  readonly counted_at: Date;
}

/** Read by ranges of ids. */
export const statsDays = defineCollection<StatsDay>("stats_days");

export const statsDayId = (businessId: string, timeZone: string, day: string): string =>
  `${businessId}:${timeZone}:${day}`;
