/** Where "now" comes from. Everything that depends on time takes it from here, so that tests can set it. */
export interface Clock {
  now(): Date;
}

/** Clocks that are right differ by less: what is dated further ahead is the word of one that was wrong. */
export const clockSkewMs = 60_000;

export const systemClock: Clock = { now: () => new Date() };

/** RFC 3339, UTC, whole seconds: the only form of an instant the API shows. */
export const toInstant = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, "Z");

export const toInstantOrNull = (date: Date | null | undefined): string | null =>
  date ? toInstant(date) : null;
