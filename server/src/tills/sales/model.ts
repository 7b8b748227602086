import type { z } from "zod";
import type { saleResult } from "../../catalog/index.ts";
import type { Sealed } from "../../core/seals.ts";
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

/** A sale and how far its effect has come. Its id is made of the receipt and whose it is, so there is one per receipt. */
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
   * `reversing`, `reversed`: it is being, was taken back; of a part it is settled again after. `void`: taken back before it came; it will have none.
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
  /** What named its customer, an email or phone that may be another's by the time of a repeat: a hash, gone with them. */
  readonly sent?: Sealed;
  /** The voucher that the sale's code means. */
  readonly voucher_id: string | null;
  readonly recorded_at: Date;
  readonly answer: SaleAnswer | null;
  readonly given: Given | null;
  /** Vouchers that a reversal cancels. */
  readonly cancels: readonly string[];
  /** What is left of the amount after a reversal of a part that is under way; absent for the whole. */
  readonly left_after?: string | null;
  /** What is left of the amount after parts of it were given back. */
  readonly left?: string;
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
  | { type: "sale.reversing"; cancels: readonly string[]; left_after?: string }
  | { type: "sale.reversed"; taken_back: TakenBack };

const reversed = (state: SaleDocument, taken: TakenBack): SaleDocument => {
  const { left_after: left, given, taken_back: before } = state;
  const taken_back = {
    stamps: (before?.stamps ?? 0) + taken.stamps,
    vouchers: [...(before?.vouchers ?? []), ...taken.vouchers],
  };
  if (left === undefined || left === null) return { ...state, status: "reversed", taken_back };
  const goals = given?.goals.filter(({ voucher_id: id }) => id === null || !taken.vouchers.includes(id));
  return {
    ...state,
    status: "settled",
    left,
    left_after: null,
    taken_back,
    given: given && { ...given, goals: goals ?? [] },
  };
};

export const evolveSale = (state: SaleDocument | null, fact: SaleFact): SaleDocument | null => {
  if (fact.type === "sale.recorded") return fact.sale;
  if (state === null) return null;
  switch (fact.type) {
    case "sale.settled":
      return { ...state, status: "settled", answer: fact.answer, given: fact.given };
    case "sale.reversing":
      return {
        ...state,
        status: "reversing",
        cancels: fact.cancels,
        ...(fact.left_after !== undefined && { left_after: fact.left_after }),
      };
    case "sale.reversed":
      return reversed(state, fact.taken_back);
  }
};

export const saleProjection: Projection<SaleDocument> = {
  collection: sales,
  prefix: "sale_",
  evolve: (state, fact: Fact) => evolveSale(state, fact as SaleFact),
};

/**
 * Whose receipt it is. Tills count by themselves, so each has its own; a vendor that numbers the orders of an account says
 * so in the receipt, which is then the business's.
 */
export interface ReceiptPlace {
  readonly business_id: string;
  readonly receipt_id: string;
  readonly till_id: string;
  readonly receipt_of: "till" | "account";
}

type Unowned = Pick<ReceiptPlace, "business_id" | "receipt_id">;

/** As sales were named when a receipt was the whole business's. */
export const sharedSaleId = ({ business_id, receipt_id }: Unowned): string =>
  `sale_${sha256Hex(JSON.stringify([business_id, receipt_id])).slice(0, 40)}`;

/** One sale per receipt. */
export const saleId = (place: ReceiptPlace): string =>
  place.receipt_of === "account"
    ? sharedSaleId(place)
    : `sale_${sha256Hex(JSON.stringify([place.business_id, place.till_id, place.receipt_id])).slice(0, 40)}`;

/** A sale as far as its journal goes, null when there is none. */
export const findSale = (platform: Platform, id: string): Promise<SaleDocument | null> =>
  platform.journal.load(saleProjection, id);
