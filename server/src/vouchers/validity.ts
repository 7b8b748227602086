import { DateTime } from "luxon";
import type { Validity } from "../templates/index.ts";
import type { VoucherDocument } from "./model.ts";

/**
 * When a voucher ends: 23:59:59 of its last day in the business time zone; null for unlimited.
 * Days and months count from the issue.
 */
export const endOf = (validity: Validity, issuedAt: Date, timeZone: string): Date | null => {
  const lastDay = (day: DateTime): Date => day.endOf("day").set({ millisecond: 0 }).toJSDate();
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
