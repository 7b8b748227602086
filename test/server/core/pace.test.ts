import assert from "node:assert/strict";
import fc from "fast-check";
import { Pace } from "../../../server/src/core/pace.ts";
import { posterPace } from "../../../server/src/tills/poster/paces.ts";
import { ceilingsOf, paceOf } from "../../../server/src/hooks/dispatch/ceilings.ts";

const usualPace = ceilingsOf(null).pace;

/** Starts whenever it may, asked at these moments. */
const startsAt = (moments: readonly number[], rule = usualPace): number[] => {
  const pace = new Pace(rule);
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

  it("starts no more than any rate allows in any second, and nearly as many", () => {
    const rates = fc.integer({ min: 1, max: 1_000 });
    const gaps = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 300, maxLength: 300 });
    fc.assert(
      fc.property(rates, gaps, (rate, list) => {
        let now = 0;
        const starts = startsAt(
          list.map((gap) => (now += gap)),
          paceOf(rate),
        );
        let from = 0;
        starts.forEach((at, count) => {
          while ((starts[from] ?? 0) <= at - 1_000) from += 1;
          assert.ok(count - from < rate, `${count - from + 1} at ${rate}`);
        });
      }),
      { numRuns: 60 },
    );
    for (const rate of [1, 3, 25, 400, 1_000]) {
      const starts = startsAt(
        Array.from({ length: 20_000 }, (_, ms) => ms),
        paceOf(rate),
      );
      assert.ok(starts.length >= 20 * rate * 0.9, `${starts.length} at ${rate}`);
    }
  });

  it("goes by another rule at once, and what was started counts", () => {
    const pace = new Pace(paceOf(25));
    for (let start = 0; start < 16; start += 1) pace.started(1_000);
    pace.follow(paceOf(100));
    assert.equal(pace.waitMs(1_000), 0);
    pace.follow(paceOf(16));
    assert.equal(pace.waitMs(1_000), 1_040);
  });

  it("says how long to wait", () => {
    const pace = new Pace(usualPace);
    for (let start = 0; start < 16; start += 1) pace.started(1_000);
    assert.equal(pace.waitMs(1_000), 40);
    assert.equal(pace.waitMs(1_040), 0);
  });

  it("waits for none but what it has started", () => {
    const pace = new Pace(usualPace);
    assert.equal(pace.waitMs(1_000), 0);
    assert.equal(pace.freeFrom(), 0);
    for (let start = 0; start < 15; start += 1) pace.started(1_000);
    assert.equal(pace.waitMs(1_000), 0, "the burst is not used up");
    pace.started(1_010);
    assert.equal(pace.waitMs(1_010), 40, "from the last start");
    assert.equal(pace.freeFrom(), 1_010 + usualPace.windowMs);
  });

  it("holds the twenty-sixth until the first is out of its window", () => {
    const pace = new Pace(usualPace);
    for (let start = 0; start < 24; start += 1) pace.started(1_000);
    pace.started(1_100);
    assert.equal(pace.waitMs(1_200), 840);
    assert.equal(pace.waitMs(2_039), 1);
    assert.equal(pace.waitMs(2_040), 0, "all but one are out");
  });

  it("lets starts be as old as they were when the clock is set back", () => {
    const pace = new Pace(usualPace);
    for (let start = 0; start < 25; start += 1) pace.started(9_000);
    assert.equal(pace.waitMs(9_500), 540);
    assert.equal(pace.waitMs(1_000), 540, "no time has passed");
    assert.equal(pace.freeFrom(), 500 + usualPace.windowMs);
    assert.equal(pace.waitMs(1_540), 0);
  });
});

describe("poster › pace", () => {
  it("lets five calls start in any second", () => {
    const pace = new Pace(posterPace);
    const starts: number[] = [];
    for (let call = 0; call < 12; call += 1) {
      const at = 1_000 + pace.waitMs(1_000);
      pace.started(at);
      starts.push(at - 1_000);
    }
    assert.deepEqual(starts, [0, 0, 0, 0, 0, 1_000, 1_000, 1_000, 1_000, 1_000, 2_000, 2_000]);
    assert.equal(pace.waitMs(4_001), 0);
  });
});
