import { toInstant } from "../core/clock.ts";
import { Failure } from "../core/failure.ts";
import type { VoucherDocument } from "./model.ts";
import { isPast, statusAt } from "./validity.ts";

/** What stands in the way of a voucher that is in a final state, or past its end. */
const finalState = (voucher: VoucherDocument, now: Date): Failure | null => {
  if (voucher.state === "redeemed") {
    const redeemedAt = toInstant(voucher.redeemed_at ?? now);
    return new Failure("voucher_already_redeemed", {
      redeemed_at: redeemedAt,
      detail: `It was redeemed at ${redeemedAt}.`,
    });
  }
  if (voucher.state === "cancelled") {
    return new Failure("voucher_cancelled", { cancelled_at: toInstant(voucher.cancelled_at ?? now) });
  }
  if (voucher.state === "expired" || isPast(voucher.expires_at, now)) {
    const expiresAt = toInstant(voucher.expires_at ?? now);
    return new Failure("voucher_expired", { expires_at: expiresAt, detail: `It expired at ${expiresAt}.` });
  }
  return null;
};

/**
 * Whether a voucher may be redeemed now. Expiry is judged by the clock, whether or not the sweep has been there.
 * @throws voucher_not_found, voucher_already_redeemed, voucher_cancelled, voucher_expired, voucher_not_yet_valid
 */
export const checkRedeemable = (voucher: VoucherDocument | null, now: Date): VoucherDocument => {
  if (voucher === null) throw new Failure("voucher_not_found");
  const failure = finalState(voucher, now);
  if (failure !== null) throw failure;
  if (voucher.valid_from !== null && voucher.valid_from > now) {
    const from = toInstant(voucher.valid_from);
    throw new Failure("voucher_not_yet_valid", { valid_from: from, detail: `It is valid from ${from}.` });
  }
  return voucher;
};

/**
 * Whether a voucher may be cancelled; cancelling twice is no fault.
 * @throws voucher_not_found, voucher_already_redeemed, voucher_expired
 */
export const checkCancellable = (voucher: VoucherDocument | null, now: Date): VoucherDocument => {
  if (voucher === null) throw new Failure("voucher_not_found");
  const failure = finalState(voucher, now);
  if (failure !== null && failure.code !== "voucher_cancelled") throw failure;
  return voucher;
};

/**
 * Which of the vouchers with a code is meant.
 * @param found newest first
 * @throws voucher_not_found; voucher_ambiguous with the candidates when several are active
 */
export const chooseByCode = (found: readonly VoucherDocument[], now: Date): VoucherDocument => {
  const usable = found.filter((voucher) => statusAt(voucher, now) === "active");
  if (usable.length > 1) {
    const candidates = usable.map((voucher) => ({
      voucher_id: voucher._id,
      title: voucher.title,
      customer_id: voucher.customer_id,
      card_id: voucher.card_id,
      expires_at: voucher.expires_at === null ? null : toInstant(voucher.expires_at),
    }));
    throw new Failure("voucher_ambiguous", {
      candidates,
      detail: `The code fits ${candidates.length} active vouchers; redeem one of them by its id, or name the card.`,
    });
  }
  // With none active one that will be, else the newest, tells why it cannot be redeemed.
  const chosen = usable[0] ?? found.find((voucher) => statusAt(voucher, now) === "issued") ?? found[0];
  if (chosen === undefined) throw new Failure("voucher_not_found");
  return chosen;
};
