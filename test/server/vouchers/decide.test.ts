import assert from "node:assert/strict";
import { checkCancellable, checkRedeemable, chooseByCode } from "../../../server/src/vouchers/decide.ts";
import { at, voucher } from "./stage.ts";

const now = at("11T12:00:00");
const before = at("10T08:30:00");
const later = at("12T08:30:00");

describe("vouchers › rules", () => {
  const redeemed = voucher({ state: "redeemed", redeemed_at: before });
  const cancelled = voucher({ state: "cancelled", cancelled_at: before });
  const expired = voucher({ state: "expired", expires_at: before });
  const ended = voucher({ expires_at: before });

  const refusals = {
    redeemed: {
      code: "voucher_already_redeemed",
      details: { redeemed_at: "2026-05-10T08:30:00Z", detail: "It was redeemed at 2026-05-10T08:30:00Z." },
    },
    cancelled: { code: "voucher_cancelled", details: { cancelled_at: "2026-05-10T08:30:00Z" } },
    expired: {
      code: "voucher_expired",
      details: { expires_at: "2026-05-10T08:30:00Z", detail: "It expired at 2026-05-10T08:30:00Z." },
    },
  };

  describe("redeeming", () => {
    it("takes an open voucher between its beginning and its end, both included", () => {
      for (const change of [
        {},
        { valid_from: now },
        { expires_at: now },
        { valid_from: before, expires_at: later },
      ])
        assert.equal(checkRedeemable(voucher(change), now)._id, "v_1");
    });

    it("refuses one that is not there, over, used or not yet valid, and says since when", () => {
      assert.throws(() => checkRedeemable(null, now), { code: "voucher_not_found" });
      assert.throws(() => checkRedeemable(redeemed, now), refusals.redeemed);
      assert.throws(() => checkRedeemable(cancelled, now), refusals.cancelled);
      assert.throws(() => checkRedeemable(expired, now), refusals.expired);
      assert.throws(() => checkRedeemable(ended, now), refusals.expired);
      assert.throws(() => checkRedeemable(voucher({ valid_from: later }), now), {
        code: "voucher_not_yet_valid",
        details: { valid_from: "2026-05-12T08:30:00Z", detail: "It is valid from 2026-05-12T08:30:00Z." },
      });
    });

    it("tells the time it has where a state came without one", () => {
      assert.throws(() => checkRedeemable(voucher({ state: "redeemed" }), now), {
        details: { redeemed_at: "2026-05-11T12:00:00Z", detail: "It was redeemed at 2026-05-11T12:00:00Z." },
      });
      assert.throws(() => checkRedeemable(voucher({ state: "cancelled" }), now), {
        details: { cancelled_at: "2026-05-11T12:00:00Z" },
      });
      assert.throws(() => checkRedeemable(voucher({ state: "expired" }), now), {
        details: { expires_at: "2026-05-11T12:00:00Z", detail: "It expired at 2026-05-11T12:00:00Z." },
      });
    });
  });

  describe("cancelling", () => {
    it("takes an open voucher, one that is not yet valid, and one that was cancelled", () => {
      for (const one of [voucher(), voucher({ valid_from: later }), cancelled])
        assert.equal(checkCancellable(one, now), one);
    });

    it("refuses one that is not there, used or over", () => {
      assert.throws(() => checkCancellable(null, now), { code: "voucher_not_found" });
      assert.throws(() => checkCancellable(redeemed, now), refusals.redeemed);
      assert.throws(() => checkCancellable(ended, now), refusals.expired);
    });
  });

  describe("a code", () => {
    const active = voucher({ _id: "v_active" });
    const future = voucher({ _id: "v_future", valid_from: later });
    const used = voucher({ _id: "v_used", state: "redeemed", redeemed_at: before });

    it("means the one active voucher, else one that will be, else the newest", () => {
      assert.equal(chooseByCode([used, future, active], now), active);
      assert.equal(chooseByCode([used, future], now), future);
      assert.equal(chooseByCode([used, cancelled], now), used);
    });

    it("means none when none has it", () => {
      assert.throws(() => chooseByCode([], now), { code: "voucher_not_found" });
    });

    it("of several active vouchers asks which, naming them", () => {
      const other = voucher({
        _id: "v_other",
        title: "Tea",
        customer_id: null,
        card_id: null,
        expires_at: later,
      });
      assert.throws(() => chooseByCode([used, active, other], now), {
        code: "voucher_ambiguous",
        details: {
          candidates: [
            {
              voucher_id: "v_active",
              title: "Coffee",
              customer_id: "c_1",
              card_id: "card_1",
              expires_at: null,
            },
            {
              voucher_id: "v_other",
              title: "Tea",
              customer_id: null,
              card_id: null,
              expires_at: "2026-05-12T08:30:00Z",
            },
          ],
          detail: "The code fits 2 active vouchers; redeem one of them by its id, or name the card.",
        },
      });
    });
  });
});
