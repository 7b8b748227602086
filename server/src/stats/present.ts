import type { z } from "zod";
import type { stats } from "../catalog/index.ts";
import type { Business } from "../platform/index.ts";
import type { CountedDay } from "./days.ts";
import { groupBy, redemptionRate, sumOf, type DayCounts, type Interval } from "./decide.ts";

export type StatsView = z.output<typeof stats>;

const presentCounts = (counts: DayCounts) => ({ ...counts, redemption_rate: redemptionRate(counts) });

const countsOf = (days: readonly CountedDay[]) => presentCounts(sumOf(days.map(({ counts }) => counts)));

const dateOf = (one: CountedDay | undefined): string => one?.date ?? "";

export const presentStats = (
  { time_zone }: Pick<Business, "time_zone">,
  days: readonly CountedDay[],
  interval: Interval,
): StatsView => ({
  from: dateOf(days[0]),
  to: dateOf(days.at(-1)),
  interval,
  time_zone,
  intervals: groupBy(days, interval).map((group) => ({
    from: dateOf(group[0]),
    to: dateOf(group.at(-1)),
    complete: group.every(({ isOpen }) => !isOpen),
    ...countsOf(group),
  })),
  totals: countsOf(days),
});
