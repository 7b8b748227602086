import { Failure } from "../../core/failure.ts";
import { byId } from "../../core/store.ts";
import { ClaimTaken } from "../../journal/index.ts";
import type { Platform, Scope } from "../../platform/index.ts";
import {
  findSale,
  saleId,
  saleProjection,
  sales,
  type SaleAnswer,
  type SaleDocument,
  type SaleFact,
} from "./model.ts";
import { prepareSale, type Sale, type SalePlan } from "./prepare.ts";
import { settleSale } from "./settle.ts";

/*
 * A sale: one receipt, one effect, whatever arrives twice, at once or out of order. The sale is a stream of its own whose
 * id is made of business and receipt, so its first entry is the lock; it claims the receipt against POST /stamps, and
 * fixes what will be done: which card, which voucher. Then each step (redeem, stamp) runs under a key of the sale, and
 * the last entry fixes the answer. Crash before the first entry: nothing happened. Crash after it, anywhere: the repeat,
 * or the sweep, goes on; steps that were done answer as the first time, and nothing is done twice.
 */

export interface RecordedSale {
  readonly answer: SaleAnswer;
  readonly isFirst: boolean;
}

export const receiptClaim = (businessId: string, receiptId: string): string =>
  `receipt:${businessId}:${receiptId}`;

const receiptUsed = (receiptId: string, detail: string): Failure =>
  new Failure("receipt_already_used", { receipt_id: receiptId, detail });

/** A blank sale of a till. */
export const blankSale = (
  platform: Platform,
  scope: Scope,
  sale: Pick<Sale, "receipt_id" | "sold_at" | "amount" | "currency"> & { till_id: string },
): SaleDocument => ({
  _id: saleId(scope.business.id, sale.receipt_id),
  seq: 0,
  business_id: scope.business.id,
  till_id: sale.till_id,
  receipt_id: sale.receipt_id,
  brought_in: platform.keyedCall,
  location_id: scope.location_id,
  status: "recorded",
  sold_at: new Date(sale.sold_at),
  amount: String(sale.amount),
  currency: sale.currency,
  card_id: null,
  not_stamped: null,
  shown_card_id: null,
  voucher_id: null,
  recorded_at: platform.clock.now(),
  answer: null,
  given: null,
  cancels: [],
  taken_back: null,
});

const planned = (blank: SaleDocument, { card, notStamped, voucherId }: SalePlan): SaleDocument => ({
  ...blank,
  card_id: notStamped === null ? (card?._id ?? null) : null,
  not_stamped: notStamped,
  shown_card_id: card?._id ?? null,
  voucher_id: voucherId,
});

/**
 * Writes the first entry of a sale, unless one stands.
 * @param known null when there was none just now
 * @returns the sale that stands, and whether this call wrote it
 * @throws receipt_already_used when something else than a sale used the receipt
 */
export const openSale = async (
  platform: Platform,
  scope: Scope,
  sale: SaleDocument,
  known?: null,
): Promise<{ sale: SaleDocument; isFirst: boolean }> => {
  const fact: SaleFact = { type: "sale.recorded", sale };
  try {
    const { answer } = await platform.journal.run<SaleDocument, { sale: SaleDocument; isFirst: boolean }>({
      projection: saleProjection,
      stream: sale._id,
      business_id: sale.business_id,
      kind: "record_sale",
      actor: scope.actor,
      isQuiet: true,
      ...(known === null && { known }),
      decide: async (state) =>
        state === null
          ? {
              facts: [fact],
              events: [],
              claims: [receiptClaim(sale.business_id, sale.receipt_id)],
              answer: { sale: { ...sale, seq: 1 }, isFirst: true },
            }
          : { facts: [], events: [], answer: { sale: state, isFirst: false } },
    });
    return answer;
  } catch (error) {
    if (!(error instanceof ClaimTaken)) throw error;
    // Another process has just written this very sale.
    const standing = await findSale(platform, sale.business_id, sale.receipt_id);
    if (standing !== null) return { sale: standing, isFirst: false };
    throw receiptUsed(sale.receipt_id, `The receipt ${sale.receipt_id} was already used.`);
  }
};

/**
 * Records a sale and gives it its effect; a repeat of its till gets the first answer.
 * @throws what `prepareSale` throws, with nothing done; receipt_already_used when the receipt is another till's
 */
export const recordSale = async (
  platform: Platform,
  scope: Scope,
  sale: Sale & { till_id: string },
): Promise<RecordedSale> => {
  const blank = blankSale(platform, scope, sale);
  // One that only the journal knows yet is met when this one is to be opened.
  const standing = await byId(platform.store.collection(sales), blank._id);
  if (standing !== null) return repeated(platform, scope, sale, standing);
  let plan: SalePlan;
  try {
    plan = await prepareSale(platform, scope, sale);
  } catch (error) {
    // Refused, perhaps by the very effect that the same receipt has just had in another call.
    const other = await findSale(platform, scope.business.id, sale.receipt_id);
    if (other !== null) return repeated(platform, scope, sale, other);
    throw error;
  }
  const opened = await openSale(platform, scope, planned(blank, plan), null);
  if (!opened.isFirst) return repeated(platform, scope, sale, opened.sale);
  return { answer: await settleSale(platform, scope, opened.sale), isFirst: true };
};

const repeated = async (
  platform: Platform,
  scope: Scope,
  sale: { till_id: string },
  standing: SaleDocument,
): Promise<RecordedSale> => {
  if (standing.till_id !== sale.till_id)
    throw receiptUsed(standing.receipt_id, `The receipt ${standing.receipt_id} is another till's.`);
  const isFirst = platform.keyedCall !== null && standing.brought_in === platform.keyedCall;
  return { answer: await settleSale(platform, scope, standing), isFirst };
};
