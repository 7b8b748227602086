import assert from "node:assert/strict";
import fc from "fast-check";
import { retreatOf, walkBack, type GoalPlace } from "../../../server/src/cards/decide-take-back.ts";
import { earnedBy } from "../../../server/src/cards/earn.ts";
import type { CardDocument } from "../../../server/src/cards/model.ts";
import { advance, type Position } from "../../../server/src/cards/progress.ts";
import type { Mechanics } from "../../../server/src/templates/index.ts";

const start: Position = { stamps: 0, cycle: 1, goal_index: 0, isComplete: false };
const all = () => true;
const none = () => false;

const goalsArbitrary = fc
  .uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 0, maxLength: 4 })
  .map((found) => [...found].sort((a, b) => a - b).map((stamps) => ({ stamps })));
const policy = fc.constantFrom("restart" as const, "stop" as const);
const counts = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 });

const key = ({ index, cycle }: GoalPlace): string => `${cycle}:${index}`;

describe("walkBack", () => {
  it("is the inverse of a sale that nothing followed, when all it gave can be taken back", () => {
    fc.assert(
      fc.property(
        goalsArbitrary,
        policy,
        counts,
        fc.integer({ min: 1, max: 40 }),
        (goals, after, earlier, count) => {
          const before = earlier.reduce((at, one) => advance(at, one, goals, after).position, start);
          if (before.isComplete) return;
          const moved = advance(before, count, goals, after);
          const back = walkBack(moved.position, count - moved.ignored, goals, all);
          assert.deepEqual(back.position, before);
          assert.equal(back.taken, count - moved.ignored);
          const passed = back.passed.map(key).reverse();
          assert.deepEqual(passed, moved.crossings.map(key));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("never goes below 0 of the cycle or takes more than asked, and leaves goals reached whose rewards stay", () => {
    fc.assert(
      fc.property(
        goalsArbitrary,
        policy,
        counts,
        fc.integer({ min: 0, max: 60 }),
        (goals, after, earlier, count) => {
          const before = earlier.reduce(
            (at, one) => (at.isComplete ? at : advance(at, one, goals, after).position),
            start,
          );
          const { position, taken, passed } = walkBack(before, count, goals, none);
          assert.deepEqual(passed, []);
          assert.equal(taken, Math.min(count, before.stamps));
          assert.deepEqual(position, { ...before, stamps: before.stamps - taken });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("never lets a reward that stays given be given again, in any history of sales and reversals", () => {
    const step = fc.record({
      count: fc.integer({ min: 1, max: 15 }),
      back: fc.boolean(),
      stays: fc.boolean(),
    });
    fc.assert(
      fc.property(goalsArbitrary, policy, fc.array(step, { maxLength: 30 }), (goals, after, steps) => {
        const standing = new Set<string>();
        const fixed = new Set<string>();
        let at = start;
        for (const { count, back, stays } of steps) {
          if (back) {
            const walked = walkBack(at, count, goals, (place) => !fixed.has(key(place)));
            for (const place of walked.passed) standing.delete(key(place));
            at = walked.position;
          } else if (!at.isComplete) {
            const moved = advance(at, count, goals, after);
            for (const crossing of moved.crossings) {
              assert.ok(!standing.has(key(crossing)), `given twice: ${key(crossing)}`);
              standing.add(key(crossing));
              if (stays) fixed.add(key(crossing));
            }
            at = moved.position;
          }
          assert.ok(at.stamps >= 0 && at.cycle >= 1 && at.goal_index >= 0);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("retreatOf", () => {
  const mechanics = {
    earn: { type: "by_amount", amount_per_stamp: "10.00", currency: "EUR" },
    goals: [],
    after_final_goal: "restart",
    limits: { max_stamps_per_call: null, daily_stamps_per_card: null, cooldown_seconds: 0 },
  } satisfies Mechanics;
  const cents = (minor: number): string => (minor / 100).toFixed(2);

  it("leaves by amount what the other sales alone would have made, to the cent and in any order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (amounts, pick) => {
          const chosen = pick % amounts.length;
          const total = (list: readonly number[]) =>
            list.reduce(
              ({ stamps, remainder }, minor) => {
                const input = { amount: cents(minor), currency: "EUR" };
                const earned = earnedBy(mechanics.earn, input, remainder);
                return {
                  stamps: stamps + earned.stamps,
                  remainder: earned.remainderMinor,
                  last: earned.stamps,
                };
              },
              { stamps: 0, remainder: 0, last: 0 },
            );
          const { stamps, remainder } = total(amounts);
          const card = { stamps, cycle: 1, goal_index: 0, status: "active", remainder_minor: remainder };
          const gift = {
            stamps: total(amounts.slice(0, chosen + 1)).last,
            ignored: 0,
            amount: { value: cents(amounts[chosen] ?? 0), currency: "EUR" },
          };
          const without = total(amounts.filter((_, at) => at !== chosen));
          const back = retreatOf({ card: card as CardDocument, mechanics }, gift, []);
          assert.equal(back.position.stamps, without.stamps);
          assert.equal(back.remainder, without.remainder);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
