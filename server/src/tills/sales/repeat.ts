import { Failure } from "../../core/failure.ts";
import { toMinor } from "../../core/money.ts";
import { byId } from "../../core/store.ts";
import { begun } from "../../core/together.ts";
import type { Platform, Scope } from "../../platform/index.ts";
import { hasCode, vouchers } from "../../vouchers/index.ts";
import type { SaleDocument } from "./model.ts";
import { cardById, cardOf, type Sale } from "./prepare.ts";

const isSameMoney = (sale: Sale, standing: SaleDocument): boolean =>
  sale.currency === standing.currency &&
  toMinor(sale.amount, sale.currency) === toMinor(standing.amount, standing.currency);

const isSameCode = async (platform: Platform, sale: Sale, standing: SaleDocument): Promise<boolean> => {
  if (sale.redeem_code === undefined || standing.voucher_id === null)
    return sale.redeem_code === undefined && standing.voucher_id === null;
  const voucher = await byId(platform.store.collection(vouchers), standing.voucher_id);
  return voucher === null || hasCode(voucher, sale.redeem_code);
};

/** A card that was deleted since, or whose customer was erased, is found by nothing any more: then nobody else is meant. */
const isSameCard = async (
  platform: Platform,
  scope: Scope,
  sale: Sale,
  { shown_card_id }: SaleDocument,
): Promise<boolean> => {
  try {
    const card = await cardOf(platform, scope, sale);
    return (card?._id ?? null) === shown_card_id;
  } catch (error) {
    if (!(error instanceof Failure) || error.status >= 500) throw error;
    const shown = shown_card_id === null ? null : await cardById(platform, shown_card_id);
    return shown_card_id !== null && (shown === null || shown.status === "deleted");
  }
};

/**
 * Whether a sale is the one that stands under its receipt: the same money, card and code. Tills whose counter begins anew
 * each day send other sales under numbers that were used, and must be told rather than shown somebody else's answer.
 */
export const isSameSale = async (
  platform: Platform,
  scope: Scope,
  sale: Sale,
  standing: SaleDocument,
): Promise<boolean> => {
  if (!isSameMoney(sale, standing)) return false;
  const code = begun(isSameCode(platform, sale, standing));
  return (await isSameCard(platform, scope, sale, standing)) && (await code);
};
