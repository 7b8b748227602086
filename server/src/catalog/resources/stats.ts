import { z } from "zod";

const count = (description: string) => z.number().int().min(0).meta({ description });

/** What is counted of a day. */
export const statsCounts = {
  cards_issued: count("New cards."),
  customers: count("New customers."),
  stamps: count("Stamps added, before any were taken back."),
  rewards: count("Rewards given."),
  vouchers_issued: count("Vouchers issued by any path."),
  vouchers_redeemed: count("Vouchers redeemed."),
  vouchers_expired: count("Vouchers whose end passed unredeemed."),
  birthdays: count("Birthdays told."),
  messages: count("Messages of campaigns and broadcasts that were handed to a channel."),
  deliveries_made: count("Deliveries of hooks that arrived."),
  deliveries_failed: count("Deliveries of hooks that were given up."),
};

const redemptionRate = z.number().min(0).nullable().meta({
  description:
    "Vouchers redeemed in this time, divided by the vouchers issued in it; above 1 when earlier ones were redeemed too. Null when none was issued.",
});

const exampleCounts = {
  cards_issued: 12,
  customers: 10,
  stamps: 148,
  rewards: 17,
  vouchers_issued: 16,
  vouchers_redeemed: 9,
  vouchers_expired: 2,
  birthdays: 3,
  messages: 120,
  deliveries_made: 201,
  deliveries_failed: 1,
  redemption_rate: 0.5625,
};

const interval = z.object({
  from: z.iso.date().meta({ description: "First day, in the business time zone." }),
  to: z.iso.date().meta({ description: "Last day, included." }),
  complete: z.boolean().meta({
    description: "False while a day of it still goes on, or may still get late entries: so far.",
  }),
  ...statsCounts,
  redemption_rate: redemptionRate,
});

/** What the API shows of a time: its intervals, oldest first, and their sums. */
export const stats = z
  .object({
    from: z.iso.date(),
    to: z.iso.date().meta({ description: "As asked for, at most today." }),
    interval: z.enum(["day", "week", "month"]),
    time_zone: z.string(),
    intervals: z.array(interval),
    totals: z.object({ ...statsCounts, redemption_rate: redemptionRate }),
  })
  .meta({
    id: "Stats",
    examples: [
      {
        from: "2026-05-11",
        to: "2026-05-11",
        interval: "day",
        time_zone: "Europe/Kyiv",
        intervals: [{ from: "2026-05-11", to: "2026-05-11", complete: false, ...exampleCounts }],
        totals: exampleCounts,
      },
    ],
  });
