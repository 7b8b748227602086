import type { Sealed } from "../core/seals.ts";
import type { Entry, Fact, Projection } from "../journal/index.ts";
import { vouchers, type RedeemedVia, type VoucherDocument } from "./model.ts";

export interface VoucherIssued extends Fact {
  type: "voucher.issued";
  voucher: VoucherDocument;
}

export type VoucherFact =
  | VoucherIssued
  | { type: "voucher.redeemed"; redeemed_via: RedeemedVia; receipt_id: string | null }
  /** The reason is sealed under the customer's key; a bearer's, and those of 0.1.0, are plain. */
  | { type: "voucher.cancelled"; reason: Sealed | string | null }
  | { type: "voucher.reminded" }
  | { type: "voucher.expired" };

export const isVoucherIssued = (fact: Fact): fact is VoucherIssued => fact.type === "voucher.issued";

/** Its event names the card's program, also in entries of 0.1.0. */
const withProgram = (voucher: VoucherDocument, { events }: Pick<Entry, "events">): VoucherDocument => {
  const issued = events.find(({ refs }) => refs.voucher_id === voucher._id);
  return { ...voucher, template_id: issued?.refs.template_id ?? null };
};

export const evolveVoucher = (
  state: VoucherDocument | null,
  fact: VoucherFact,
  entry: Pick<Entry, "at">,
): VoucherDocument | null => {
  if (fact.type === "voucher.issued") return fact.voucher;
  if (state === null) return null;
  switch (fact.type) {
    case "voucher.redeemed":
      return {
        ...state,
        state: "redeemed",
        redeemed_at: entry.at,
        redeemed_via: fact.redeemed_via,
        receipt_id: fact.receipt_id,
      };
    case "voucher.cancelled":
      return { ...state, state: "cancelled", cancelled_at: entry.at };
    case "voucher.reminded":
      return { ...state, reminded_at: entry.at };
    case "voucher.expired":
      return { ...state, state: "expired" };
  }
};

/** Vouchers begin in the stream of what caused them (a card, a campaign) or in their own, and end in their own. */
export const voucherProjection: Projection<VoucherDocument> = {
  collection: vouchers,
  prefix: "v_",
  evolve: (state, fact, entry) =>
    isVoucherIssued(fact)
      ? withProgram(fact.voucher, entry)
      : evolveVoucher(state, fact as VoucherFact, entry),
  born: (fact, entry) =>
    isVoucherIssued(fact) && entry.stream !== fact.voucher._id ? withProgram(fact.voucher, entry) : null,
};
