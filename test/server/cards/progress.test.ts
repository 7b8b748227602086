import assert from "node:assert/strict";
import fc from "fast-check";
import { earnedBy } from "../../../server/src/cards/earn.ts";
import { advance, positionUnder } from "../../../server/src/cards/progress.ts";
import { fromMinor } from "../../../server/src/core/money.ts";

const targets = fc
  .uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 })
  .map((stamps) => [...stamps].sort((a, b) => a - b).map((one) => ({ stamps: one })));
const counts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 12 });
const ending = fc.constantFrom("restart" as const, "stop" as const);
const start = { stamps: 0, cycle: 1, goal_index: 0, isComplete: false };

describe("advance", () => {
  it("neither makes nor loses a stamp, and reaches goals in order, cycle by cycle", () => {
    fc.assert(
      fc.property(targets, counts, ending, (goals, calls, after) => {
        const full = goals.at(-1)?.stamps ?? 0;
        let position = start;
        let [given, ignored] = [0, 0];
        const reached: number[] = [];
        for (const count of calls) {
          if (position.isComplete) break;
          const moved = advance(position, count, goals, after);
          given += count;
          ignored += moved.ignored;
          for (const one of moved.crossings) {
            reached.push((one.cycle - 1) * goals.length + one.index);
            assert.equal(one.target, goals[one.index - 1]?.stamps);
            assert.equal(one.isFinal, one.index === goals.length);
          }
          position = moved.position;
        }
        assert.equal((position.cycle - 1) * full + position.stamps + ignored, given);
        assert.deepEqual(
          reached,
          reached.map((_, at) => at + 1),
        );
        if (after === "restart") assert.ok(ignored === 0 && position.stamps < full);
      }),
    );
  });

  it("comes to the same place by one call as by many", () => {
    fc.assert(
      fc.property(targets, counts, (goals, calls) => {
        const sum = calls.reduce((a, b) => a + b, 0);
        const once = advance(start, sum, goals, "restart");
        const steps = calls.reduce((at, count) => advance(at, count, goals, "restart").position, start);
        assert.deepEqual(steps, once.position);
      }),
    );
  });
});

describe("positionUnder", () => {
  it("gives a position from which each next goal is still to come, and completes no card anew", () => {
    fc.assert(
      fc.property(targets, targets, counts, ending, (before, after, calls, mode) => {
        let position = start;
        for (const count of calls)
          if (!position.isComplete) position = advance(position, count, before, mode).position;
        const moved = positionUnder(position, after, mode);
        assert.ok(moved.stamps <= Math.max(position.stamps, 0));
        if (!position.isComplete) assert.equal(moved.isComplete, false);
        const next = after[moved.goal_index];
        assert.ok(moved.isComplete || (next !== undefined && next.stamps > moved.stamps));
      }),
    );
  });
});

describe("earnedBy", () => {
  it("turns all money into stamps and remainder, exactly, in any currency and order", () => {
    const currency = fc.constantFrom("EUR", "JPY", "BHD", "HUF");
    const sales = fc.array(fc.integer({ min: 1, max: 5_000_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(currency, fc.integer({ min: 1, max: 100_000 }), sales, (code, step, amounts) => {
        const earn = { type: "by_amount" as const, amount_per_stamp: fromMinor(step, code), currency: code };
        let [stamps, remainder] = [0, 0];
        for (const amount of amounts) {
          const earned = earnedBy(earn, { amount: fromMinor(amount, code), currency: code }, remainder);
          stamps += earned.stamps;
          remainder = earned.remainderMinor;
          assert.ok(remainder >= 0 && remainder < step);
        }
        const sum = amounts.reduce((a, b) => a + b, 0);
        assert.equal(stamps * step + remainder, sum);
      }),
    );
  });
});
