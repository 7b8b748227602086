import { z } from "zod";
import { roles } from "./define.ts";
import {
  codeFormats,
  instant,
  instantOrNull,
  redeemedViaValues,
  rewardTypes,
  stampSources,
  voucherOrigins,
  voucherStatuses,
  walletPlatforms,
} from "./parts.ts";
import { programShape, rewardOut } from "./programs.ts";

/** What the API shows of each resource. Request schemas stand beside their actions. */

export const business = z.object({
  id: z.string(),
  name: z.string(),
  country: z.string().meta({ description: "ISO 3166-1 alpha-2." }),
  time_zone: z.string().meta({ description: "IANA name, for instance Europe/Kyiv." }),
  language: z.string(),
  currency: z.string(),
  created_at: instant,
});

export const location = z.object({
  id: z.string(),
  name: z.string(),
  address: z.string().nullable(),
  created_at: instant,
});

export const staff = z.object({
  id: z.string(),
  name: z.string(),
  login: z.string(),
  role: z.enum(roles),
  location_id: z.string().nullable(),
  status: z.enum(["active", "disabled"]),
  created_at: instant,
});

export const apiKey = z.object({
  id: z.string(),
  staff_id: z.string(),
  name: z.string().meta({ description: "The staff member's name." }),
  login: z.string(),
  masked: z.string().meta({ description: "Enough to recognise the key, too little to use it." }),
  status: z.enum(["active", "revoked"]),
  created_at: instant,
  last_used_at: instantOrNull,
});

export const apiKeyWithSecret = apiKey.extend({
  key: z.string().meta({ description: "The full key; shown in this answer only." }),
});

export const me = z.object({
  business: business,
  staff: staff,
  key: z.object({ id: z.string(), masked: z.string() }).nullable(),
});

export const template = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number().int(),
  ...programShape,
  created_at: instant,
  updated_at: instant,
});

export const voucherTemplate = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  image_url: z.string().nullable(),
  code: z.object({ mode: z.enum(["none", "shared", "unique"]), value: z.string().nullable() }),
  formats: z.array(z.enum(codeFormats)),
  validity: z.object({
    type: z.enum(["unlimited", "days", "months", "fixed_date"]),
    value: z.union([z.number().int(), z.string()]).nullable(),
  }),
  created_at: instant,
  updated_at: instant,
});

export const consents = z.object({
  email: z.boolean(),
  whatsapp: z.boolean(),
  telegram: z.boolean(),
  viber: z.boolean(),
});

export const customer = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  birthday: z.string().nullable(),
  language: z.string().nullable(),
  external_id: z.string().nullable(),
  consents,
  created_at: instant,
  updated_at: instant,
});

export const card = z.object({
  id: z.string(),
  number: z.string(),
  status: z.enum(["active", "complete"]),
  customer_id: z.string(),
  template_id: z.string(),
  template_name: z.string(),
  template_version: z.number().int(),
  wallet_pass_id: z.string(),
  stamps: z.number().int().meta({ description: "In this cycle." }),
  stamps_to_next_goal: z.number().int().nullable(),
  goal_index: z.number().int().meta({ description: "Goals reached in this cycle." }),
  goals_reached: z.number().int().meta({ description: "Goals reached over all cycles." }),
  cycle: z.number().int(),
  total_stamps: z.number().int(),
  amount_remainder: z
    .string()
    .nullable()
    .meta({ description: "Kept for the next sale, by_amount programs only." }),
  goals: z.array(
    z.object({ index: z.number().int(), stamps: z.number().int(), reached: z.boolean(), reward: rewardOut }),
  ),
  platforms: z.array(z.enum(walletPlatforms)),
  link: z.string(),
  source: z.enum(stampSources),
  last_stamp_at: instantOrNull,
  issued_at: instant,
});

export const reward = z.object({
  id: z.string(),
  type: z.enum(rewardTypes),
  name: z.string(),
  description: z.string().nullable(),
  image_url: z.string().nullable(),
  status: z.enum(["granted", "played"]).meta({ description: "A lottery is granted until it is played." }),
});

export const voucher = z.object({
  id: z.string(),
  type: z.literal("voucher"),
  status: z.enum(voucherStatuses),
  title: z.string(),
  description: z.string().nullable(),
  image_url: z.string().nullable(),
  redeem_code: z.string().nullable(),
  redeem_code_formats: z.array(z.enum(codeFormats)),
  voucher_template_id: z.string().nullable(),
  customer_id: z.string().nullable(),
  card_id: z.string().nullable(),
  reward_id: z.string().nullable(),
  origin: z.enum(voucherOrigins),
  issued_at: instant,
  valid_from: instantOrNull,
  expires_at: instantOrNull,
  redeemed_at: instantOrNull,
  redeemed_via: z.enum(redeemedViaValues).nullable(),
  receipt_id: z.string().nullable(),
  cancelled_at: instantOrNull,
});

export const stampResult = z.object({
  stamps_ignored: z
    .number()
    .int()
    .optional()
    .meta({ description: "Stamps dropped because the card became complete." }),
  stamp: z
    .object({
      id: z.string(),
      count: z.number().int(),
      source: z.enum(stampSources),
      receipt_id: z.string().nullable(),
      amount: z.string().nullable(),
      currency: z.string().nullable(),
      staff_id: z.string().nullable(),
    })
    .nullable()
    .meta({ description: "Null when the sale was too small for a stamp." }),
  card,
  goals: z.array(
    z.object({
      index: z.number().int(),
      target: z.number().int(),
      is_final: z.boolean(),
      cycle: z.number().int(),
    }),
  ),
  rewards: z.array(reward),
  vouchers: z.array(voucher),
});

export const hookHealth = z.object({
  consecutive_failures: z.number().int(),
  last_success_at: instantOrNull,
  last_failure_at: instantOrNull,
  breaker: z.enum(["closed", "open", "half_open"]),
});

export const hook = z.object({
  id: z.string(),
  target_url: z.string(),
  events: z.array(z.string()),
  filters: z.object({
    template_id: z.string().optional(),
    location_id: z.string().optional(),
    voucher_template_id: z.string().optional(),
  }),
  customer_fields: z.enum(["ids", "contact"]),
  source: z
    .string()
    .nullable()
    .meta({ description: "Who subscribed, for instance zapier, make or console." }),
  description: z.string().nullable(),
  status: z.enum(["active", "disabled"]),
  disabled_reason: z.string().nullable(),
  health: hookHealth,
  created_at: instant,
  updated_at: instant,
});

export const hookWithSecret = hook.extend({
  secret: z.string().meta({ description: "whsec_…, shown in this answer only." }),
});

/** One HTTP try of a delivery. */
export const attempt = z.object({
  number: z.number().int(),
  at: z.iso.datetime(),
  status: z
    .number()
    .int()
    .nullable()
    .meta({ description: "HTTP status of the answer, null when there was none." }),
  duration_ms: z.number().int(),
  error: z.string().nullable(),
  response_body: z.string().nullable().meta({ description: "The first 20 kB of the answer." }),
});

export const delivery = z.object({
  id: z.string(),
  event_id: z.string(),
  event: z.string(),
  hook_id: z.string(),
  status: z.enum(["pending", "delivered", "failed"]),
  next_attempt_at: z.iso.datetime().nullable(),
  attempts: z.array(attempt),
  created_at: instant,
});
