import { Failure } from "../../core/failure.ts";
import { byId } from "../../core/store.ts";
import { ClaimTaken } from "../../journal/index.ts";
import type { Platform, Scope } from "../../platform/index.ts";
import {
  findSale,
  saleId,
  saleProjection,
  sharedSaleId,
  sales,
  type ReceiptPlace,
  type SaleAnswer,
  type SaleDocument,
  type SaleFact,
} from "./model.ts";
import { isSameSale, sealSent } from "./repeat.ts";
import { prepareSale, type Sale, type SalePlan } from "./prepare.ts";
import { settleSale } from "./settle.ts";

/*
 * A sale: one receipt, one effect, whatever arrives twice, at once or out of order. The sale is a stream of its own whose
 * id is made of the receipt and whose it is, so its first entry is the lock; it fixes what will be done: which card, which
 * voucher. A receipt of a vendor's account is claimed against POST /stamps too. Then each step (redeem, stamp) runs under a key of the sale, and
 * the last entry fixes the answer. Crash before the first entry: nothing happened. Crash after it, anywhere: the repeat,
 * or the sweep, goes on; steps that were done answer as the first time, and nothing is done twice.
 */

export interface RecordedSale {
  readonly answer: SaleAnswer;
  readonly isFirst: boolean;
}

const claimsOf = ({ receipt_of }: Pick<ReceiptPlace, "receipt_of">, sale: SaleDocument): string[] =>
  receipt_of === "account" ? [`receipt:${sale.business_id}:${sale.receipt_id}`] : [];

const receiptUsed = (receiptId: string, detail: string): Failure =>
  new Failure("receipt_already_used", { receipt_id: receiptId, detail });

/** Whose a sale's receipt is. */
type Placed = Pick<ReceiptPlace, "till_id" | "receipt_of">;

/** A blank sale of a till. */
export const blankSale = (
  platform: Platform,
  scope: Scope,
  sale: Pick<Sale, "receipt_id" | "sold_at" | "amount" | "currency"> & Placed,
): SaleDocument => ({
  _id: saleId({ ...sale, business_id: scope.business.id }),
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

const planned = async (
  platform: Platform,
  scope: Scope,
  { blank, sale, plan }: { blank: SaleDocument; sale: Sale & Placed; plan: SalePlan },
): Promise<SaleDocument> => {
  const { card, notStamped, voucherId } = plan;
  const sent = card && sale.receipt_of === "till" ? await sealSent(platform, scope, sale, card) : null;
  return {
    ...blank,
    card_id: notStamped === null ? (card?._id ?? null) : null,
    not_stamped: notStamped,
    shown_card_id: card?._id ?? null,
    ...(sent && { sent }),
    voucher_id: voucherId,
  };
};

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
  { known, receipt_of }: { readonly known?: null } & Pick<ReceiptPlace, "receipt_of">,
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
              claims: claimsOf({ receipt_of }, sale),
              answer: { sale: { ...sale, seq: 1 }, isFirst: true },
            }
          : { facts: [], events: [], answer: { sale: state, isFirst: false } },
    });
    return answer;
  } catch (error) {
    if (!(error instanceof ClaimTaken)) throw error;
    // Another process has just written this very sale.
    const standing = await findSale(platform, sale._id);
    if (standing !== null) return { sale: standing, isFirst: false };
    throw receiptUsed(sale.receipt_id, `The receipt ${sale.receipt_id} was already used.`);
  }
};

/** The sale that stands under a receipt, also one from when receipts were the whole business's. */
const standingSale = async (
  { store }: Platform,
  blank: SaleDocument,
  { receipt_of, till_id }: Placed,
): Promise<SaleDocument | null> => {
  const find = (id: string) => byId(store.collection(sales), id);
  if (receipt_of === "account") return find(blank._id);
  const [own, shared] = await Promise.all([find(blank._id), find(sharedSaleId(blank))]);
  return own ?? (shared?.till_id === till_id ? shared : null);
};

/**
 * Records a sale and gives it its effect; a repeat of its till gets the first answer.
 * @throws what `prepareSale` throws, with nothing done; receipt_already_used when the receipt is another sale's
 */
export const recordSale = async (
  platform: Platform,
  scope: Scope,
  sale: Sale & Placed,
): Promise<RecordedSale> => {
  const blank = blankSale(platform, scope, sale);
  // One that only the journal knows yet is met when this one is to be opened.
  const standing = await standingSale(platform, blank, sale);
  if (standing !== null) return repeated(platform, scope, sale, standing);
  let plan: SalePlan;
  try {
    plan = await prepareSale(platform, scope, sale);
  } catch (error) {
    // Refused, perhaps by the very effect that the same receipt has just had in another call.
    const other = await findSale(platform, blank._id);
    if (other !== null) return repeated(platform, scope, sale, other);
    throw error;
  }
  const opening = { known: null, receipt_of: sale.receipt_of } as const;
  const first = await planned(platform, scope, { blank, sale, plan });
  const opened = await openSale(platform, scope, first, opening);
  if (!opened.isFirst) return repeated(platform, scope, sale, opened.sale);
  return { answer: await settleSale(platform, scope, opened.sale), isFirst: true };
};

const repeated = async (
  platform: Platform,
  scope: Scope,
  sale: Sale & Placed,
  standing: SaleDocument,
): Promise<RecordedSale> => {
  // Of a vendor's order it is whoever reads it that sees what has changed since.
  if (sale.receipt_of === "till" && !(await isSameSale(platform, scope, sale, standing))) {
    const detail = `The receipt ${standing.receipt_id} was used for a sale with another card, amount or code.`;
    throw receiptUsed(standing.receipt_id, detail);
  }
  const isFirst = platform.keyedCall !== null && standing.brought_in === platform.keyedCall;
  return { answer: await settleSale(platform, scope, standing), isFirst };
};
