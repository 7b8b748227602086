import { z } from "zod";
import {
  codeFormats,
  instant,
  instantOrNull,
  redeemedViaValues,
  voucherOrigins,
  voucherStatuses,
} from "../parts.ts";

/** What the API shows of a voucher. */
export const voucher = z
  .object({
    id: z.string().meta({ title: "Voucher ID" }),
    type: z.literal("voucher").meta({ title: "Voucher type" }),
    status: z.enum(voucherStatuses).meta({ title: "Voucher status" }),
    title: z.string().meta({ title: "Voucher title" }),
    description: z.string().nullable().meta({ title: "Voucher description" }),
    image_url: z.string().nullable().meta({ title: "Voucher image URL" }),
    redeem_code: z.string().nullable().meta({ title: "Redeem code" }),
    redeem_code_formats: z.array(z.enum(codeFormats)).meta({ title: "Redeem code formats" }),
    voucher_template_id: z.string().nullable().meta({ title: "Voucher template ID" }),
    customer_id: z.string().nullable().meta({ title: "Customer ID" }),
    card_id: z.string().nullable().meta({ title: "Card ID" }),
    reward_id: z.string().nullable().meta({ title: "Reward ID" }),
    origin: z.enum(voucherOrigins).meta({ title: "Voucher origin" }),
    issued_at: instant.meta({ title: "Voucher issued at" }),
    valid_from: instantOrNull.meta({ title: "Voucher valid from" }),
    expires_at: instantOrNull.meta({ title: "Voucher expires at" }),
    redeemed_at: instantOrNull.meta({ title: "Redeemed at" }),
    redeemed_via: z.enum(redeemedViaValues).nullable().meta({ title: "Redeemed via" }),
    receipt_id: z.string().nullable().meta({ title: "Receipt ID" }),
    cancelled_at: instantOrNull.meta({ title: "Cancelled at" }),
  })
  .meta({
    id: "Voucher",
    examples: [
      {
        id: "v_555",
        type: "voucher",
        status: "active",
        title: "A free coffee",
        description: "Any size, any milk.",
        image_url: "https://example.com/coffee.png",
        redeem_code: "FREECOFFEE",
        redeem_code_formats: ["text", "qr", "barcode"],
        voucher_template_id: "vt_012",
        customer_id: "c_789",
        card_id: "card_001",
        reward_id: "rw_031",
        origin: "goal",
        issued_at: "2026-05-01T08:30:00Z",
        valid_from: null,
        expires_at: "2026-05-31T20:59:59Z",
        redeemed_at: null,
        redeemed_via: null,
        receipt_id: null,
        cancelled_at: null,
      },
    ],
  });
