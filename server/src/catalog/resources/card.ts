import { z } from "zod";
import { lotteryPlayed } from "../events/rewards.ts";
import { instant, instantOrNull, rewardTypes, stampSources, walletPlatforms } from "../parts.ts";
import { rewardOut } from "../programs.ts";
import { voucher } from "./voucher.ts";

/** What the API shows of a card. */
export const card = z
  .object({
    id: z.string().meta({ title: "Card ID" }),
    number: z.string().meta({ title: "Card number" }),
    status: z.enum(["active", "complete"]).meta({ title: "Card status" }),
    customer_id: z.string(),
    template_id: z.string().meta({ title: "Card template ID" }),
    template_name: z.string().meta({ title: "Card template name" }),
    template_version: z.number().int().meta({ title: "Card template version" }),
    wallet_pass_id: z.string(),
    stamps: z.number().int().meta({ title: "Stamps on card", description: "In this cycle." }),
    stamps_to_next_goal: z.number().int().nullable(),
    goal_index: z.number().int().meta({ description: "Goals reached in this cycle." }),
    goals_reached: z.number().int().meta({ description: "Goals reached over all cycles." }),
    cycle: z.number().int().meta({ title: "Card cycle" }),
    total_stamps: z.number().int(),
    amount_remainder: z
      .string()
      .nullable()
      .meta({ description: "Kept for the next sale, by_amount programs only." }),
    goals: z.array(
      z.object({
        index: z.number().int(),
        stamps: z.number().int(),
        reached: z.boolean(),
        reward: rewardOut,
      }),
    ),
    platforms: z.array(z.enum(walletPlatforms)).meta({ title: "Wallet platforms" }),
    link: z.string().meta({ title: "Card link" }),
    source: z.enum(stampSources).meta({ title: "Card source" }),
    last_stamp_at: instantOrNull,
    issued_at: instant.meta({ title: "Card issued at" }),
  })
  .meta({
    id: "Card",
    examples: [
      {
        id: "card_001",
        number: "482913",
        status: "active",
        customer_id: "c_789",
        template_id: "tpl_009",
        template_name: "Coffee card",
        template_version: 1,
        wallet_pass_id: "wp_abc",
        stamps: 7,
        stamps_to_next_goal: 3,
        goal_index: 1,
        goals_reached: 3,
        cycle: 2,
        total_stamps: 17,
        amount_remainder: null,
        goals: [
          {
            index: 1,
            stamps: 5,
            reached: true,
            reward: { type: "award", name: "A cookie", description: null, image_url: null },
          },
          {
            index: 2,
            stamps: 10,
            reached: false,
            reward: { type: "voucher", voucher_template_id: "vt_012" },
          },
        ],
        platforms: ["apple"],
        link: "https://cards.example.com/c/k3v9x2m7q4",
        source: "api",
        last_stamp_at: "2026-05-11T12:34:56Z",
        issued_at: "2026-02-03T10:00:00Z",
      },
    ],
  });

export const reward = z
  .object({
    id: z.string().meta({ title: "Reward ID" }),
    type: z.enum(rewardTypes),
    name: z.string(),
    description: z.string().nullable(),
    image_url: z.string().nullable().meta({ title: "Reward image URL" }),
    status: z.enum(["granted", "played"]).meta({ description: "A lottery is granted until it is played." }),
  })
  .meta({
    id: "Reward",
    examples: [
      {
        id: "rw_031",
        type: "voucher",
        name: "A free coffee",
        description: "Any size, any milk.",
        image_url: "https://example.com/coffee.png",
        status: "granted",
      },
    ],
  });

export const stampResult = z
  .object({
    stamps_ignored: z
      .number()
      .int()
      .optional()
      .meta({ description: "Stamps dropped because the card became complete." }),
    stamp: z
      .object({
        id: z.string().meta({ title: "Stamp ID" }),
        count: z.number().int().meta({ title: "Stamps added" }),
        source: z.enum(stampSources),
        receipt_id: z.string().nullable().meta({ title: "Receipt ID" }),
        amount: z.string().nullable().meta({ title: "Amount" }),
        currency: z.string().nullable().meta({ title: "Currency" }),
        staff_id: z.string().nullable().meta({ title: "Staff ID" }),
        staff_name: z.string().nullable().meta({ title: "Staff name" }),
      })
      .nullable()
      .meta({
        description: "Null when the sale was too small for a stamp.",
        examples: [
          {
            id: "stamp_01k2m3n4p5",
            count: 2,
            source: "api",
            receipt_id: "R-1042",
            amount: "24.50",
            currency: "EUR",
            staff_id: "st_031",
            staff_name: "Maya",
          },
        ],
      }),
    card,
    goals: z
      .array(
        z.object({
          index: z.number().int(),
          target: z.number().int(),
          is_final: z.boolean(),
          cycle: z.number().int(),
        }),
      )
      .meta({ title: "New goals", examples: [[{ index: 1, target: 5, is_final: false, cycle: 2 }]] }),
    rewards: z.array(reward).meta({ title: "New rewards" }),
    lotteries: z
      .array(lotteryPlayed.body.lottery)
      .meta({ title: "Lotteries drawn", description: "Of `auto` lotteries, in order.", examples: [[]] }),
    vouchers: z.array(voucher).meta({ title: "New vouchers" }),
  })
  .meta({ id: "StampResult" });
