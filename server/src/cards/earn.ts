import type { Program } from "../catalog/index.ts";
import { Failure, invalid } from "../core/failure.ts";
import { currencyDigits, isCurrency, toMinor } from "../core/money.ts";

export interface EarnInput {
  count?: number | undefined;
  amount?: string | number | undefined;
  currency?: string | undefined;
}

/** A sale as a till reports it: the earn rule takes from it what it counts. */
export interface Purchase {
  readonly amount: string | number;
  readonly currency: string;
}

export const earnInputOf = (earn: Program["earn"], purchase: Purchase): EarnInput =>
  earn.type === "per_order" ? {} : { amount: purchase.amount, currency: purchase.currency };

export interface Earned {
  stamps: number;
  remainderMinor: number;
  /** Minor units of the sale; null for a program per order. */
  amountMinor: number | null;
  currency: string | null;
}

const required = (pointer: string, detail: string): Failure => invalid(pointer, detail, "required");

/**
 * What is wrong with a request by the program's earn rule, before any state is looked at.
 * @throws validation_failed, currency_mismatch
 */
export const checkEarnInput = (earn: Program["earn"], input: EarnInput): void => {
  if (earn.type === "per_order") {
    if (input.amount !== undefined)
      throw invalid("/amount", "does not belong to a program that stamps per order; send count");
    if (input.currency !== undefined)
      throw invalid("/currency", "does not belong to a program that stamps per order");
    return;
  }
  if (input.count !== undefined)
    throw invalid("/count", "does not belong to a program by amount; send amount and currency");
  if (input.amount === undefined) throw required("/amount", "is required for a program by amount");
  if (input.currency === undefined) throw required("/currency", "is required with an amount");
  if (!isCurrency(input.currency)) throw invalid("/currency", "is not a currency of ISO 4217");
  if (input.currency !== earn.currency) {
    throw new Failure("currency_mismatch", {
      expected_currency: earn.currency,
      detail: `This program counts in ${earn.currency}, the amount is in ${input.currency}.`,
    });
  }
  const minor = toMinor(input.amount, input.currency);
  if (minor === null)
    throw invalid("/amount", `may have ${currencyDigits(input.currency)} decimals in ${input.currency}`);
  if (minor === 0) throw invalid("/amount", "must be more than 0");
};

/** Stamps for a checked request: whole steps of the amount and what was left of earlier sales, exact in minor units. */
export const earnedBy = (earn: Program["earn"], input: EarnInput, remainderMinor: number): Earned => {
  if (earn.type === "per_order") {
    return { stamps: input.count ?? 1, remainderMinor, amountMinor: null, currency: null };
  }
  const amountMinor = toMinor(input.amount ?? 0, earn.currency) ?? 0;
  const stepMinor = toMinor(earn.amount_per_stamp, earn.currency) ?? 1;
  const total = remainderMinor + amountMinor;
  return {
    stamps: Math.floor(total / stepMinor),
    remainderMinor: total % stepMinor,
    amountMinor,
    currency: earn.currency,
  };
};
