import { z } from "zod";
import { exampleWith } from "../examples.ts";
import { instant, instantOrNull } from "../parts.ts";
import { card, stampResult } from "./card.ts";
import { voucher } from "./voucher.ts";

/** What the API shows of tills and of the sales they send. */

export const tillKinds = ["poster", "serve", "generic"] as const;

export const mappedFields = [
  "receipt_id",
  "sold_at",
  "amount",
  "currency",
  "email",
  "phone",
  "card_number",
  "redeem_code",
] as const;

const pointerOut = z.string().optional();

/** Where a till that sends its own shape keeps each field of a sale. */
export const tillMapping = z.object({
  fields: z.object({
    receipt_id: z.string(),
    sold_at: pointerOut,
    amount: z.string(),
    currency: pointerOut,
    email: pointerOut,
    phone: pointerOut,
    card_number: pointerOut,
    redeem_code: pointerOut,
  }),
  amount_unit: z.enum(["major", "minor"]),
  currency: z.string().nullable(),
});

export const till = z
  .object({
    id: z.string().meta({ title: "Till ID" }),
    name: z.string(),
    kind: z.enum(tillKinds),
    location_id: z.string().nullable(),
    template_id: z.string(),
    mapping: tillMapping.nullable(),
    connection: z
      .object({
        status: z.enum(["not_connected", "connected", "broken"]),
        account: z.string().nullable(),
        detail: z.string().nullable().meta({ description: "What is wrong, and what to do about it." }),
        connected_at: instantOrNull,
      })
      .nullable()
      .meta({ description: "Of a Poster till; others sign with their secret." }),
    last_sale: z
      .object({
        at: instant.meta({ description: "When it came." }),
        receipt_id: z.string(),
        amount: z.string(),
        currency: z.string(),
        card_id: z.string().nullable(),
      })
      .nullable(),
    last_refusal: z
      .object({
        at: instant,
        code: z.string().meta({ description: "Of the error table." }),
        detail: z.string().meta({ description: "What was wrong, in the error table's words." }),
        fields: z
          .array(z.string())
          .meta({ description: "Which values were refused, as the till calls them." }),
        what_to_do: z.string(),
      })
      .nullable()
      .meta({ description: "The last sale of it that was refused; one in ten seconds is noted." }),
    created_at: instant,
    updated_at: instant,
  })
  .meta({
    id: "Till",
    examples: [
      {
        id: "till_061",
        name: "Counter 1",
        kind: "generic",
        location_id: "loc_45",
        template_id: "tpl_009",
        mapping: null,
        connection: null,
        last_sale: {
          at: "2026-05-11T12:34:56Z",
          receipt_id: "R-1042",
          amount: "24.50",
          currency: "EUR",
          card_id: "card_001",
        },
        last_refusal: null,
        created_at: "2026-02-01T09:00:00Z",
        updated_at: "2026-02-01T09:00:00Z",
      },
    ],
  });

export const tillWithSecret = till
  .extend({
    secret: z
      .string()
      .optional()
      .meta({ description: "Signs the till's sales; shown in this answer only. A Poster till has none." }),
  })
  .meta(exampleWith(till, { last_sale: null, secret: "till_sec_<the secret, shown once>" }));

export const notStampedReasons = [
  "no_customer",
  "amount_too_small",
  "card_complete",
  "stamp_limit_exceeded",
  "daily_limit_reached",
  "cooldown_active",
  "card_not_found",
  "taken_back",
  "nothing_paid",
] as const;

export const saleResult = z
  .object({
    receipt_id: z.string().meta({ title: "Receipt ID", examples: ["R-1042"] }),
    till_id: z.string().meta({ title: "Till ID", examples: ["till_061"] }),
    ...stampResult.shape,
    card: card.nullable().meta({ description: "Null when the sale named no customer." }),
    not_stamped: z
      .object({ reason: z.enum(notStampedReasons), detail: z.string() })
      .nullable()
      .meta({ description: "Why no stamp was added; null when one was." }),
    not_redeemed: z
      .object({ reason: z.string(), detail: z.string() })
      .nullable()
      .meta({ description: "Why the sale's code redeemed nothing; null when it did, or there was none." }),
    redeemed: voucher.nullable().meta({ description: "The voucher that the sale's code redeemed." }),
  })
  .meta({ id: "Sale" });

/** What a pasted sale would do. */
export const saleTrial = z
  .object({
    ok: z.boolean().meta({ description: "True when the sale would be taken." }),
    sale: z
      .object({
        receipt_id: z.string(),
        sold_at: z.iso.datetime({ offset: true }),
        amount: z.string(),
        currency: z.string(),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        card_number: z.string().nullable(),
        redeem_code: z.string().nullable(),
      })
      .nullable()
      .meta({ description: "What was read out of it; null when it cannot be read as a sale." }),
    problem: z
      .object({
        code: z.string(),
        detail: z.string(),
        errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })),
        what_to_do: z.string(),
      })
      .nullable()
      .meta({ description: "Why it would be refused; pointers as the till calls them." }),
    effect: z
      .object({
        card: z.object({ id: z.string(), number: z.string(), stamps: z.number().int() }).nullable(),
        stamps_added: z.number().int().meta({ description: "How many it would add." }),
        not_stamped: z.object({ reason: z.enum(notStampedReasons), detail: z.string() }).nullable(),
        redeems_voucher_id: z.string().nullable(),
      })
      .nullable()
      .meta({ description: "What it would do as things stand; null when it would be refused." }),
  })
  .meta({
    id: "SaleTrial",
    examples: [
      {
        ok: true,
        sale: {
          receipt_id: "R-1042",
          sold_at: "2026-05-11T12:34:50Z",
          amount: "24.50",
          currency: "EUR",
          email: null,
          phone: null,
          card_number: "482913",
          redeem_code: null,
        },
        problem: null,
        effect: {
          card: { id: "card_001", number: "482913", stamps: 8 },
          stamps_added: 1,
          not_stamped: null,
          redeems_voucher_id: null,
        },
      },
    ],
  });
