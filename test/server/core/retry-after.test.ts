import assert from "node:assert/strict";
import { readRetryAfter } from "../../../server/src/core/retry-after.ts";

const now = new Date("2026-05-11T12:00:00Z");
const hour = 3_600_000;

describe("core › Retry-After", () => {
  it("is read in seconds and as a date, from one second to the longest that is borne", () => {
    const cases: [string | null, number | null][] = [
      ["120", 120_000],
      [" 7 ", 7_000],
      ["0", 1_000],
      ["999999999", 24 * hour],
      ["Mon, 11 May 2026 12:01:00 GMT", 60_000],
      ["Monday, 11-May-26 12:01:00 GMT", 60_000],
      ["Mon May 11 12:01:00 2026 GMT", 60_000],
      ["Mon, 11 May 2026 11:00:00 GMT", 1_000],
      ["Mon, 11 May 2027 11:00:00 GMT", 24 * hour],
      [null, null],
      ["", null],
      ["soon", null],
      ["-5", null],
      ["1.5", null],
      ["1e3", null],
      ["Mon, nonsense", null],
      ["7 Mon, 11 May 2026 12:01:00 GMT", null],
      ["1 Mon May 11 12:01:00 2026 GMT", null],
      ["mon, 11 May 2026 12:01:00 GMT", null],
    ];
    for (const [value, wanted] of cases)
      assert.equal(readRetryAfter(value, { now, longestMs: 24 * hour }), wanted, `${value}`);
  });
});
