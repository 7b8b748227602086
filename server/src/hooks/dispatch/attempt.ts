import type { ReachFailpoint } from "../../core/failpoint.ts";
import type { Outbound } from "../../core/safe-fetch.ts";
import { renderEvent } from "../../events/index.ts";
import type { EventDocument } from "../../journal/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { Hook } from "../model.ts";
import { isSuccess, sendSigned } from "../send.ts";
import { endHook, isGone } from "./gone.ts";
import type { DueDelivery } from "./due-deliveries.ts";
import type { Tally } from "./tally.ts";
import { judge, record, type Tried, type Verdict } from "./record.ts";

/*
 * One attempt: render, sign, send, write down. Whether the customer still exists is judged when it is rendered. Crash
 * before the request: nothing was sent, the delivery is pending and due. Crash after the answer and before it is
 * written: the delivery is sent again with the same webhook-id. Crash after it is written: nothing is repeated. 410
 * ends the hook after the attempt stands (gone.ts); after a crash in between the next event meets 410 again.
 */

export interface AttemptParts {
  readonly platform: Platform;
  readonly outbound: Outbound;
  readonly reach: ReachFailpoint;
  readonly timeoutMs: number;
  /** From [0, 1); spreads the repeats. */
  readonly random: () => number;
  /** Told of each attempt once it is written down; for metrics. */
  readonly onAttempt: (attempt: AttemptSeen) => void;
  readonly tally: Tally;
}

export interface AttemptSeen {
  readonly outcome: "delivered" | "retrying" | "failed";
  readonly durationMs: number;
  /** From the delivery's creation to the start of this attempt. */
  readonly waitedMs: number;
  readonly first: boolean;
}

/** What the lane learns from an attempt. */
export interface AttemptOutcome {
  readonly at: Date;
  readonly succeeded: boolean;
  readonly hookGone: boolean;
  readonly nextAttemptAt: Date | null;
}

const outcomes = { delivered: "delivered", pending: "retrying", failed: "failed" } as const;

const report = (parts: AttemptParts, tried: Tried, verdict: Verdict): void => {
  const { delivery } = tried;
  const outcome = outcomes[verdict.status];
  const waitedMs = tried.at.getTime() - delivery.created_at.getTime();
  parts.platform.log.info(
    {
      delivery: delivery._id,
      hook: delivery.hook_id,
      business: delivery.business_id,
      event: delivery.event,
      attempt: delivery.attempt_count + 1,
      forced: delivery.forced,
      outcome,
      status: tried.answered.status,
      error: tried.answered.error,
      ms: tried.answered.durationMs,
      waited_ms: waitedMs,
      next_attempt_at: verdict.next_attempt_at,
    },
    "attempt",
  );
  const first = delivery.attempt_count === 0;
  parts.onAttempt({ outcome, durationMs: tried.answered.durationMs, waitedMs, first });
};

/** What a receiver answered, as it is kept: it may say of the customer what it was told, or more. */
const kept = async (
  { seals }: Platform,
  { customer_id: customerId }: EventDocument,
  text: string | null,
): Promise<Tried["body"]> => (customerId === null || !text ? text : seals.seal(customerId, text));

/** Makes one attempt of a delivery. */
export const deliver = async (
  parts: AttemptParts,
  hook: Hook,
  { delivery, event }: DueDelivery,
): Promise<AttemptOutcome> => {
  const { platform, outbound, timeoutMs } = parts;
  const body = await renderEvent(platform, event, hook.customer_fields);
  const at = platform.clock.now();
  parts.reach("before-attempt");
  const { answered, request } = await sendSigned(
    { outbound, timeoutMs, vault: platform.vault },
    {
      hook,
      at,
      event_id: delivery.event_id,
      event: delivery.event,
      delivery_id: delivery._id,
      body,
    },
  );
  parts.reach("after-attempt");
  const headers = answered.headers && JSON.stringify(answered.headers);
  const tried: Tried = {
    delivery,
    at,
    answered,
    source: hook.source,
    sent: { ...request, form: hook.customer_fields },
    body: await kept(platform, event, answered.body),
    headers: await kept(platform, event, headers),
  };
  const now = platform.clock.now();
  const verdict = judge(tried, now, parts.random());
  await record(platform, tried, verdict, now);
  parts.reach("after-attempt-recorded");
  report(parts, tried, verdict);
  const hookGone = isGone(answered, hook.source);
  if (hookGone) await endHook(platform, hook);
  return { at: now, succeeded: isSuccess(answered), hookGone, nextAttemptAt: verdict.next_attempt_at };
};
