import assert from "node:assert/strict";
import fc from "fast-check";
import { Pace } from "../../../server/src/hooks/dispatch/pace.ts";

/** Starts whenever it may, asked at these moments. */
const startsAt = (moments: readonly number[]): number[] => {
  const pace = new Pace();
  const starts: number[] = [];
  for (const now of moments) {
    while (pace.waitMs(now) === 0) {
      pace.started(now);
      starts.push(now);
    }
  }
  return starts;
};

const mostWithin = (starts: readonly number[], windowMs: number): number =>
  Math.max(0, ...starts.map((from) => starts.filter((at) => at >= from && at < from + windowMs).length));

describe("hooks › pace", () => {
  it("never starts more than 25 in any second", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 120 });
    fc.assert(
      fc.property(gaps, (list) => {
        let now = 0;
        const starts = startsAt(list.map((gap) => (now += gap)));
        assert.ok(mostWithin(starts, 1_000) <= 25);
      }),
    );
  });

  it("lets a burst of sixteen out at once and keeps up at least 23 a second for as long as there is work", () => {
    const starts = startsAt(Array.from({ length: 60_000 }, (_, ms) => ms));
    assert.equal(starts.filter((at) => at === 0).length, 16);
    assert.ok(starts.length >= 60 * 23, `${starts.length}`);
    assert.ok(mostWithin(starts, 300_000) <= 9_000);
  });

  it("says how long to wait", () => {
    const pace = new Pace();
    for (let start = 0; start < 16; start += 1) pace.started(1_000);
    assert.equal(pace.waitMs(1_000), 40);
    assert.equal(pace.waitMs(1_040), 0);
  });
});
