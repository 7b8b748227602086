import { DateTime } from "luxon";
import { findBusiness } from "../businesses/index.ts";
import { voucherExpiring } from "../catalog/index.ts";
import type { Platform } from "../platform/index.ts";
import { voucherTemplates, type VoucherTemplateDocument } from "../templates/index.ts";
import { vouchers, type VoucherDocument } from "../vouchers/index.ts";
import { tellVouchers, type VoucherTelling } from "./tell-voucher.ts";

/** The same local time so many days later, whatever the clocks do in between: what ends by then is near its end. */
const horizonOf = (now: Date, days: number, timeZone: string): Date =>
  DateTime.fromJSDate(now, { zone: timeZone }).plus({ days }).toJSDate();

const isNear = ({ state, reminded_at: told, expires_at: end }: VoucherDocument, now: Date, horizon: Date) =>
  state === "open" && !told && end !== null && end > now && end <= horizon;

const tellingFor = (now: Date, horizon: Date): VoucherTelling => ({
  kind: "remind_voucher",
  fact: { type: "voucher.reminded" },
  event: voucherExpiring as never,
  isDue: (voucher) => isNear(voucher, now, horizon),
  shown: (voucher) => voucher,
});

const remindOf = async (
  platform: Platform,
  { _id, remind_days_before: days, business_id }: VoucherTemplateDocument,
  stopping: AbortSignal | undefined,
): Promise<number> => {
  const business = await findBusiness(platform, business_id);
  if (business === null || !days) return 0;
  const now = platform.clock.now();
  const horizon = horizonOf(now, days, business.time_zone);
  return tellVouchers(platform, tellingFor(now, horizon), {
    found: platform.store
      .collection(vouchers)
      .find({
        voucher_template_id: _id,
        reminded_at: null,
        expires_at: { $gt: now, $lte: horizon },
        state: "open",
      })
      .sort({ expires_at: 1 }),
    stopping,
  });
};

/**
 * Tells that a voucher's end is as near as its template says, once per voucher; also of vouchers that were issued before
 * the template said so, or with less time than that. @returns how many were told
 */
export const remindOfVouchers = async (platform: Platform, stopping?: AbortSignal): Promise<number> => {
  const reminding = await platform.store
    .collection(voucherTemplates)
    .find({ remind_days_before: { $gt: 0 } })
    .toArray();
  let told = 0;
  for (const template of reminding) told += await remindOf(platform, template, stopping);
  return told;
};
