import {
  cards,
  inProgram,
  previewSale,
  selectCard,
  type CardDocument,
  type CardSale,
} from "../../cards/index.ts";
import type { SaleIn } from "../../catalog/index.ts";
import { Failure, invalid } from "../../core/failure.ts";
import { byId } from "../../core/store.ts";
import { begun } from "../../core/together.ts";
import { currencyDigits, isCurrency, toMinor } from "../../core/money.ts";
import type { Platform, Scope } from "../../platform/index.ts";
import { getTemplate, type Mechanics, type TemplateDocument } from "../../templates/index.ts";
import { checkRedeemable, chooseByCode, findByCode } from "../../vouchers/index.ts";
import type { SaleAnswer } from "./model.ts";

/** A sale as every adapter hands it in. */
export interface Sale extends SaleIn {
  readonly template_id: string;
}

/** What a sale will do, judged before anything is written. */
export interface SalePlan {
  readonly card: CardDocument | null;
  /** Null when stamps are added. */
  readonly notStamped: SaleAnswer["not_stamped"];
  readonly voucherId: string | null;
  /** As things stand. */
  readonly stamps: number;
}

/** What one customer, or nobody, is known by. */
const selectorOf = ({ email, phone, card_number }: Sale) => ({ email, phone, card_number });

/** @throws card_not_found, validation_failed */
export const cardOf = async (platform: Platform, scope: Scope, sale: Sale): Promise<CardDocument | null> => {
  const selector = selectorOf(sale);
  if (Object.values(selector).every((value) => value === undefined)) return null;
  return selectCard(platform, scope.business, { ...selector, template_id: sale.template_id });
};

/**
 * Whether the money of a sale fits itself and the program.
 * @throws validation_failed, currency_mismatch
 */
export const checkMoney = (
  { amount, currency }: Pick<SaleIn, "amount" | "currency">,
  earn: Mechanics["earn"],
): void => {
  if (!isCurrency(currency)) throw invalid("/currency", "is not a currency of ISO 4217");
  const minor = toMinor(amount, currency);
  if (minor === null)
    throw invalid("/amount", `may have ${currencyDigits(currency)} decimals in ${currency}`);
  if (earn.type === "per_order" || earn.currency === currency) return;
  throw new Failure("currency_mismatch", {
    expected_currency: earn.currency,
    detail: `This program counts in ${earn.currency}, the sale is in ${currency}.`,
  });
};

/** What the program's limits refuse; a sale that redeems a code goes through all the same, without stamps. */
const limitCodes = [
  "card_complete",
  "stamp_limit_exceeded",
  "daily_limit_reached",
  "cooldown_active",
] as const;

/** Why a card gets no stamps, when it is the program that says so. */
export const limitOf = (error: unknown): SaleAnswer["not_stamped"] => {
  if (!(error instanceof Failure)) return null;
  const reason = limitCodes.find((code) => code === error.code);
  return reason === undefined ? null : { reason, detail: error.details.detail ?? error.message };
};

/**
 * Which voucher a code means. With a customer: one of theirs, else one that belongs to the bearer; another person's
 * code is none. Without: whatever the code alone says.
 * @throws voucher_not_found, voucher_ambiguous and why it cannot be redeemed
 */
const voucherOf = async (
  platform: Platform,
  scope: Scope,
  code: string,
  card: CardDocument | null,
): Promise<string> => {
  const find = (narrowed: Record<string, unknown>) => findByCode(platform, scope.business.id, code, narrowed);
  const now = platform.clock.now();
  const own = await find(card === null ? {} : { customer_id: card.customer_id });
  const found = own.length === 0 && card !== null ? await find({ customer_id: null }) : own;
  return checkRedeemable(chooseByCode(found, now), now)._id;
};

const nothingPaid = {
  reason: "nothing_paid",
  detail: "The sale came to 0: it redeems, and adds no stamp.",
} as const;

const noCustomer = {
  reason: "no_customer",
  detail: "The sale names no customer: there is nothing to stamp.",
} as const;

/**
 * Judges a sale against what stands, and writes nothing. Values come before state: money first, then the card, then the
 * voucher, then the program's limits.
 * @throws validation_failed, currency_mismatch, card_not_found, card_ambiguous, the codes of vouchers and of limits
 */
export const prepareSale = async (platform: Platform, scope: Scope, sale: Sale): Promise<SalePlan> => {
  const asked = begun(cardOf(platform, scope, sale));
  const template = await getTemplate(platform, scope.business.id, sale.template_id);
  const card = await knownCard(platform, sale, template, asked);
  const voucherId =
    sale.redeem_code === undefined ? null : await voucherOf(platform, scope, sale.redeem_code, card);
  if (card === null) return { card, notStamped: noCustomer, voucherId, stamps: 0 };
  if (toMinor(sale.amount, sale.currency) === 0)
    return { card, notStamped: nothingPaid, voucherId, stamps: 0 };
  try {
    const cardSale = cardSaleOf(card, sale, scope.location_id);
    const { stamp } = await previewSale(platform, scope, { ...cardSale, template });
    return { card, notStamped: null, voucherId, stamps: stamp?.count ?? 0 };
  } catch (error) {
    const limit = voucherId === null ? null : limitOf(error);
    if (limit === null) throw error;
    return { card, notStamped: limit, voucherId, stamps: 0 };
  }
};

/** The sale's card, its money checked by the rules that the card lives by; without a card, by the template's. */
const knownCard = async (
  platform: Platform,
  sale: Sale,
  template: TemplateDocument,
  asked: Promise<CardDocument | null>,
): Promise<CardDocument | null> => {
  try {
    const card = await asked;
    const rules = card === null ? template : (await inProgram(platform, card, template)).mechanics;
    checkMoney(sale, rules.earn);
    return card;
  } catch (error) {
    // An amount that can never count is told before a customer who may yet get a card.
    if (error instanceof Failure && error.code === "card_not_found") checkMoney(sale, template.earn);
    throw error;
  }
};

/** The sale as cards take it. */
export const cardSaleOf = (
  card: CardDocument,
  { amount, currency, receipt_id }: Pick<SaleIn, "amount" | "currency" | "receipt_id">,
  location_id: string | null,
): CardSale => ({ card, purchase: { amount, currency }, receipt_id, location_id });

/** A card by id, deleted ones too. */
export const cardById = (platform: Platform, id: string): Promise<CardDocument | null> =>
  byId(platform.store.collection(cards), id);
