import { z } from "zod";
import { defineAction } from "../define.ts";
import { dayIn } from "../parts.ts";
import * as resources from "../resources.ts";

/** The longest time one call counts. */
export const mostStatsDays = 1_100;
/** What one call counts that names no first day. */
export const usualStatsDays = 30;

export const getStats = defineAction({
  name: "get_stats",
  method: "GET",
  path: "/stats",
  tag: "Stats",
  summary: "Count what happened, by day, week or month",
  description:
    "Days are those of the business time zone, weeks begin on Monday; the first and the last interval reach no further than from and to. " +
    "A day is closed an hour after its end, counted once and kept; until then its intervals say `complete: false`. " +
    `At most ${mostStatsDays} days.`,
  query: {
    from: dayIn
      .optional()
      .meta({ description: `First day; ${usualStatsDays} days up to \`to\` when absent.` }),
    to: dayIn.optional().meta({ description: "Last day, included; today when absent." }),
    interval: z.enum(["day", "week", "month"]).default("day"),
  },
  result: resources.stats,
  example: { query: { from: "2026-05-11", to: "2026-05-11" } },
});
