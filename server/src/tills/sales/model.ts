import type { z } from "zod";
import type { saleResult } from "../../catalog/index.ts";
import { sha256Hex } from "../../core/secrets.ts";
import { defineCollection } from "../../core/store.ts";
import type { Fact, Projection } from "../../journal/index.ts";
import type { Platform } from "../../platform/index.ts";

export type SaleAnswer = z.output<typeof saleResult>;

/** A goal that a sale reached, and what it gave. */
export interface GivenGoal {
  readonly index: number;
  readonly cycle: number;
  /** Of a voucher reward; null when the reward cannot be taken back. */
  readonly voucher_id: string | null;
}

/** What a sale gave its card; what a reversal takes back. */
export interface Given {
  readonly stamps: number;
  /** Dropped because the card was complete. */
  readonly ignored: number;
  /** Null for a program per order. */
  readonly amount: { readonly value: string; readonly currency: string } | null;
  readonly goals: readonly GivenGoal[];
}

/** What came of a reversal. */
export interface TakenBack {
  readonly stamps: number;
  readonly vouchers: readonly string[];
}

/** A sale and how far its effect has come. Its id is made of business and receipt, so there is one per receipt. */
export interface SaleDocument {
  readonly _id: string;
  readonly seq: number;
  readonly business_id: string;
  readonly till_id: string;
  readonly receipt_id: string;
  /** The keyed call that brought it, if one did: to each of its runs the sale is new. */
  readonly brought_in?: string | null;
  readonly location_id: string | null;
  /**
   * `recorded`: the receipt is used up, the effect is on its way. `settled`: it has happened, the answer is fixed.
   * `reversing`, `reversed`: it is being, was taken back. `void`: taken back before it came; it will have none.
   */
  readonly status: "recorded" | "settled" | "reversing" | "reversed" | "void";
  readonly sold_at: Date;
  readonly amount: string;
  readonly currency: string;
  /** The card to stamp; null when there is nothing to stamp, and `not_stamped` says why. */
  readonly card_id: string | null;
  readonly not_stamped: SaleAnswer["not_stamped"];
  /** The card to show, also when it gets no stamp. */
  readonly shown_card_id: string | null;
  /** The voucher that the sale's code means. */
  readonly voucher_id: string | null;
  readonly recorded_at: Date;
  readonly answer: SaleAnswer | null;
  readonly given: Given | null;
  /** Vouchers that a reversal cancels. */
  readonly cancels: readonly string[];
  readonly taken_back: TakenBack | null;
}

export const sales = defineCollection<SaleDocument>("sales", [
  // GET /tills: the last sale of each
  { keys: { till_id: 1, recorded_at: -1 } },
  // what a crash left half way; 0.1.0 has a partial one over the first two, with a filter that only MongoDB 6 knows
  { keys: { status: 1, recorded_at: 1, _id: 1 } },
]);

export type SaleFact =
  | { type: "sale.recorded"; sale: SaleDocument }
  | { type: "sale.settled"; answer: SaleAnswer; given: Given | null }
  | { type: "sale.reversing"; cancels: readonly string[] }
  | { type: "sale.reversed"; taken_back: TakenBack };

export const evolveSale = (state: SaleDocument | null, fact: SaleFact): SaleDocument | null => {
  if (fact.type === "sale.recorded") return fact.sale;
  if (state === null) return null;
  switch (fact.type) {
    case "sale.settled":
      return { ...state, status: "settled", answer: fact.answer, given: fact.given };
    case "sale.reversing":
      return { ...state, status: "reversing", cancels: fact.cancels };
    case "sale.reversed":
      return { ...state, status: "reversed", taken_back: fact.taken_back };
  }
};

export const saleProjection: Projection<SaleDocument> = {
  collection: sales,
  prefix: "sale_",
  evolve: (state, fact: Fact) => evolveSale(state, fact as SaleFact),
};

/** One sale per receipt of a business. */
export const saleId = (businessId: string, receiptId: string): string =>
  `sale_${sha256Hex(JSON.stringify([businessId, receiptId])).slice(0, 40)}`;

/** The sale of a receipt as far as its journal goes, null when there is none. */
export const findSale = (
  platform: Platform,
  businessId: string,
  receiptId: string,
): Promise<SaleDocument | null> => platform.journal.load(saleProjection, saleId(businessId, receiptId));
