import { DateTime } from "luxon";
import { latestInstant } from "../catalog/index.ts";
import { startOfDay } from "../core/day.ts";
import type { Validity } from "../templates/index.ts";
import type { VoucherDocument } from "./model.ts";

/**
 * When a voucher ends: 23:59:59 of its last day in the business time zone; null for unlimited.
 * Days and months count from the issue. Never later than the latest instant there is: a template of 0.1.0 may end later.
 */
export const endOf = (validity: Validity, issuedAt: Date, timeZone: string): Date | null => {
  const lastDay = (day: DateTime): Date => {
    const end = startOfDay(day.plus({ days: 1 }))
      .minus({ seconds: 1 })
      .toJSDate();
    return end > latestInstant ? latestInstant : end;
  };
  const issued = DateTime.fromJSDate(issuedAt, { zone: timeZone });
  switch (validity.type) {
    case "unlimited":
      return null;
    case "days":
      return lastDay(issued.plus({ days: Number(validity.value) }));
    case "months":
      return lastDay(issued.plus({ months: Number(validity.value) }));
    case "fixed_date":
      return lastDay(DateTime.fromISO(String(validity.value), { zone: timeZone }));
  }
};

export const isPast = (end: Date | null, now: Date): boolean => end !== null && now.getTime() > end.getTime();

/** The status people see at a moment: an open voucher whose end has passed is expired, swept or not. */
export const statusAt = (
  voucher: VoucherDocument,
  now: Date,
): "issued" | "active" | "redeemed" | "expired" | "cancelled" => {
  if (voucher.state !== "open") return voucher.state;
  if (isPast(voucher.expires_at, now)) return "expired";
  return voucher.valid_from !== null && voucher.valid_from > now ? "issued" : "active";
};

/** The same judgement as a filter, for lists. */
export const statusFilter = (status: string, now: Date): Record<string, unknown> => {
  const ended = { expires_at: { $ne: null, $lt: now } };
  const notEnded = { $or: [{ expires_at: null }, { expires_at: { $gte: now } }] };
  switch (status) {
    case "active":
      return {
        state: "open",
        $and: [notEnded, { $or: [{ valid_from: null }, { valid_from: { $lte: now } }] }],
      };
    case "issued":
      return { state: "open", valid_from: { $gt: now }, ...notEnded };
    case "expired":
      return { $or: [{ state: "expired" }, { state: "open", ...ended }] };
    default:
      return { state: status };
  }
};
