import { defineCollection } from "../store.ts";

/** What a kind of work remembers between two turns: where it has come to, why it rests. No personal data. */
export type WorkState = Readonly<Record<string, string | number>>;

/** Something to be done: now or later, by one worker at a time. */
export interface WorkItem {
  /** `<kind>:<key>` */
  readonly _id: string;
  readonly kind: string;
  readonly key: string;
  /** Whose work it is; null for nobody's in particular. */
  readonly business_id: string | null;
  /** Not later than the earliest of what there is to do. */
  readonly due_at: Date;
  /** Counts what was added, so that "nothing left" is never said over work that has just come. */
  readonly bump: number;
  readonly worker: string | null;
  /** Until when it is the worker's; without one, when the next may take it. */
  readonly lease_until: Date;
  /** It is left alone until then, whatever is added. */
  readonly rests_until: Date;
  /** Failures since it was last got through. */
  readonly tries: number;
  readonly state: WorkState;
  /** Of a record that a sweep stepped over: forgotten when no sweep has asked for it any more. */
  readonly expires_at?: Date;
}

export const workCollection = defineCollection<WorkItem>("work", [
  // crew: what is due; in the order of its falling due
  { keys: { due_at: 1 } },
  // crew: what was added to the items a worker has
  { keys: { worker: 1, kind: 1 } },
  // what rests of a business's kind
  { keys: { kind: 1, business_id: 1 } },
  // records that sweeps stepped over and that are gone since
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);

export const workId = (kind: string, key: string): string => `${kind}:${key}`;

export const longAgo = new Date(0);

/** A dead worker's items are taken over after this. */
export const leaseMs = 10_000;

/** No lease reaches so far ahead, clocks that differ allowed for: such a one was taken before a clock was set back. */
const impossibleMs = 60_000;

/** Matches items that nobody has and that do not rest. */
export const freeAt = (now: Date) => ({
  rests_until: { $lte: now },
  $or: [{ lease_until: { $lte: now } }, { lease_until: { $gt: new Date(now.getTime() + impossibleMs) } }],
});

/** Whether a lease counts for the one who has it: it neither ran out nor was taken before the clock was set back. */
export const isHeld = (leaseUntil: Date, now: Date): boolean =>
  now < leaseUntil && leaseUntil.getTime() <= now.getTime() + leaseMs;

/** Pauses after failures in a row: 5 s, 10 s, 20 s … an hour. */
export const pauseAfterMs = (tries: number): number => Math.min(5_000 * 2 ** Math.min(tries, 20), 3_600_000);
