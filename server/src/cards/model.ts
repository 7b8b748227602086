import type { walletPlatforms } from "../catalog/index.ts";
import { defineCollection } from "../core/store.ts";
import type { Source } from "../platform/index.ts";

export type WalletPlatform = (typeof walletPlatforms)[number];

export interface CardDocument {
  _id: string;
  seq: number;
  business_id: string;
  customer_id: string;
  template_id: string;
  template_version: number;
  number: string;
  wallet_pass_id: string;
  /** The secret part of the public card page's address. */
  token: string;
  status: "active" | "complete" | "deleted";
  /** In this cycle. */
  stamps: number;
  cycle: number;
  /** Goals reached in this cycle. */
  goal_index: number;
  /** Goals reached over all cycles. */
  goals_reached: number;
  total_stamps: number;
  /** Of sales too small for a stamp, minor units. */
  remainder_minor: number;
  platforms: WalletPlatform[];
  source: Source;
  location_id: string | null;
  issued_at: Date;
  last_stamp_at: Date | null;
  /** When the customer last opened it, as far as that was told; absent in cards older than the card page. */
  opened_at?: Date | null;
  /** The business day of `day_stamps`, YYYY-MM-DD. */
  day: string | null;
  day_stamps: number;
  /** The year of the last birthday that was told; 0 before the first. */
  birthday_year: number;
  /** The last stamp, else the issue: what inactivity counts from. */
  idle_since: Date;
  /** True once the spell of inactivity since `idle_since` was told. */
  is_idle_told: boolean;
}

/** What makes a card the only one of its customer and template; given back when it is deleted. Its number is not: it is on paper. */
export const cardClaim = (businessId: string, customerId: string, templateId: string): string =>
  `card:${businessId}:${customerId}:${templateId}`;

export const cards = defineCollection<CardDocument>("cards", [
  // GET /cards
  { keys: { business_id: 1, _id: -1 } },
  // selector card_number
  { keys: { business_id: 1, number: 1 } },
  // selectors email, phone, customer_id
  { keys: { customer_id: 1 } },
  // GET /cards?template_id=, apply
  { keys: { template_id: 1, _id: -1 } },
  // clockwork: cards idle for too long
  { keys: { template_id: 1, is_idle_told: 1, idle_since: 1 } },
  // the card page
  { keys: { token: 1 } },
]);
