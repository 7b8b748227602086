import { z } from "zod";
import { defineAction } from "../define.ts";
import { amount, cardSelector, currency, exactlyOneSelector, selectorMessage, text } from "../parts.ts";
import * as resources from "../resources.ts";
import { locationId, receiptId, selectorErrors } from "./fields.ts";

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
  example: { body: { card_id: "card_001", count: 2, receipt_id: "R-1042" } },
});
