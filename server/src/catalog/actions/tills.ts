import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { exampleOf } from "../examples.ts";
import { amount, currency, id, identifying, instantIn, text } from "../parts.ts";
import * as resources from "../resources.ts";
import { selectorErrors } from "./fields.ts";

const pointer = z
  .string()
  .max(300)
  .regex(/^(\/([^~/]|~[01])+)+$/, "must be a JSON pointer such as /check/total");

/** Where a till that sends its own shape keeps each field of a sale. */
export const tillMappingIn = z
  .strictObject({
    fields: z.strictObject({
      receipt_id: pointer,
      sold_at: pointer.optional(),
      amount: pointer,
      currency: pointer.optional(),
      email: pointer.optional(),
      phone: pointer.optional(),
      card_number: pointer.optional(),
      redeem_code: pointer.optional(),
    }),
    amount_unit: z
      .enum(["major", "minor"])
      .default("major")
      .meta({ description: "minor: cents, as whole numbers." }),
    currency: currency.nullish().meta({ description: "For a till that sends no currency." }),
  })
  .refine((mapping) => Boolean(mapping.fields.currency) !== Boolean(mapping.currency), {
    path: ["currency"],
    message: "give either a pointer in fields.currency or the currency itself",
  })
  .meta({ description: "For a till that sends its own shape: where each field of a sale stands in it." });

const locationId = id("loc").nullish().meta({ description: "Where the till stands." });

export const listTills = defineAction({
  name: "list_tills",
  method: "GET",
  path: "/tills",
  tag: "Tills",
  summary: "List tills",
  query: paging,
  result: page(resources.till),
});

export const getTill = defineAction({
  name: "get_till",
  method: "GET",
  path: "/tills/:id",
  tag: "Tills",
  summary: "Get a till",
  params: { id: id("till") },
  result: resources.till,
  errors: ["not_found"],
});

export const createTill = defineAction({
  name: "create_till",
  method: "POST",
  path: "/tills",
  tag: "Tills",
  summary: "Create a till",
  description:
    "The secret is in this answer only. A Poster till has none: connect it to its account instead.",
  role: "manager",
  status: 201,
  body: z
    .strictObject({
      name: text(120),
      kind: z.enum(resources.tillKinds),
      location_id: locationId,
      template_id: id("tpl"),
      mapping: tillMappingIn.nullish(),
    })
    .refine((body) => body.kind !== "poster" || !body.mapping, {
      path: ["mapping"],
      message: "does not belong to a Poster till",
    }),
  result: resources.tillWithSecret,
  example: {
    body: { name: "Counter 1", kind: "generic", location_id: "loc_45", template_id: "tpl_009" },
  },
});

export const updateTill = defineAction({
  name: "update_till",
  method: "PATCH",
  path: "/tills/:id",
  tag: "Tills",
  summary: "Update a till",
  role: "manager",
  params: { id: id("till") },
  body: z.strictObject({
    name: text(120).optional(),
    location_id: locationId,
    template_id: id("tpl").optional(),
    mapping: tillMappingIn.nullish(),
  }),
  result: resources.till,
  errors: ["not_found"],
  example: { body: { name: "Counter by the door" } },
});

export const deleteTill = defineAction({
  name: "delete_till",
  method: "DELETE",
  path: "/tills/:id",
  tag: "Tills",
  summary: "Delete a till",
  description: "What its sales have done stays.",
  role: "manager",
  status: 204,
  params: { id: id("till") },
  errors: ["not_found"],
});

export const trySale = defineAction({
  name: "try_sale",
  method: "POST",
  path: "/tills/:id/try-mapping",
  tag: "Tills",
  summary: "Try how a sale would be read, without effect",
  description:
    "Takes what the till sends, read by the mapping given here, else by the till's own. Nothing is kept, no receipt is used up. A Poster till sends no sales: 422.",
  role: "manager",
  params: { id: id("till") },
  body: z.strictObject({
    sale: z.looseObject({}).meta({ description: "The body as the till sends it." }),
    mapping: tillMappingIn
      .nullish()
      .meta({ description: "One that is not saved yet; null for our own shape." }),
  }),
  result: resources.saleTrial,
  errors: ["not_found"],
  example: {
    body: {
      sale: { check: { number: "R-1042", total: 2450, card: "482913" } },
      mapping: {
        fields: { receipt_id: "/check/number", amount: "/check/total", card_number: "/check/card" },
        amount_unit: "minor",
        currency: "EUR",
      },
    },
  },
});

export const connectTill = defineAction({
  name: "connect_till",
  method: "POST",
  path: "/tills/:id/connect",
  tag: "Tills",
  summary: "Begin to connect a Poster till",
  description:
    "For the console: answers the address at Poster to send the browser to, and binds this browser to what comes back.",
  access: "session",
  role: "manager",
  params: { id: id("till") },
  result: z.object({
    url: z.string().meta({ examples: ["https://joinposter.com/api/auth?client_id=41&response_type=code"] }),
  }),
  errors: ["not_found"],
});

/** A sale in our own shape. */
export const saleIn = z
  .strictObject({
    receipt_id: identifying().min(1).max(128).meta({ description: "Names the sale; has its effect once." }),
    sold_at: instantIn,
    amount,
    currency,
    email: identifying().min(1).max(254).optional(),
    phone: identifying().min(1).max(40).optional(),
    card_number: identifying().min(1).max(20).optional(),
    redeem_code: identifying().min(1).max(40).optional(),
  })
  .refine(
    ({ email, phone, card_number }) =>
      [email, phone, card_number].filter((one) => one !== undefined).length <= 1,
    { message: "must have at most one of email, phone, card_number" },
  )
  .meta({ id: "SaleIn" });

export type SaleIn = z.output<typeof saleIn>;

export const recordSale = defineAction({
  name: "record_sale",
  method: "POST",
  path: "/tills/:id/sales",
  tag: "Tills",
  summary: "Record a sale of a till",
  description:
    'Signed by the till, no API key: `x-7stamp-signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, ' +
    "keyed with the till's full secret, at most 5 minutes old. Adds stamps by the card template's earn rule and " +
    "redeems a code; a sale of 0 redeems and adds none. A repeated receipt gets the first answer with 200; the same " +
    "receipt with another card, amount or code is refused. Receipts are each till's own. A till with a mapping sends its own shape.",
  access: "till",
  status: 201,
  alsoStatus: [200],
  params: { id: id("till") },
  body: z.union([saleIn, z.looseObject({})]),
  result: resources.saleResult,
  errors: [
    ...selectorErrors,
    "not_found",
    "receipt_already_used",
    "currency_mismatch",
    "stamp_limit_exceeded",
    "daily_limit_reached",
    "cooldown_active",
    "card_complete",
    "voucher_not_found",
    "voucher_ambiguous",
    "voucher_already_redeemed",
    "voucher_expired",
    "voucher_cancelled",
    "voucher_not_yet_valid",
  ],
  example: {
    body: {
      receipt_id: "R-1042",
      sold_at: "2026-05-11T12:34:50Z",
      amount: "24.50",
      currency: "EUR",
      card_number: "482913",
      redeem_code: "FREECOFFEE",
    },
    answer: {
      ...(exampleOf(resources.saleResult) as object),
      not_stamped: null,
      not_redeemed: null,
      redeemed: {
        ...(exampleOf(resources.voucher) as object),
        status: "redeemed",
        redeemed_at: "2026-05-11T12:34:56Z",
        redeemed_via: "pos",
        receipt_id: "R-1042",
      },
    },
  },
});
