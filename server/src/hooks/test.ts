import { eventNamed, eventNames, eventSample, isEventName, type EventName } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { idBody } from "../core/ids.ts";
import type { Caller } from "../platform/index.ts";
import { findHook } from "./find.ts";
import { deliveryId } from "./match.ts";
import type { Hook } from "./model.ts";
import type { HookParts } from "./parts.ts";
import { presentAttempt, type AttemptView } from "./present.ts";
import { attemptTimeoutMs, isSuccess, sendSigned } from "./send.ts";

export interface TestOutcome {
  event_id: string;
  event: string;
  delivered: boolean;
  attempt: AttemptView;
}

const firstSubscribed = (hook: Hook): EventName => hook.events.find(isEventName) ?? eventNames[0];

/**
 * Sends an event's sample to the hook, signed like a live one, under a fresh id. Nothing is journaled, no delivery is
 * made, and the hook's health does not change.
 * @throws not_found, target_not_allowed
 */
export const testHook = async (
  { platform, outbound }: Pick<HookParts, "platform" | "outbound">,
  caller: Caller,
  input: { id: string; event?: EventName | undefined },
): Promise<TestOutcome> => {
  const hook = await findHook(platform, caller, input.id);
  if (!(await outbound.allows(hook.target_url))) throw new Failure("target_not_allowed");
  const event = input.event ?? firstSubscribed(hook);
  // It never stands in the journal, so it need not sort among events: a repeat of a keyed call sends the same one.
  const event_id = `evt_${idBody(platform.newId("test"))}`;
  const at = platform.clock.now();
  const sample = { ...eventSample(eventNamed(event), hook.customer_fields), id: event_id };
  const delivery_id = deliveryId(event_id, hook._id);
  const answered = await sendSigned(
    { outbound, vault: platform.vault, timeoutMs: attemptTimeoutMs },
    { hook, event_id, event, delivery_id, at, body: JSON.stringify(sample) },
  );
  const attempt = presentAttempt({
    number: 1,
    at,
    status: answered.status,
    duration_ms: answered.durationMs,
    error: answered.error,
    response_body: answered.body,
  });
  return { event_id, event, delivered: isSuccess(answered), attempt };
};
