import { DateTime } from "luxon";
import type { SaleIn } from "../../catalog/index.ts";
import { currencyDigits, fromMinor, isCurrency } from "../../core/money.ts";
import type { TillMapping } from "../model.ts";
import type { ReadSale } from "../port.ts";

/** The value a JSON pointer (RFC 6901) names, undefined when there is none. */
export const valueAt = (root: unknown, pointer: string): unknown =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      root,
    );

/** Tills write "nothing" as null, "" or leave it out. */
const present = (value: unknown): unknown =>
  value === null || (typeof value === "string" && value.trim() === "") ? undefined : value;

/**
 * Numbers of receipts, cards and phones are often sent as numbers. One beyond 2^53 has lost its last digits when JSON was
 * read, so that two receipts would be one: it is left as it is, for the sale's own schema to refuse.
 */
const asText = (value: unknown): unknown =>
  typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : value;

const unixMsFrom = 100_000_000_000;

/** An instant of any till: RFC 3339, local time (read in the business zone), or a Unix time in seconds or milliseconds. */
const instantOf = (value: unknown, timeZone: string): unknown => {
  const number = typeof value === "string" && /^\d{9,14}$/.test(value) ? Number(value) : value;
  if (typeof number === "number") {
    const at = new Date(number >= unixMsFrom ? number : number * 1000);
    return Number.isNaN(at.getTime()) ? value : at.toISOString();
  }
  if (typeof value !== "string") return value;
  const iso = DateTime.fromISO(value.trim().replace(" ", "T"), { zone: timeZone });
  return iso.isValid ? iso.toUTC().toISO() : value;
};

/** A decimal of the currency; the noise of a till's binary floats is taken off, more digits than that are not. */
const amountOf = (value: unknown, unit: TillMapping["amount_unit"], currency: unknown): unknown => {
  if (typeof currency !== "string" || !isCurrency(currency)) return value;
  const scale = unit === "minor" ? 1 : 10 ** currencyDigits(currency);
  const minor = Number(value) * scale;
  const whole = Math.round(minor);
  const isPlain = typeof value === "number" || (typeof value === "string" && /^\d+(\.\d+)?$/.test(value));
  if (!isPlain || whole < 0 || Math.abs(minor - whole) > 1e-6 * Math.max(1, whole / 1e9)) {
    // Not whole in minor units: left as it is, for the sale's own schema to refuse.
    return unit === "minor" ? "" : value;
  }
  return fromMinor(whole, currency);
};

/** One customer per sale: what names the card itself comes first. */
const customerFields = ["card_number", "phone", "email"] as const;

/** Reads a sale out of a till's own shape. Members that the mapping does not name are ignored. */
export const applyMapping = (
  mapping: TillMapping,
  body: unknown,
  { timeZone, now }: { timeZone: string; now: Date },
): ReadSale => {
  const at = (field: keyof SaleIn): unknown => {
    const pointer = mapping.fields[field];
    return pointer === undefined ? undefined : present(valueAt(body, pointer));
  };
  const named = mapping.currency ?? at("currency");
  const currency = typeof named === "string" ? named.trim().toUpperCase() : named;
  const soldAt = at("sold_at");
  const amount = at("amount");
  const chosen = customerFields.find((field) => at(field) !== undefined);
  const raw = {
    receipt_id: asText(at("receipt_id")),
    sold_at: soldAt === undefined ? now.toISOString() : instantOf(soldAt, timeZone),
    amount: amount === undefined ? undefined : amountOf(amount, mapping.amount_unit, currency),
    currency,
    redeem_code: asText(at("redeem_code")),
    ...(chosen !== undefined && { [chosen]: asText(at(chosen)) }),
  };
  return {
    sale: Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined)),
    pointerOf: (pointer) => mapping.fields[pointer.slice(1) as keyof SaleIn] ?? pointer,
  };
};
