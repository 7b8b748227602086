import { Failure } from "../core/failure.ts";
import { byId } from "../core/store.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import type { Business, Platform } from "../platform/index.ts";
import type { CardSelector, CardsPort } from "./cards-port.ts";
import { codeKeys } from "./mint.ts";
import { vouchers, type VoucherDocument } from "./model.ts";
import { statusFilter } from "./validity.ts";

export interface VoucherFilter extends CardSelector, Paging {
  status?: string | undefined;
  voucher_template_id?: string | undefined;
  code?: string | undefined;
  voucher_id?: string | undefined;
}

const none: Page<VoucherDocument> = { data: [], has_more: false, next_cursor: null };

export const listVouchers = async (
  platform: Platform,
  business: Business,
  cards: CardsPort,
  filter: VoucherFilter,
): Promise<Page<VoucherDocument>> => {
  const narrowed = await cards.filterOf(platform, business, filter);
  if (narrowed === null) return none;
  const conditions = {
    business_id: business.id,
    ...narrowed,
    ...(filter.voucher_id !== undefined && { _id: filter.voucher_id }),
    ...(filter.voucher_template_id !== undefined && { voucher_template_id: filter.voucher_template_id }),
    ...(filter.code !== undefined && { code_key: { $in: codeKeys(filter.code) } }),
    ...(filter.status !== undefined && statusFilter(filter.status, platform.clock.now())),
  };
  return readPage<VoucherDocument>(platform.store.collection(vouchers), conditions, filter);
};

/** @throws voucher_not_found */
export const getVoucher = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<VoucherDocument> => {
  const found = await byId(platform.store.collection(vouchers), id);
  if (found?.business_id !== businessId) throw new Failure("voucher_not_found");
  return found;
};

/**
 * What a customer holds on a card: the card's vouchers and those that belong to no card of theirs, newest first.
 * @param state `open` ones, or those in a final state
 */
export const vouchersOnCard = (
  platform: Platform,
  card: { readonly _id: string; readonly customer_id: string },
  state: "open" | "final",
): Promise<VoucherDocument[]> =>
  platform.store
    .collection(vouchers)
    .find({
      customer_id: card.customer_id,
      card_id: { $in: [card._id, null] },
      state: state === "open" ? "open" : { $ne: "open" },
    })
    .sort({ _id: -1 })
    .limit(state === "open" ? 50 : 10)
    .toArray();

const candidateLimit = 200;

/** Whether a code, however it was typed, is a voucher's. */
export const hasCode = ({ code_key }: Pick<VoucherDocument, "code_key">, typed: string): boolean =>
  code_key !== null && codeKeys(typed).includes(code_key);

/**
 * The vouchers with this code, newest first, narrowed to a holder where one is given: the open ones, and the last in a
 * final state, to tell why when none is open. A shared code may have been used by thousands.
 */
export const findByCode = async (
  platform: Platform,
  businessId: string,
  code: string,
  narrowed: Record<string, unknown>,
): Promise<VoucherDocument[]> => {
  const find = (state: VoucherDocument["state"] | { $ne: VoucherDocument["state"] }, limit: number) =>
    platform.store
      .collection(vouchers)
      .find({ business_id: businessId, code_key: { $in: codeKeys(code) }, ...narrowed, state })
      .sort({ _id: -1 })
      .limit(limit)
      .toArray();
  const [open, final] = await Promise.all([find("open", candidateLimit), find({ $ne: "open" }, 1)]);
  return [...open, ...final].sort((a, b) => (a._id < b._id ? 1 : -1));
};
