import assert from "node:assert/strict";
import { endOf, isPast, statusAt, statusFilter } from "../../../server/src/vouchers/validity.ts";
import { at, voucher } from "./stage.ts";

const now = at("11T12:00:00");
const second = (offset: number): Date => new Date(now.getTime() + offset * 1_000);

describe("vouchers › validity", () => {
  it("ends at 23:59:59 of the last day, by the business's clock", () => {
    const issued = new Date("2026-01-30T23:30:00Z"); // 01:30 of the 31st in Kyiv
    const end = (type: "unlimited" | "days" | "months" | "fixed_date", value: number | string | null) =>
      endOf({ type, value }, issued, "Europe/Kyiv")?.toISOString() ?? null;
    assert.equal(end("unlimited", null), null);
    assert.equal(end("days", 1), "2026-02-01T21:59:59.000Z");
    assert.equal(end("months", 1), "2026-02-28T21:59:59.000Z");
    assert.equal(end("fixed_date", "2026-07-01"), "2026-07-01T20:59:59.000Z");
  });

  it("ends before the day after begins, also where clocks go back at midnight", () => {
    const end = (value: string, zone: string) =>
      endOf({ type: "fixed_date", value }, now, zone)?.toISOString() ?? null;
    // 25 October 2026 begins at 00:00 of summer, and has that hour again.
    assert.equal(end("2026-10-24", "Atlantic/Azores"), "2026-10-24T23:59:59.000Z");
    assert.equal(end("2026-10-25", "Atlantic/Azores"), "2026-10-26T00:59:59.000Z");
    assert.equal(end("2026-03-28", "Atlantic/Azores"), "2026-03-29T00:59:59.000Z");
  });

  it("ends with the latest instant there is, whatever a template of 0.1.0 says", () => {
    const end = endOf({ type: "fixed_date", value: "9999-12-31" }, now, "America/New_York");
    assert.equal(end?.toISOString(), "9998-12-31T23:59:59.000Z");
  });

  it("is past after its last moment only, and never without an end", () => {
    assert.deepEqual([isPast(null, now), isPast(now, now), isPast(second(-1), now)], [false, false, true]);
  });

  it("shows the status of the moment, whether or not a sweep has been there", () => {
    assert.equal(statusAt(voucher(), now), "active");
    assert.equal(statusAt(voucher({ valid_from: now, expires_at: now }), now), "active");
    assert.equal(statusAt(voucher({ valid_from: second(1) }), now), "issued");
    assert.equal(statusAt(voucher({ expires_at: second(-1) }), now), "expired");
    assert.equal(statusAt(voucher({ state: "redeemed", expires_at: second(-1) }), now), "redeemed");
    assert.equal(statusAt(voucher({ state: "cancelled" }), now), "cancelled");
  });

  it("lists by the same judgement", () => {
    const notEnded = { $or: [{ expires_at: null }, { expires_at: { $gte: now } }] };
    assert.deepEqual(statusFilter("active", now), {
      state: "open",
      $and: [notEnded, { $or: [{ valid_from: null }, { valid_from: { $lte: now } }] }],
    });
    assert.deepEqual(statusFilter("issued", now), { state: "open", valid_from: { $gt: now }, ...notEnded });
    assert.deepEqual(statusFilter("expired", now), {
      $or: [{ state: "expired" }, { state: "open", expires_at: { $ne: null, $lt: now } }],
    });
    assert.deepEqual(statusFilter("redeemed", now), { state: "redeemed" });
  });
});
