import { voucherExpired } from "../catalog/index.ts";
import type { Platform } from "../platform/index.ts";
import { vouchers } from "../vouchers/index.ts";
import { tellVouchers, type VoucherTelling } from "./tell-voucher.ts";

const expiry: VoucherTelling = {
  kind: "expire_voucher",
  fact: { type: "voucher.expired" },
  event: voucherExpired as never,
  isDue: ({ state }) => state === "open",
  shown: (voucher) => ({ ...voucher, state: "expired" }),
};

/**
 * Marks vouchers whose end has passed, each once whatever the number of processes: the voucher's stream decides.
 * @returns how many were told
 */
export const expireVouchers = (platform: Platform, stopping?: AbortSignal): Promise<number> =>
  tellVouchers(platform, expiry, {
    found: platform.store
      .collection(vouchers)
      .find({ state: "open", expires_at: { $ne: null, $lt: platform.clock.now() } })
      .sort({ expires_at: 1 }),
    stopping,
  });
