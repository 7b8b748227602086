import { findBusiness } from "../../businesses/index.ts";
import { currencyDigits } from "../../core/money.ts";
import { Failure } from "../../core/failure.ts";
import type { Business, Platform } from "../../platform/index.ts";
import { scopeOf } from "../find.ts";
import { blankSale, recordSale } from "../sales/record.ts";
import { lessenSale, reverseSale } from "../sales/reverse.ts";
import { findSale, saleId } from "../sales/model.ts";
import type { PosterApi, PosterOrder } from "./api.ts";
import type { ConnectedTill } from "./connection.ts";
import { cardOfClient } from "./customer.ts";

export interface OrderContext {
  readonly platform: Platform;
  readonly api: PosterApi;
  readonly till: ConnectedTill;
  readonly token: string;
}

/** Open, sold, or taken back: removed orders and fiscal returns. */
export const stateOf = ({ status, print_fiscal }: PosterOrder): "open" | "sold" | "taken_back" => {
  if (status === "3" || status === "0" || print_fiscal === "2") return "taken_back";
  return status === "2" ? "sold" : "open";
};

/** What of an order matters to us: when this changes, it is read again. */
export const lookOf = (order: PosterOrder): string =>
  `${stateOf(order)}:${order.client_id}:${paidHundredths(order)}`;

export const hasClient = ({ client_id }: PosterOrder): boolean => client_id !== "" && client_id !== "0";

/** Money that was really paid: never certificates, bonuses or tips. */
const paidHundredths = (order: PosterOrder): number =>
  order.payed_cash + order.payed_card + order.payed_third_party + order.payed_ewallet;

/** Poster counts hundredths whatever the currency; what it has no coins for is left off. */
const decimalOf = (hundredths: number, currency: string): string => {
  const digits = Math.min(2, currencyDigits(currency));
  const whole = Math.floor(hundredths / 100);
  const fraction = String(hundredths % 100)
    .padStart(2, "0")
    .slice(0, digits);
  return fraction === "" ? String(whole) : `${whole}.${fraction}`;
};

/** One receipt per order of an account; the prefix keeps it apart from the receipts of other tills. */
export const receiptOf = (till: ConnectedTill, orderId: string): string =>
  `poster:${till.poster.account_number}:${orderId}`;

const closedAt = (order: PosterOrder, platform: Platform): Date => {
  const ms = Number(order.date_close);
  return ms > 0 ? new Date(ms) : platform.clock.now();
};

const saleOf = ({ platform, till }: OrderContext, order: PosterOrder) => ({
  receipt_id: receiptOf(till, order.transaction_id),
  sold_at: closedAt(order, platform).toISOString(),
  amount: decimalOf(Math.max(0, paidHundredths(order)), till.poster.currency),
  currency: till.poster.currency,
  template_id: till.template_id,
  till_id: till._id,
  receipt_of: "account" as const,
});

/** An order that was counted already: what it shows as paid now is what counts. Null while it is as it was. */
const changeOf = async (
  { platform, till }: OrderContext,
  business: Business,
  order: PosterOrder,
  sale: ReturnType<typeof saleOf>,
): Promise<string | null> => {
  const standing = await findSale(platform, saleId({ ...sale, business_id: business.id }));
  if (standing === null) return null;
  const scope = scopeOf(business, till.location_id);
  if (paidHundredths(order) <= 0)
    return (await reverseSale(platform, scope, blankSale(platform, scope, sale), sale)).status;
  const { status, left } = await lessenSale(platform, scope, standing, sale.amount);
  if (status !== "settled") return status;
  return left === undefined ? null : "lessened";
};

const sell = async (context: OrderContext, business: Business, order: PosterOrder): Promise<string> => {
  const { platform, api, till, token } = context;
  if (!hasClient(order)) return "no_customer";
  if (closedAt(order, platform) < till.poster.connected_at) return "before_connection";
  const change = await changeOf(context, business, order, saleOf(context, order));
  if (change !== null) return change;
  if (paidHundredths(order) <= 0) return "nothing_paid";
  const client = await api.client(token, order.client_id);
  const card = client && (await cardOfClient(platform, business, client, till.template_id));
  if (card === null) return "card_not_found";
  const sale = { ...saleOf(context, order), card_number: card.number };
  try {
    const { answer } = await recordSale(platform, scopeOf(business, till.location_id), sale);
    return answer.not_stamped?.reason ?? "stamped";
  } catch (error) {
    // No cashier waits for the answer: what the rules refuse now stays without effect.
    if (error instanceof Failure && error.status < 500) return error.code;
    throw error;
  }
};

const takeBack = async (context: OrderContext, business: Business, order: PosterOrder): Promise<string> => {
  const { platform, till } = context;
  const sale = saleOf(context, order);
  const isKnown = (await findSale(platform, saleId({ ...sale, business_id: business.id }))) !== null;
  // Without a customer there is nothing to take back, now or later.
  if (!isKnown && !hasClient(order)) return "no_customer";
  const scope = scopeOf(business, till.location_id);
  const { status } = await reverseSale(platform, scope, blankSale(platform, scope, sale), sale);
  return status;
};

/**
 * Gives an order its effect as it stands now. Doing it again changes nothing.
 * @returns what came of it, and what the order looked like
 * @throws PosterFailure
 */
export const applyOrder = async (
  context: OrderContext,
  orderId: string,
): Promise<{ outcome: string; seen: string | null }> => {
  const order = await context.api.order(context.token, orderId);
  const business = await findBusiness(context.platform, context.till.business_id);
  if (order === null || business === null) return { outcome: "not_found", seen: null };
  const seen = lookOf(order);
  const state = stateOf(order);
  if (state === "open") return { outcome: "open", seen };
  const act = state === "sold" ? sell : takeBack;
  return { outcome: await act(context, business, order), seen };
};
