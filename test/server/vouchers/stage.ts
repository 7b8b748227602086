import type { VoucherDocument } from "../../../server/src/vouchers/model.ts";

export const at = (text: string): Date => new Date(`2026-05-${text}Z`);

/** An open voucher without an end. */
export const voucher = (change: Partial<VoucherDocument> = {}): VoucherDocument => ({
  _id: "v_1",
  seq: 1,
  business_id: "b_1",
  state: "open",
  title: "Coffee",
  description: null,
  image_url: null,
  code: "FREE",
  code_key: "FREE",
  formats: ["text"],
  voucher_template_id: null,
  customer_id: "c_1",
  card_id: "card_1",
  reward_id: null,
  campaign_id: null,
  goal_index: null,
  origin: "api",
  location_id: null,
  issued_at: at("01T09:00:00"),
  valid_from: null,
  expires_at: null,
  redeemed_at: null,
  redeemed_via: null,
  receipt_id: null,
  cancelled_at: null,
  ...change,
});
