import { clockSkewMs } from "./clock.ts";

/** Of when a record is that was begun by somebody who is gone. */
export type LeftAt = { readonly $lt: Date } | { readonly $gt: Date };

/**
 * Records that somebody has begun and left half way, the oldest first: those that are too old to be worked on right now,
 * then those of a clock that was ahead, whose age nobody knows.
 */
export async function* leftBehind<T>(
  find: (at: LeftAt) => AsyncIterable<T>,
  { now, staleAfterMs }: { readonly now: Date; readonly staleAfterMs: number },
): AsyncGenerator<T> {
  yield* find({ $lt: new Date(now.getTime() - staleAfterMs) });
  yield* find({ $gt: new Date(now.getTime() + clockSkewMs) });
}
