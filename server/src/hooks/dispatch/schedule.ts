const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits between the attempts of a delivery; after the last one it has failed. */
export const retrySchedule: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

const jitter = 0.2;
/** What a receiver may ask for at most. */
export const longestRetryAfter = 24 * hour;
/** How often a receiver may ask for an earlier repeat than the schedule's, of one delivery. */
const earlyRepeats = 3;

export interface RetryQuestion {
  /** Scheduled repeats that were used up before this failure, from 0. */
  readonly step: number;
  /** Repeats that a receiver has brought forward, from 0. */
  readonly early: number;
  /** What the receiver asked for. */
  readonly retryAfterMs: number | null;
  /** From [0, 1). */
  readonly random: number;
}

/** When a failed delivery is tried again, and what of the schedule is used up by then. */
export interface Retry {
  readonly delayMs: number;
  readonly step: number;
  readonly early: number;
}

/**
 * What follows a failure; null when the schedule is used up and the delivery has failed. A receiver that asks for an
 * earlier repeat gets it beside the schedule, a few times; asking for a later one takes the scheduled one's place.
 */
export const retryAfterFailure = ({ step, early, retryAfterMs, random }: RetryQuestion): Retry | null => {
  const scheduled = retrySchedule[step];
  if (scheduled === undefined) return null;
  const spread = Math.round(scheduled * (1 - jitter + 2 * jitter * random));
  if (retryAfterMs !== null && retryAfterMs < spread && early < earlyRepeats)
    return { delayMs: retryAfterMs, step, early: early + 1 };
  return { delayMs: Math.max(retryAfterMs ?? 0, spread), step: step + 1, early };
};
