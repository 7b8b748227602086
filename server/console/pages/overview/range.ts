import type { CallRequest } from "../../api/call.ts";

export const intervals = ["day", "week", "month"] as const;
export type Interval = (typeof intervals)[number];

/** So many are shown at once, the one that goes on included. */
export const shownIntervals: Readonly<Record<Interval, number>> = { day: 30, week: 13, month: 12 };

const dayText = (day: Date): string => day.toISOString().slice(0, 10);

/** Today in this time zone, as midnight of UTC. */
const todayIn = (timeZone: string): Date => {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format();
  return new Date(`${parts}T00:00:00Z`);
};

const daysBefore = (day: Date, count: number): Date => new Date(day.getTime() - count * 86_400_000);

const firstDay = (today: Date, interval: Interval): Date => {
  const back = shownIntervals[interval] - 1;
  if (interval === "day") return daysBefore(today, back);
  // Whole weeks and months, so that only the last one is unfinished.
  if (interval === "week") return daysBefore(today, back * 7 + ((today.getUTCDay() + 6) % 7));
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1));
};

/** What the overview asks: the last intervals up to today of the business. */
export const statsQuery = (interval: Interval, timeZone: string): CallRequest<"getStats">["query"] => {
  const today = todayIn(timeZone);
  return { from: dayText(firstDay(today, interval)), to: dayText(today), interval };
};
