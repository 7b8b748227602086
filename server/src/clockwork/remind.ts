import { DateTime } from "luxon";
import { findBusiness } from "../businesses/index.ts";
import { voucherExpiring } from "../catalog/index.ts";
import type { Platform } from "../platform/index.ts";
import { voucherTemplates, type VoucherTemplateDocument } from "../templates/index.ts";
import { vouchers, type VoucherDocument } from "../vouchers/index.ts";
import { tellVoucher, type VoucherTelling } from "./tell-voucher.ts";

const batch = 200;

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
): Promise<number> => {
  const business = await findBusiness(platform, business_id);
  if (business === null || !days) return 0;
  const now = platform.clock.now();
  const horizon = horizonOf(now, days, business.time_zone);
  const telling = tellingFor(now, horizon);
  let told = 0;
  let after = "";
  for (;;) {
    const near = await platform.store
      .collection(vouchers)
      .find({
        voucher_template_id: _id,
        reminded_at: null,
        expires_at: { $gt: now, $lte: horizon },
        state: "open",
        _id: { $gt: after },
      })
      .sort({ _id: 1 })
      .limit(batch)
      .toArray();
    for (const voucher of near) if (await tellVoucher(platform, voucher, now, telling)) told += 1;
    after = near.at(-1)?._id ?? after;
    if (near.length < batch) return told;
  }
};

/**
 * Tells that a voucher's end is as near as its template says, once per voucher; also of vouchers that were issued before
 * the template said so, or with less time than that. @returns how many were told
 */
export const remindOfVouchers = async (platform: Platform): Promise<number> => {
  const reminding = await platform.store
    .collection(voucherTemplates)
    .find({ remind_days_before: { $gt: 0 } })
    .toArray();
  let told = 0;
  for (const template of reminding) told += await remindOf(platform, template);
  return told;
};
