import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import {
  atMostOneSelector,
  cardSelector,
  id,
  identifying,
  instantIn,
  redeemedViaValues,
  selectorMessageOptional,
  text,
  voucherStatuses,
} from "../parts.ts";
import { exampleOf } from "../examples.ts";
import * as resources from "../resources.ts";
import {
  formatsIn,
  locationId,
  receiptId,
  redeemCode,
  selectorErrors,
  validityIn,
  voucherTemplateFields,
} from "./fields.ts";

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
  example: { body: { voucher_template_id: "vt_012", card_id: "card_001" } },
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
    voucher_id: id("v").optional(),
    code: identifying()
      .min(1)
      .max(40)
      .optional()
      .meta({ description: "The redeem code, in any case; a generated one also with blanks and dashes." }),
  },
  queryRule: { holds: atMostOneSelector, message: selectorMessageOptional },
  result: page(resources.voucher),
  example: { query: { code: "FREECOFFEE", status: "active" } },
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

const redeemedExample = {
  ...(exampleOf(resources.voucher) as object),
  status: "redeemed",
  redeemed_at: "2026-05-11T12:34:56Z",
  redeemed_via: "api",
  receipt_id: "R-1042",
};

const cancelledExample = {
  ...(exampleOf(resources.voucher) as object),
  status: "cancelled",
  cancelled_at: "2026-05-11T12:34:56Z",
};

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
  example: { body: { receipt_id: "R-1042" }, answer: redeemedExample },
});

export const redeemCodeAction = defineAction({
  name: "redeem_code",
  method: "POST",
  path: "/redemptions",
  tag: "Vouchers",
  summary: "Redeem a voucher by its code",
  description: "A unique code needs nothing else; a shared code needs the card or customer.",
  body: z
    .strictObject({ code: identifying().min(1).max(40), ...cardSelector, ...redemptionFields })
    .refine(atMostOneSelector, { message: selectorMessageOptional }),
  result: resources.voucher,
  errors: [...voucherStateErrors, "voucher_ambiguous", "card_not_found"],
  example: {
    body: { code: "FREECOFFEE", card_number: "482913", receipt_id: "R-1042" },
    answer: redeemedExample,
  },
});

export const cancelVoucher = defineAction({
  name: "cancel_voucher",
  method: "POST",
  path: "/vouchers/:id/cancel",
  tag: "Vouchers",
  summary: "Cancel a voucher",
  description: "A voucher that is cancelled already is answered as it is.",
  params: { id: id("v") },
  body: z.strictObject({ reason: text(500).optional() }).optional(),
  result: resources.voucher,
  errors: ["voucher_not_found", "voucher_already_redeemed", "voucher_expired"],
  example: { body: { reason: "Issued by mistake" }, answer: cancelledExample },
});
