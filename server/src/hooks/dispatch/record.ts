import { updating } from "../../core/commits/index.ts";
import { readRetryAfter } from "../../core/retry-after.ts";
import type { Answered } from "../../core/safe-fetch.ts";
import type { Platform } from "../../platform/index.ts";
import { deliveriesCollection, type Attempt, type Delivery, type Hook, type SentRequest } from "../model.ts";
import { isSuccess } from "../send.ts";
import { isGone } from "./gone.ts";
import { longestRetryAfter, retryAfterFailure } from "./schedule.ts";

const keptAttempts = 50;

/** A finished try: the delivery as it was before, when it began, what came back. */
export interface Tried {
  readonly delivery: Delivery;
  readonly at: Date;
  readonly answered: Answered;
  /** Who subscribed. */
  readonly source: Hook["source"];
  /** The answer's body as it is kept. */
  readonly body: Attempt["response_body"];
  /** Its headers, likewise. */
  readonly headers: Attempt["response_body"];
  readonly sent: SentRequest;
}

/** What becomes of the delivery. */
export interface Verdict {
  readonly status: Delivery["status"];
  readonly step: number;
  readonly early: number;
  readonly next_attempt_at: Date | null;
}

/** Decides after a try. An answer that the receiver is gone ends the delivery. */
export const judge = ({ delivery, answered, source }: Tried, now: Date, random: number): Verdict => {
  const { step, early = 0 } = delivery;
  if (isSuccess(answered)) return { status: "delivered", step, early, next_attempt_at: null };
  const retryAfterMs = readRetryAfter(answered.retryAfter, { now, longestMs: longestRetryAfter });
  const retry = isGone(answered, source) ? null : retryAfterFailure({ step, early, retryAfterMs, random });
  if (retry === null) return { status: "failed", step, early, next_attempt_at: null };
  const { delayMs, ...used } = retry;
  return { status: "pending", ...used, next_attempt_at: new Date(now.getTime() + delayMs) };
};

const attemptOf = ({ at, answered, body, headers, sent }: Tried, number: number): Attempt => ({
  number,
  at,
  status: answered.status,
  duration_ms: answered.durationMs,
  error: answered.error,
  response_body: body,
  sent,
  response_headers: headers,
});

/**
 * Writes a try down, with what else is written in the moment. The count of attempts guards it: should another worker have recorded one in the meantime (this
 * one had lost its lease), the try is added after it, and a delivery that was delivered stays so.
 */
export const record = async (
  platform: Platform,
  tried: Tried,
  verdict: Verdict,
  now: Date,
): Promise<void> => {
  const deliveries = platform.store.collection(deliveriesCollection);
  let known: Delivery | null = tried.delivery;
  while (known !== null) {
    const { _id, attempt_count, status }: Delivery = known;
    const attempt = attemptOf(tried, attempt_count + 1);
    const counts = status === "pending" || verdict.status === "delivered";
    const changes = counts ? { ...verdict, forced: false } : {};
    const change = {
      $push: { attempts: { $each: [attempt], $slice: -keptAttempts } },
      $inc: { attempt_count: 1 },
      $set: { ...changes, last_at: now },
    };
    const guarded = { filter: { _id, attempt_count, status }, change };
    const outcome = updating(deliveriesCollection, guarded, "document");
    const { refused, missed } = await platform.store.commits.write({ writes: [outcome] });
    if (refused !== null) throw refused.error;
    if (missed.size === 0) return;
    known = await deliveries.findOne({ _id });
  }
};
