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
const longestRetryAfter = 24 * hour;
const shortestRetryAfter = second;
/** How often a receiver may ask for an earlier repeat than the schedule's, so that it cannot use all of them up at once. */
const earlyRepeats = 3;

/** Reads a Retry-After header: seconds or an HTTP date. Null when there is none or it makes no sense. */
export const parseRetryAfter = (value: string | null, now: Date): number | null => {
  if (value === null) return null;
  const text = value.trim();
  if (/^\d{1,10}$/.test(text)) return clampRetryAfter(Number(text) * second);
  // an HTTP date begins with the day's name; Date.parse alone would take "-5" and "1.5" for dates
  if (!/^[A-Z][a-z]{2,8}, /.test(text) && !/^[A-Z][a-z]{2} [A-Z][a-z]{2} /.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : clampRetryAfter(time - now.getTime());
};

const clampRetryAfter = (waitMs: number): number =>
  Math.min(Math.max(waitMs, shortestRetryAfter), longestRetryAfter);

export interface RetryQuestion {
  /** Scheduled repeats that were used up before this failure, from 0. */
  readonly step: number;
  /** What the receiver asked for. */
  readonly retryAfterMs: number | null;
  /** From [0, 1). */
  readonly random: number;
}

/** How long to wait after a failure; null when the schedule is used up and the delivery has failed. */
export const retryDelayMs = ({ step, retryAfterMs, random }: RetryQuestion): number | null => {
  const scheduled = retrySchedule[step];
  if (scheduled === undefined) return null;
  const spread = Math.round(scheduled * (1 - jitter + 2 * jitter * random));
  if (retryAfterMs === null) return spread;
  return step < earlyRepeats ? retryAfterMs : Math.max(retryAfterMs, spread);
};
