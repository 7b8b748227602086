import assert from "node:assert/strict";
import fc from "fast-check";
import { earnedBy } from "../../../server/src/cards/earn.ts";
import {
  advance,
  positionAt,
  positionUnder,
  stampsToNextGoal,
  stampsToNextGoalAt,
} from "../../../server/src/cards/progress.ts";
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

describe("the way to the next goal", () => {
  const goals = [{ stamps: 3 }, { stamps: 5 }];
  const at = (stamps: number, goal_index: number, isComplete = false) => ({
    stamps,
    cycle: 2,
    goal_index,
    isComplete,
  });

  it("is what is missing, and none where no goal is to come", () => {
    assert.equal(stampsToNextGoal(at(1, 0), goals), 2);
    assert.equal(stampsToNextGoal(at(3, 1), goals), 2);
    assert.equal(stampsToNextGoal(at(4, 0), goals), 0, "past a goal that other rules had");
    assert.equal(stampsToNextGoal(at(5, 2), goals), null);
    assert.equal(stampsToNextGoal(at(1, 0, true), goals), null);
  });

  it("begins anew at the moment of the last goal, where the program goes on", () => {
    const first = { index: 1, target: 3, isFinal: false, cycle: 2 };
    const last = { index: 2, target: 5, isFinal: true, cycle: 2 };
    assert.deepEqual(positionAt(first), at(3, 1));
    assert.equal(stampsToNextGoalAt(first, goals, "stop"), 2);
    assert.equal(stampsToNextGoalAt(last, goals, "restart"), 3);
    assert.equal(stampsToNextGoalAt(last, goals, "stop"), null);
    assert.equal(stampsToNextGoalAt(last, [], "restart"), null);
  });
});

describe("a position under other goals", () => {
  const goals = [{ stamps: 3 }, { stamps: 5 }];
  const at = (stamps: number, goal_index: number, isComplete = false) => ({
    stamps,
    cycle: 2,
    goal_index,
    isComplete,
  });

  it("keeps its stamps and waits one before the last goal at most", () => {
    assert.deepEqual(positionUnder(at(2, 1), goals, "stop"), at(2, 0));
    assert.deepEqual(positionUnder(at(3, 0), goals, "stop"), at(3, 1));
    assert.deepEqual(positionUnder(at(9, 0), goals, "restart"), at(4, 1));
    assert.deepEqual(positionUnder(at(9, 2), [], "restart"), at(9, 0));
  });

  it("of a complete card stays so, goes on, or has a new goal to come", () => {
    assert.deepEqual(positionUnder(at(5, 1, true), goals, "stop"), at(5, 2, true));
    const next = { stamps: 0, cycle: 3, goal_index: 0, isComplete: false };
    assert.deepEqual(positionUnder(at(6, 1, true), goals, "restart"), next);
    assert.deepEqual(positionUnder(at(4, 1, true), goals, "stop"), at(4, 1));
    assert.deepEqual(positionUnder(at(4, 1, true), [], "stop"), at(4, 0));
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
