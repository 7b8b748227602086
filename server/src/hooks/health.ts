import { clockSkewMs } from "../core/clock.ts";

/*
 * How a hook is doing, as pure functions over what is stored with it. The breaker opens after 10 failures in a row, or
 * when 70 % of at least 20 attempts within five minutes failed; thirty seconds later one attempt may try. Its success,
 * or that of a delivery a person sent again, closes it. Only failures for five days: the hook is to be disabled.
 * Written by the owner of the hook's lease after an attempt; a crash in between forgets that attempt, nothing else.
 */

const minute = 60_000;
const failuresInARow = 10;
const windowMs = 5 * minute;
const slotMs = minute / 2;
const leastAttempts = 20;
const failedShare = 0.7;
export const breakerPauseMs = minute / 2;
export const giveUpAfterMs = 5 * 24 * 60 * minute;

interface Slot {
  readonly at: Date;
  readonly ok: number;
  readonly failed: number;
}

export interface HookHealth {
  /** When counting began: creation, a new target, or being switched on again. */
  readonly since: Date;
  readonly consecutive_failures: number;
  readonly last_success_at: Date | null;
  readonly last_failure_at: Date | null;
  /** Start of the unbroken run of failures that still lasts. */
  readonly first_failure_at: Date | null;
  /** When the breaker opened; null while it is closed. */
  readonly opened_at: Date | null;
  /** Attempts of the last five minutes, by half minutes. */
  readonly recent: readonly Slot[];
}

export const freshHealth = (now: Date): HookHealth => ({
  since: now,
  consecutive_failures: 0,
  last_success_at: null,
  last_failure_at: null,
  first_failure_at: null,
  opened_at: null,
  recent: [],
});

/** An attempt's outcome for the breaker. */
export interface HealthOutcome {
  readonly at: Date;
  readonly succeeded: boolean;
  /** It was the one attempt that an open breaker let through. */
  readonly trial: boolean;
  /** A person asked for it. */
  readonly forced: boolean;
}

const isAhead = (at: Date, now: Date): boolean => at.getTime() > now.getTime() + clockSkewMs;

const counted = (recent: readonly Slot[], { at, succeeded }: HealthOutcome): Slot[] => {
  const now = at.getTime();
  const kept = recent.filter((slot) => slot.at.getTime() > now - windowMs && !isAhead(slot.at, at));
  const last = kept.at(-1);
  const open = last !== undefined && now - last.at.getTime() < slotMs;
  const slot = open ? last : { at, ok: 0, failed: 0 };
  const next = succeeded ? { ...slot, ok: slot.ok + 1 } : { ...slot, failed: slot.failed + 1 };
  return open ? [...kept.slice(0, -1), next] : [...kept, next];
};

const mostlyFails = (recent: readonly Slot[]): boolean => {
  const failed = recent.reduce((sum, slot) => sum + slot.failed, 0);
  const all = recent.reduce((sum, slot) => sum + slot.ok + slot.failed, 0);
  return all >= leastAttempts && failed >= all * failedShare;
};

const afterSuccess = (health: HookHealth, outcome: HealthOutcome): HookHealth => {
  const closes = health.opened_at !== null && (outcome.trial || outcome.forced);
  return {
    ...health,
    consecutive_failures: 0,
    last_success_at: outcome.at,
    first_failure_at: null,
    opened_at: closes ? null : health.opened_at,
    recent: closes ? [] : counted(health.recent, outcome),
  };
};

const afterFailure = (health: HookHealth, outcome: HealthOutcome): HookHealth => {
  const inARow = health.consecutive_failures + 1;
  const recent = counted(health.recent, outcome);
  const trips = inARow >= failuresInARow || mostlyFails(recent);
  const opens = outcome.trial || (trips && health.opened_at === null);
  return {
    ...health,
    consecutive_failures: inARow,
    last_failure_at: outcome.at,
    first_failure_at: health.first_failure_at ?? outcome.at,
    opened_at: opens ? outcome.at : health.opened_at,
    recent,
  };
};

/** The health after an attempt. */
export const afterAttempt = (health: HookHealth, outcome: HealthOutcome): HookHealth =>
  outcome.succeeded ? afterSuccess(health, outcome) : afterFailure(health, outcome);

/**
 * When the breaker lets the next attempt through; null while it is closed. One that was opened by a clock that was ahead
 * has been open for who knows how long: now.
 */
export const trialAt = ({ opened_at: openedAt }: HookHealth, now: Date): Date | null => {
  if (openedAt === null) return null;
  return isAhead(openedAt, now) ? now : new Date(openedAt.getTime() + breakerPauseMs);
};

export const breakerState = (health: HookHealth, now: Date): "closed" | "open" | "half_open" => {
  const trial = trialAt(health, now);
  if (trial === null) return "closed";
  return now < trial ? "open" : "half_open";
};

/** True when a hook has had nothing but failures for five days. */
export const isGivenUp = (health: HookHealth): boolean =>
  health.first_failure_at !== null &&
  health.last_failure_at !== null &&
  health.last_failure_at.getTime() - health.first_failure_at.getTime() >= giveUpAfterMs;
