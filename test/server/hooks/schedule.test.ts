import assert from "node:assert/strict";
import fc from "fast-check";
import { readRetryAfter } from "../../../server/src/core/retry-after.ts";
import {
  longestRetryAfter,
  retryAfterFailure,
  retrySchedule,
} from "../../../server/src/hooks/dispatch/schedule.ts";

const now = new Date("2026-05-11T12:00:00Z");
const hour = 3_600_000;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const step = fc.integer({ min: 0, max: retrySchedule.length - 1 });

describe("hooks › retry schedule", () => {
  it("is 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h", () => {
    const wanted = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    assert.deepEqual(
      retrySchedule.map((ms) => ms / 1_000),
      wanted,
    );
  });

  it("stays within 20 % of the schedule, whatever chance says", () => {
    fc.assert(
      fc.property(step, random, (at, chance) => {
        const base = retrySchedule[at] ?? 0;
        const delay =
          retryAfterFailure({ step: at, early: 0, retryAfterMs: null, random: chance })?.delayMs ?? 0;
        assert.ok(delay >= base * 0.8 - 1 && delay <= base * 1.2 + 1);
      }),
    );
  });

  it("ends after the ninth repeat, also for receivers that ask for more", () => {
    for (const retryAfterMs of [null, 1_000, 24 * hour])
      for (const early of [0, 3]) {
        const question = { step: retrySchedule.length, early, retryAfterMs, random: 0.5 };
        assert.equal(retryAfterFailure(question), null);
      }
  });

  it("waits as long as the receiver asks, up to a day", () => {
    fc.assert(
      fc.property(step, random, fc.integer({ min: 1, max: 10 ** 9 }), (at, chance, wanted) => {
        const retryAfterMs = readRetryAfter(String(wanted), { now, longestMs: longestRetryAfter });
        const delay = retryAfterFailure({ step: at, early: 3, retryAfterMs, random: chance })?.delayMs ?? 0;
        assert.ok(delay >= Math.min(wanted * 1_000, 24 * hour));
        assert.ok(delay <= 24 * hour * 1.2 + 1);
      }),
    );
  });

  it("comes back earlier three times without using a step up; then all steps are left", () => {
    const waits: number[] = [];
    let at = { step: 0, early: 0 };
    for (;;) {
      const next = retryAfterFailure({ ...at, retryAfterMs: 1_000, random: 0.5 });
      if (next === null) break;
      waits.push(next.delayMs);
      at = next;
    }
    assert.deepEqual(waits, [1_000, 1_000, 1_000, ...retrySchedule]);
  });

  it("takes a step's place when the receiver asks for later", () => {
    const asked = { step: 1, early: 0, retryAfterMs: hour, random: 0.5 };
    assert.deepEqual(retryAfterFailure(asked), { delayMs: hour, step: 2, early: 0 });
  });
});
