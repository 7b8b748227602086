import type { CardDocument } from "../../cards/index.ts";
import { Failure } from "../../core/failure.ts";
import { toMinor } from "../../core/money.ts";
import type { Sealed } from "../../core/seals.ts";
import { sha256Hex } from "../../core/secrets.ts";
import { byId } from "../../core/store.ts";
import { begun } from "../../core/together.ts";
import { foldEmail, toE164 } from "../../customers/index.ts";
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

/** An email or phone as whoever it names is found by it, as a hash; null for a sale that names nobody so. */
const sentOf = ({ business }: Scope, { email, phone }: Sale): string | null => {
  if (email !== undefined) return sha256Hex(foldEmail(email));
  return phone === undefined ? null : sha256Hex(toE164(phone, business) ?? phone);
};

/** What a sale was sent with, to know its repeat by; sealed with the customer's key, so that erasing them ends it. */
export const sealSent = async (
  platform: Platform,
  scope: Scope,
  sale: Sale,
  { customer_id }: Pick<CardDocument, "customer_id">,
): Promise<Sealed | null> => {
  const sent = sentOf(scope, sale);
  return sent === null ? null : platform.seals.seal(customer_id, sent);
};

const isSameSent = async (
  { seals }: Platform,
  scope: Scope,
  sale: Sale,
  { sent }: SaleDocument,
): Promise<boolean> => {
  const again = sentOf(scope, sale);
  if (sent === undefined || again === null) return false;
  return (await seals.reader([sent.of])).open(sent) === again;
};

/** The card that a sale names, null where it names nobody; undefined where there is no such card. */
const foundBy = async (
  platform: Platform,
  scope: Scope,
  sale: Sale,
): Promise<CardDocument | null | undefined> => {
  try {
    return await cardOf(platform, scope, sale);
  } catch (error) {
    if (!(error instanceof Failure) || error.status >= 500) throw error;
    return undefined;
  }
};

/**
 * Judged in the program that the first answer shows, as the till may stamp another since. A card that was deleted since,
 * or whose customer was erased, is found by nothing any more: then nobody else is meant, unless the program that the till
 * stamps now knows somebody.
 */
const isSameFound = async (
  platform: Platform,
  scope: Scope,
  sale: Sale,
  { shown_card_id }: SaleDocument,
): Promise<boolean> => {
  const shown = shown_card_id === null ? null : await cardById(platform, shown_card_id);
  const { template_id } = shown ?? sale;
  const card = await foundBy(platform, scope, { ...sale, template_id });
  if (card !== undefined) return (card?._id ?? null) === shown_card_id;
  const isGone = shown_card_id !== null && (shown === null || shown.status === "deleted");
  return isGone && (await foundBy(platform, scope, sale)) === undefined;
};

/** By whom it finds now; else by what was sent, since the customer may have another email or phone by now. */
const isSameCard = async (
  platform: Platform,
  scope: Scope,
  sale: Sale,
  standing: SaleDocument,
): Promise<boolean> =>
  (await isSameFound(platform, scope, sale, standing)) || isSameSent(platform, scope, sale, standing);

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
