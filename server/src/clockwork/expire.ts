import { voucherExpired } from "../catalog/index.ts";
import type { Platform } from "../platform/index.ts";
import { vouchers } from "../vouchers/index.ts";
import { tellVoucher, type VoucherTelling } from "./tell-voucher.ts";

const batch = 200;

const expiry: VoucherTelling = {
  kind: "expire_voucher",
  fact: { type: "voucher.expired" },
  event: voucherExpired as never,
  isDue: ({ state }) => state === "open",
  shown: (voucher) => ({ ...voucher, state: "expired" }),
};

/**
 * Marks vouchers whose end has passed, each once whatever the number of processes: the voucher's stream decides.
 * @returns how many were looked at
 */
export const expireVouchers = async (platform: Platform): Promise<number> => {
  let looked = 0;
  for (;;) {
    const now = platform.clock.now();
    const ended = await platform.store
      .collection(vouchers)
      .find({ state: "open", expires_at: { $ne: null, $lt: now } })
      .sort({ expires_at: 1 })
      .limit(batch)
      .toArray();
    for (const voucher of ended) await tellVoucher(platform, voucher, now, expiry);
    looked += ended.length;
    if (ended.length < batch) return looked;
  }
};
