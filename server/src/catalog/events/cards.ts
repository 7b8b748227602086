import { z } from "zod";
import { defineEvent } from "../define.ts";
import { rewardTypes, stampSources, walletPlatforms } from "../parts.ts";

const cardFilters = ["template_id", "location_id"] as const;

export const cardIssued = defineEvent({
  name: "card_issued",
  label: "New Card Issued",
  description: "Triggers when a new card is issued to a customer.",
  make: { module: "watchCardsIssued", label: "Watch issued cards" },
  noun: "Card",
  filters: cardFilters,
  body: {},
  card: { source: z.enum(stampSources).meta({ title: "Card source" }) },
  sample: {},
  cardSample: { goal_index: 0, stamps: 0, source: "api" },
});

export const cardSaved = defineEvent({
  name: "card_saved",
  label: "Card Saved to Wallet",
  description: "Triggers when a customer saves a card to their wallet.",
  make: { module: "watchCardsSaved", label: "Watch saved cards" },
  noun: "Card",
  filters: cardFilters,
  body: { platform: z.enum(walletPlatforms).meta({ title: "Wallet platform" }) },
  sample: { platform: "apple" },
});

export const cardOpened = defineEvent({
  name: "card_opened",
  label: "Card Opened",
  description: "Triggers when a customer opens a card, at most once an hour for each card.",
  make: { module: "watchCardsOpened", label: "Watch opened cards" },
  noun: "Card",
  filters: cardFilters,
  body: {},
  sample: {},
});

export const stampAdded = defineEvent({
  name: "stamp_added",
  label: "New Stamp Added",
  description: "Triggers when stamps are added to a card.",
  make: { module: "watchStampsAdded", label: "Watch added stamps" },
  noun: "Stamp",
  filters: cardFilters,
  body: {
    stamp: z.object({
      id: z.string().meta({ title: "Stamp ID" }),
      count: z.number().int().min(1).meta({ title: "Stamps added" }),
      source: z.enum(stampSources).meta({ title: "Stamp source" }),
      receipt_id: z.string().nullable().meta({ title: "Receipt ID" }),
      amount: z.string().nullable().meta({ title: "Amount", description: "Decimal, in major units." }),
      currency: z.string().nullable().meta({ title: "Currency" }),
      staff_id: z.string().nullable().meta({ title: "Staff ID" }),
      staff_name: z.string().nullable().meta({ title: "Staff name" }),
    }),
  },
  sample: {
    stamp: {
      id: "stamp_01k2m3n4p5",
      count: 2,
      source: "staff_scanner",
      receipt_id: "R-1042",
      amount: "24.50",
      currency: "EUR",
      staff_id: "st_01k2m3n4p5",
      staff_name: "Maya",
    },
  },
});

export const goalReached = defineEvent({
  name: "goal_reached",
  label: "Goal Reached",
  description: "Triggers when a customer reaches a goal on a card.",
  make: { module: "watchGoalsReached", label: "Watch reached goals" },
  noun: "Goal",
  filters: cardFilters,
  body: {
    goal: z.object({
      index: z.number().int().min(1).meta({ title: "Goal number" }),
      target: z
        .number()
        .int()
        .min(1)
        .meta({ title: "Goal target", description: "Stamps the goal asks for." }),
      is_final: z.boolean().meta({ title: "Is final goal" }),
      cycle: z.number().int().min(1).meta({ title: "Goal cycle" }),
      reward_type: z.enum(rewardTypes).nullable().meta({ title: "Reward type" }),
      reward_name: z.string().nullable().meta({ title: "Reward name", description: "What was won." }),
    }),
  },
  sample: {
    goal: {
      index: 2,
      target: 10,
      is_final: true,
      cycle: 1,
      reward_type: "voucher",
      reward_name: "A free coffee",
    },
  },
});

export const birthdayReached = defineEvent({
  name: "birthday_reached",
  label: "Birthday Reached",
  description:
    "Triggers when a customer has a birthday, or as many days before it as the card template says.",
  make: { module: "watchBirthdays", label: "Watch birthdays" },
  noun: "Birthday",
  filters: ["template_id"],
  body: {
    birthday: z.object({
      date: z.string().meta({ title: "Birthday date", description: "The day it is celebrated, YYYY-MM-DD." }),
      days_until: z.number().int().min(0).meta({ title: "Days until birthday" }),
    }),
  },
  sample: { birthday: { date: "2026-05-14", days_until: 3 } },
});

export const inactivityTrigger = defineEvent({
  name: "inactivity_trigger",
  label: "Customer Became Inactive",
  description: "Triggers when a customer has not been stamped for as many days as the card template says.",
  make: { module: "watchInactiveCustomers", label: "Watch inactive customers" },
  noun: "Customer",
  filters: ["template_id"],
  body: {
    inactivity: z.object({
      days: z.number().int().min(0).meta({ title: "Days inactive" }),
      threshold_days: z.number().int().min(1).meta({ title: "Threshold days" }),
      last_stamp_at: z.iso.datetime().nullable().meta({ title: "Last stamp at" }),
    }),
  },
  sample: { inactivity: { days: 30, threshold_days: 30, last_stamp_at: "2026-04-11T09:15:00Z" } },
});
