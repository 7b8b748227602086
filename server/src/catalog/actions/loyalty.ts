import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import {
  amount,
  atMostOneSelector,
  birthday,
  cardSelector,
  codeFormats,
  currency,
  exactlyOneSelector,
  id,
  instantIn,
  languageCode,
  redeemedViaValues,
  selectorMessage,
  selectorMessageOptional,
  text,
  voucherStatuses,
} from "../parts.ts";
import * as resources from "../resources.ts";

const consentsIn = z.strictObject({
  email: z.boolean().optional(),
  whatsapp: z.boolean().optional(),
  telegram: z.boolean().optional(),
  viber: z.boolean().optional(),
});

const email = z
  .string()
  .trim()
  .pipe(z.email())
  .pipe(z.string().max(254))
  .meta({ description: "Email address." });
const phone = z
  .string()
  .trim()
  .min(3)
  .max(40)
  .meta({ description: "Phone number; local format is read with the business country and kept as E.164." });

const customerFields = {
  name: text(200),
  email,
  phone,
  birthday,
  language: languageCode,
  external_id: text(200),
  consents: consentsIn,
};

const optionalCustomerFields = {
  name: customerFields.name.optional(),
  email: customerFields.email.optional(),
  phone: customerFields.phone.optional(),
  birthday: customerFields.birthday.optional(),
  language: customerFields.language.optional(),
  external_id: customerFields.external_id.optional(),
  consents: customerFields.consents.optional(),
};

const selectorErrors = ["card_not_found", "card_ambiguous"] as const;
const locationId = id("loc")
  .optional()
  .meta({ description: "Where it happens; without it the staff member's location." });
const receiptId = text(128).optional();

export const issueCard = defineAction({
  name: "issue_card",
  method: "POST",
  path: "/cards",
  tag: "Cards",
  summary: "Issue a card",
  description:
    "Finds the customer by email or phone, or creates it, and issues a card of the template unless there is one.",
  status: 201,
  alsoStatus: [200],
  body: z
    .strictObject({ template_id: id("tpl"), location_id: locationId, ...optionalCustomerFields })
    .refine((body) => body.email !== undefined || body.phone !== undefined, {
      path: ["email"],
      message: "an email or a phone is needed",
    }),
  result: resources.card.extend({
    created: z.boolean().meta({ description: "False when the customer had one." }),
  }),
  errors: ["customer_conflict"],
});

export const listCards = defineAction({
  name: "list_cards",
  method: "GET",
  path: "/cards",
  tag: "Cards",
  summary: "List cards",
  query: { ...paging, ...cardSelector },
  result: page(resources.card),
});

export const getCard = defineAction({
  name: "get_card",
  method: "GET",
  path: "/cards/:id",
  tag: "Cards",
  summary: "Get a card with its progress",
  params: { id: id("card") },
  result: resources.card,
  errors: ["not_found"],
});

export const deleteCard = defineAction({
  name: "delete_card",
  method: "DELETE",
  path: "/cards/:id",
  tag: "Cards",
  summary: "Delete a card",
  role: "manager",
  status: 204,
  params: { id: id("card") },
  errors: ["not_found"],
});

export const cardHistory = defineAction({
  name: "list_card_history",
  method: "GET",
  path: "/cards/:id/history",
  tag: "Cards",
  summary: "List the card's journal",
  params: { id: id("card") },
  query: paging,
  result: page(z.looseObject({ id: z.string(), event: z.string(), timestamp: z.iso.datetime() })),
  errors: ["not_found"],
});

export const addStamps = defineAction({
  name: "add_stamps",
  method: "POST",
  path: "/stamps",
  tag: "Stamps",
  summary: "Add stamps to a card",
  description: "`count` for per_order programs, `amount` and `currency` for by_amount programs.",
  body: z
    .strictObject({
      ...cardSelector,
      count: z.number().int().min(1).max(10_000).optional(),
      amount: amount.optional(),
      currency: currency.optional(),
      receipt_id: receiptId,
      location_id: locationId,
      note: text(500).optional(),
    })
    .refine(exactlyOneSelector, { message: selectorMessage }),
  result: resources.stampResult,
  errors: [
    ...selectorErrors,
    "stamp_limit_exceeded",
    "daily_limit_reached",
    "cooldown_active",
    "card_complete",
    "receipt_already_used",
    "currency_mismatch",
  ],
});

const validityIn = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("unlimited"), value: z.null().optional() }),
    z.strictObject({ type: z.literal("days"), value: z.number().int().min(1).max(3650) }),
    z.strictObject({ type: z.literal("months"), value: z.number().int().min(1).max(120) }),
    z.strictObject({ type: z.literal("fixed_date"), value: z.iso.date() }),
  ])
  .meta({ description: "How long the voucher is valid; days and months count from its issue." });

const formatsIn = z.array(z.enum(codeFormats)).max(3);
const redeemCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9._-]{3,40}$/, "must be 3 to 40 letters, digits, dots, dashes or underscores");

export const voucherTemplateFields = {
  title: text(120),
  description: text(1000).nullish(),
  image_url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullish(),
  code: z
    .strictObject({ mode: z.enum(["none", "shared", "unique"]), value: redeemCode.nullish() })
    .refine((code) => code.mode !== "shared" || Boolean(code.value), {
      path: ["value"],
      message: "is needed for a shared code",
    })
    .refine((code) => code.mode === "shared" || !code.value, {
      path: ["value"],
      message: "belongs to the mode shared only",
    }),
  formats: formatsIn,
  validity: validityIn,
};

export const issueVoucher = defineAction({
  name: "issue_voucher",
  method: "POST",
  path: "/vouchers",
  tag: "Vouchers",
  summary: "Issue a voucher",
  description:
    "From a voucher template, or custom with a title. Without a card selector it is a bearer voucher with a unique code.",
  status: 201,
  body: z
    .strictObject({
      ...cardSelector,
      voucher_template_id: id("vt").optional(),
      title: voucherTemplateFields.title.optional(),
      description: text(1000).optional(),
      redeem_code: redeemCode.optional(),
      formats: formatsIn.optional(),
      validity: validityIn.optional(),
      valid_from: instantIn.optional(),
      expires_at: instantIn.optional(),
      location_id: locationId,
    })
    .refine(atMostOneSelector, { message: selectorMessageOptional })
    .refine((body) => (body.voucher_template_id === undefined) !== (body.title === undefined), {
      path: ["voucher_template_id"],
      message: "give either voucher_template_id or title",
    })
    .refine(
      (body) =>
        body.voucher_template_id === undefined ||
        [body.description, body.redeem_code, body.formats, body.validity].every(
          (value) => value === undefined,
        ),
      {
        path: ["voucher_template_id"],
        message: "description, redeem_code, formats and validity belong to a custom voucher",
      },
    )
    .refine((body) => body.validity === undefined || body.expires_at === undefined, {
      path: ["expires_at"],
      message: "give either validity or expires_at",
    }),
  result: resources.voucher,
  errors: [...selectorErrors],
});

export const listVouchers = defineAction({
  name: "list_vouchers",
  method: "GET",
  path: "/vouchers",
  tag: "Vouchers",
  summary: "List vouchers",
  query: {
    ...paging,
    ...cardSelector,
    status: z.enum(voucherStatuses).optional(),
    voucher_template_id: id("vt").optional(),
    code: z
      .string()
      .trim()
      .min(1)
      .max(40)
      .optional()
      .meta({ description: "The redeem code, upper or lower case." }),
  },
  result: page(resources.voucher),
});

export const getVoucher = defineAction({
  name: "get_voucher",
  method: "GET",
  path: "/vouchers/:id",
  tag: "Vouchers",
  summary: "Get a voucher",
  params: { id: id("v") },
  result: resources.voucher,
  errors: ["voucher_not_found"],
});

const redemptionFields = {
  location_id: locationId,
  receipt_id: receiptId,
  redeemed_via: z.enum(redeemedViaValues).optional(),
};

const voucherStateErrors = [
  "voucher_not_found",
  "voucher_already_redeemed",
  "voucher_expired",
  "voucher_cancelled",
  "voucher_not_yet_valid",
] as const;

export const redeemVoucher = defineAction({
  name: "redeem_voucher",
  method: "POST",
  path: "/vouchers/:id/redeem",
  tag: "Vouchers",
  summary: "Redeem a voucher by id",
  params: { id: id("v") },
  body: z.strictObject(redemptionFields).optional(),
  result: resources.voucher,
  errors: [...voucherStateErrors],
});

export const redeemCodeAction = defineAction({
  name: "redeem_code",
  method: "POST",
  path: "/redemptions",
  tag: "Vouchers",
  summary: "Redeem a voucher by its code",
  description: "A unique code needs nothing else; a shared code needs the card or customer.",
  body: z
    .strictObject({ code: z.string().trim().min(1).max(40), ...cardSelector, ...redemptionFields })
    .refine(atMostOneSelector, { message: selectorMessageOptional }),
  result: resources.voucher,
  errors: [...voucherStateErrors, "voucher_ambiguous", "card_not_found"],
});

export const cancelVoucher = defineAction({
  name: "cancel_voucher",
  method: "POST",
  path: "/vouchers/:id/cancel",
  tag: "Vouchers",
  summary: "Cancel a voucher",
  params: { id: id("v") },
  body: z.strictObject({ reason: text(500).optional() }).optional(),
  result: resources.voucher,
  errors: ["voucher_not_found", "voucher_already_redeemed", "voucher_expired"],
});

export const saveCustomer = defineAction({
  name: "save_customer",
  method: "POST",
  path: "/customers",
  tag: "Customers",
  summary: "Create or update a customer",
  description: "Found by email, phone or external_id and updated, or created.",
  status: 201,
  alsoStatus: [200],
  body: z.strictObject(optionalCustomerFields),
  result: resources.customer.extend({ created: z.boolean() }),
  errors: ["customer_conflict"],
});

export const listCustomers = defineAction({
  name: "list_customers",
  method: "GET",
  path: "/customers",
  tag: "Customers",
  summary: "List customers",
  query: {
    ...paging,
    email: z.string().trim().max(254).optional(),
    phone: z.string().trim().max(40).optional(),
    external_id: z.string().trim().max(200).optional(),
  },
  result: page(resources.customer),
});

export const getCustomer = defineAction({
  name: "get_customer",
  method: "GET",
  path: "/customers/:id",
  tag: "Customers",
  summary: "Get a customer",
  params: { id: id("c") },
  result: resources.customer,
  errors: ["not_found"],
});

export const updateCustomer = defineAction({
  name: "update_customer",
  method: "PATCH",
  path: "/customers/:id",
  tag: "Customers",
  summary: "Update a customer",
  description: "Only the members sent are changed; null empties one.",
  params: { id: id("c") },
  body: z.strictObject({
    name: customerFields.name.nullish(),
    email: customerFields.email.nullish(),
    phone: customerFields.phone.nullish(),
    birthday: customerFields.birthday.nullish(),
    language: customerFields.language.nullish(),
    external_id: customerFields.external_id.nullish(),
    consents: customerFields.consents.optional(),
  }),
  result: resources.customer,
  errors: ["not_found", "customer_conflict"],
});

export const deleteCustomer = defineAction({
  name: "delete_customer",
  method: "DELETE",
  path: "/customers/:id",
  tag: "Customers",
  summary: "Erase a customer's personal data",
  description:
    "The journal keeps what happened, without name, email, phone and birthday. The customer's cards are deleted.",
  role: "manager",
  status: 204,
  params: { id: id("c") },
  errors: ["not_found"],
});
