import type { z } from "zod";
import type { redeemedVoucherPart, voucher, voucherPart } from "../catalog/index.ts";
import { toInstant, toInstantOrNull } from "../core/clock.ts";
import type { CardSnapshot } from "../journal/index.ts";
import type { VoucherDocument } from "./model.ts";
import { statusAt } from "./validity.ts";

export const presentVoucher = (one: VoucherDocument, now: Date): z.output<typeof voucher> => ({
  id: one._id,
  type: "voucher",
  status: statusAt(one, now),
  title: one.title,
  description: one.description,
  image_url: one.image_url,
  redeem_code: one.code,
  redeem_code_formats: one.formats,
  voucher_template_id: one.voucher_template_id,
  customer_id: one.customer_id,
  card_id: one.card_id,
  reward_id: one.reward_id,
  origin: one.origin,
  issued_at: toInstant(one.issued_at),
  valid_from: toInstantOrNull(one.valid_from),
  expires_at: toInstantOrNull(one.expires_at),
  redeemed_at: toInstantOrNull(one.redeemed_at),
  redeemed_via: one.redeemed_via,
  receipt_id: one.receipt_id,
  cancelled_at: toInstantOrNull(one.cancelled_at),
});

/** The card in an event about a voucher or a spin: it stands where it stands now, the goal is the one that gave it. */
export const cardAboutGoal = <C extends CardSnapshot | null>(
  card: C,
  given: { goal_index: number | null },
): C => card && { ...card, goal_index: given.goal_index ?? card.goal_index };

type EventVoucher = z.output<z.ZodObject<typeof voucherPart>>;

/** The voucher as events show it. */
export const voucherInEvent = (one: VoucherDocument, now: Date): EventVoucher => ({
  id: one._id,
  type: "voucher",
  redeem_code: one.code,
  redeem_code_formats: one.formats,
  status: statusAt(one, now),
  title: one.title,
  origin: one.origin,
  voucher_template_id: one.voucher_template_id,
  issued_at: toInstant(one.issued_at),
  expires_at: toInstantOrNull(one.expires_at),
});

/** The voucher of the redemption event. */
export const redeemedVoucherInEvent = (
  one: VoucherDocument,
  now: Date,
): z.output<z.ZodObject<typeof redeemedVoucherPart>> => ({
  ...voucherInEvent(one, now),
  redeemed_via: one.redeemed_via ?? "admin",
  redeemed_at: toInstant(one.redeemed_at ?? now),
});
