import type { redeemedViaValues, voucherOrigins } from "../catalog/index.ts";
import { defineCollection } from "../core/store.ts";

export type VoucherOrigin = (typeof voucherOrigins)[number];
export type RedeemedVia = (typeof redeemedViaValues)[number];

export interface VoucherDocument {
  _id: string;
  seq: number;
  business_id: string;
  /** `open` shows as issued, active or expired by the time of looking; the others are final. */
  state: "open" | "redeemed" | "expired" | "cancelled";
  title: string;
  description: string | null;
  image_url: string | null;
  code: string | null;
  /** Upper case; what codes are looked up by. */
  code_key: string | null;
  formats: ("text" | "qr" | "barcode")[];
  voucher_template_id: string | null;
  /** The program of its card; what lists narrow by. */
  template_id?: string | null;
  customer_id: string | null;
  card_id: string | null;
  reward_id: string | null;
  campaign_id: string | null;
  /** The goal that gave it, from 1; what its events are about. */
  goal_index: number | null;
  origin: VoucherOrigin;
  location_id: string | null;
  issued_at: Date;
  valid_from: Date | null;
  expires_at: Date | null;
  redeemed_at: Date | null;
  redeemed_via: RedeemedVia | null;
  receipt_id: string | null;
  cancelled_at: Date | null;
  /** When it was told that its end is near; absent in documents of 0.1.0. */
  reminded_at?: Date | null;
}

export const vouchers = defineCollection<VoucherDocument>("vouchers", [
  // GET /vouchers
  { keys: { business_id: 1, _id: -1 } },
  // redeem by code, GET /vouchers?code=
  { keys: { business_id: 1, code_key: 1, _id: -1 } },
  // vouchers of a card or customer
  { keys: { card_id: 1, _id: -1 } },
  { keys: { customer_id: 1, _id: -1 } },
  // GET /vouchers?template_id=
  { keys: { template_id: 1, _id: -1 } },
  // clockwork: vouchers of a template whose end is near
  { keys: { voucher_template_id: 1, reminded_at: 1, expires_at: 1 } },
  // the clockwork's sweep of ended vouchers
  { keys: { expires_at: 1 }, options: { partialFilterExpression: { state: "open" } } },
]);
