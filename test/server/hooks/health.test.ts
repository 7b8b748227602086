import assert from "node:assert/strict";
import {
  afterAttempt,
  breakerState,
  freshHealth,
  isGivenUp,
  type HealthOutcome,
  type HookHealth,
} from "../../../server/src/hooks/health.ts";

const start = new Date("2026-05-11T12:00:00Z");
const after = (ms: number): Date => new Date(start.getTime() + ms);
const day = 86_400_000;

const run = (
  health: HookHealth,
  outcomes: (Partial<HealthOutcome> & { succeeded: boolean })[],
  everyMs = 100,
) =>
  outcomes.reduce(
    (state, outcome, index) =>
      afterAttempt(state, { at: after(index * everyMs), trial: false, forced: false, ...outcome }),
    health,
  );
const times = (count: number, succeeded: boolean) => Array.from({ length: count }, () => ({ succeeded }));

describe("hooks › breaker", () => {
  it("opens after ten failures in a row and not before", () => {
    const nine = run(freshHealth(start), times(9, false));
    assert.equal(breakerState(nine, after(1_000)), "closed");
    const ten = run(freshHealth(start), times(10, false));
    assert.equal(breakerState(ten, after(1_000)), "open");
  });

  it("opens when 70 % of at least 20 attempts in five minutes failed", () => {
    const mixed = Array.from({ length: 20 }, (_, index) => ({ succeeded: index % 10 >= 7 }));
    assert.equal(breakerState(run(freshHealth(start), mixed.slice(0, 19)), after(3_000)), "closed");
    assert.equal(breakerState(run(freshHealth(start), mixed), after(3_000)), "closed");
    const turned = [...mixed.slice(0, 10), ...mixed.slice(10).reverse()];
    assert.equal(breakerState(run(freshHealth(start), turned), after(3_000)), "open");
  });

  it("counts attempts by half minutes, from the first one in each", () => {
    const at = (...moments: [ms: number, succeeded: boolean][]) =>
      moments.reduce(
        (state, [ms, succeeded]) =>
          afterAttempt(state, { at: after(ms), succeeded, trial: false, forced: false }),
        freshHealth(start),
      ).recent;
    assert.deepEqual(at([0, true], [10_000, false], [29_999, true]), [{ at: after(0), ok: 2, failed: 1 }]);
    assert.deepEqual(at([0, true], [30_000, false], [31_000, false]), [
      { at: after(0), ok: 1, failed: 0 },
      { at: after(30_000), ok: 0, failed: 2 },
    ]);
    assert.deepEqual(at([0, true], [1, true], [300_000, true]), [{ at: after(300_000), ok: 1, failed: 0 }]);
    assert.deepEqual(at([1, true], [300_000, true]).length, 2);
  });

  it("counts no attempts of a clock that was ahead", () => {
    const failed = { succeeded: false, trial: false, forced: false };
    const ahead = afterAttempt(freshHealth(start), { ...failed, at: after(2 * day) });
    assert.deepEqual(afterAttempt(ahead, { ...failed, at: after(0) }).recent, [
      { at: after(0), ok: 0, failed: 1 },
    ]);
  });

  it("stays closed while fewer than 70 % fail, however many there were", () => {
    const half = Array.from({ length: 40 }, (_, index) => ({ succeeded: index % 2 === 0 }));
    assert.equal(breakerState(run(freshHealth(start), half), after(5_000)), "closed");
  });

  it("forgets what is older than five minutes", () => {
    const failing = Array.from({ length: 19 }, (_, index) => ({ succeeded: index % 5 === 4 }));
    const before = run(freshHealth(start), failing);
    const later = afterAttempt(before, { at: after(301_000), succeeded: false, trial: false, forced: false });
    assert.equal(breakerState(later, after(301_000)), "closed");
    const soon = afterAttempt(before, { at: after(60_000), succeeded: false, trial: false, forced: false });
    assert.equal(breakerState(soon, after(60_000)), "open");
  });

  it("is half open after thirty seconds; a trial's success closes it, its failure opens it anew", () => {
    const open = run(freshHealth(start), times(10, false), 0);
    assert.equal(breakerState(open, after(29_999)), "open");
    assert.equal(breakerState(open, after(30_000)), "half_open");
    const trial = { at: after(30_000), trial: true, forced: false };
    const healed = afterAttempt(open, { ...trial, succeeded: true });
    assert.equal(breakerState(healed, after(30_000)), "closed");
    assert.deepEqual([healed.recent, healed.opened_at, healed.consecutive_failures], [[], null, 0]);
    const failed = afterAttempt(open, { ...trial, succeeded: false });
    assert.equal(breakerState(failed, after(59_999)), "open");
  });

  it("closes when a person's retry succeeds, and stays as it is when that fails", () => {
    const open = run(freshHealth(start), times(10, false), 0);
    const forced = { at: after(10_000), trial: false, forced: true };
    assert.equal(breakerState(afterAttempt(open, { ...forced, succeeded: true }), after(10_000)), "closed");
    const failed = afterAttempt(open, { ...forced, succeeded: false });
    assert.equal(breakerState(failed, after(30_000)), "half_open");
  });

  it("does not close for a success that was under way when it opened", () => {
    const open = run(freshHealth(start), times(10, false), 0);
    const late = afterAttempt(open, { at: after(100), succeeded: true, trial: false, forced: false });
    assert.equal(breakerState(late, after(200)), "open");
  });

  it("gives a hook up after five days of nothing but failures", () => {
    assert.equal(isGivenUp(freshHealth(start)), false);
    const first = run(freshHealth(start), times(1, false));
    const failure = { succeeded: false, trial: false, forced: false };
    assert.equal(isGivenUp(afterAttempt(first, { ...failure, at: after(5 * day - 1) })), false);
    assert.equal(isGivenUp(afterAttempt(first, { ...failure, at: after(5 * day) })), true);
    const success = afterAttempt(first, { ...failure, at: after(day), succeeded: true });
    assert.equal(isGivenUp(afterAttempt(success, { ...failure, at: after(6 * day - 1) })), false);
  });
});
