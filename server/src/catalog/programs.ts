import { z } from "zod";
import { pictureUrl } from "./look.ts";
import { currency, id, text, variantTypes } from "./parts.ts";

/** The rules of a card template: what a request may say, and what an answer shows. */

/** A positive decimal in major units; its digits are checked against the currency by the templates area. */
const positiveDecimal = z
  .string()
  .trim()
  .regex(/^\d{1,9}(\.\d{1,4})?$/, 'must be a decimal such as "10.00"')
  .refine((value) => Number(value) > 0, "must be more than 0");

export const earnIn = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("per_order") }),
  z.strictObject({ type: z.literal("by_amount"), amount_per_stamp: positiveDecimal, currency }),
]);

const hundredths = (percent: number) => Math.round(percent * 100);

/** Percent with at most two decimals; compared as integer basis points, since 0.1 + 0.2 is not 0.3. */
const probability = z
  .number()
  .min(0)
  .max(100)
  .refine((value) => Math.abs(value * 100 - hundredths(value)) < 1e-6, "must have at most two decimals");

const variantIn = z
  .strictObject({
    id: z.string().max(64).optional().meta({ description: "Given by the server; kept when sent back." }),
    type: z.enum(variantTypes),
    probability,
    name: text(120),
    greeting: text(500).nullish(),
    voucher_template_id: id("vt").nullish(),
  })
  .refine((variant) => variant.type !== "voucher" || Boolean(variant.voucher_template_id), {
    path: ["voucher_template_id"],
    message: "is needed for a variant of type voucher",
  });

export const rewardIn = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("award"),
    name: text(120),
    description: text(1000).nullish(),
    image_url: pictureUrl.nullish(),
  }),
  z.strictObject({ type: z.literal("voucher"), voucher_template_id: id("vt") }),
  z.strictObject({
    type: z.literal("lottery"),
    name: text(120),
    play: z.enum(["customer", "auto"]).default("customer"),
    variants: z
      .array(variantIn)
      .min(1)
      .max(50)
      .refine((variants) => variants.reduce((sum, one) => sum + hundredths(one.probability), 0) === 10_000, {
        message: "probabilities must sum to exactly 100.00",
      })
      .refine((variants) => variants.some((one) => one.type !== "try_again" && one.probability > 0), {
        message: "must have a chance of something else than another try",
      }),
  }),
]);

export const goalsIn = z
  .array(z.strictObject({ stamps: z.number().int().min(1).max(10_000), reward: rewardIn }))
  .max(50)
  .refine((goals) => goals.every((goal, at) => at === 0 || goal.stamps > (goals[at - 1]?.stamps ?? 0)), {
    message: "must be in ascending order of stamps",
  });

export const limitsIn = z.strictObject({
  max_stamps_per_call: z.number().int().min(1).max(10_000).nullish(),
  daily_stamps_per_card: z.number().int().min(1).max(10_000).nullish(),
  cooldown_seconds: z
    .number()
    .int()
    .min(0)
    .max(31 * 86_400)
    .optional(),
});

export const birthdayIn = z.strictObject({
  enabled: z.boolean(),
  days_before: z.number().int().min(0).max(60).optional(),
  voucher_template_id: id("vt").nullish(),
});

export const inactivityIn = z.strictObject({
  enabled: z.boolean(),
  days: z.number().int().min(1).max(3650).optional(),
  voucher_template_id: id("vt").nullish(),
});

/** Request members of a card template beside its name. */
export const programIn = {
  earn: earnIn,
  goals: goalsIn,
  after_final_goal: z.enum(["restart", "stop"]),
  limits: limitsIn,
  birthday: birthdayIn,
  inactivity: inactivityIn,
};

export const rewardOut = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("award"),
    name: z.string(),
    description: z.string().nullable(),
    image_url: z.string().nullable(),
  }),
  z.object({ type: z.literal("voucher"), voucher_template_id: z.string() }),
  z.object({
    type: z.literal("lottery"),
    name: z.string(),
    play: z.enum(["customer", "auto"]),
    variants: z.array(
      z.object({
        id: z.string(),
        type: z.enum(variantTypes),
        probability: z.number(),
        name: z.string(),
        greeting: z.string().nullable(),
        voucher_template_id: z.string().nullable(),
      }),
    ),
  }),
]);

/** The rules as an answer shows them: every member present. */
export const programShape = {
  earn: z.discriminatedUnion("type", [
    z.object({ type: z.literal("per_order") }),
    z.object({ type: z.literal("by_amount"), amount_per_stamp: z.string(), currency: z.string() }),
  ]),
  goals: z.array(z.object({ stamps: z.number().int(), reward: rewardOut })),
  after_final_goal: z.enum(["restart", "stop"]),
  limits: z.object({
    max_stamps_per_call: z.number().int().nullable(),
    daily_stamps_per_card: z.number().int().nullable(),
    cooldown_seconds: z.number().int(),
  }),
  birthday: z.object({
    enabled: z.boolean(),
    days_before: z.number().int(),
    voucher_template_id: z.string().nullable(),
  }),
  inactivity: z.object({
    enabled: z.boolean(),
    days: z.number().int(),
    voucher_template_id: z.string().nullable(),
  }),
};

export type Reward = z.infer<typeof rewardOut>;
export type Program = z.infer<z.ZodObject<typeof programShape>>;
export type LotteryReward = Extract<Reward, { type: "lottery" }>;
