import { eventNames, isEventName, type EventName } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { idBody } from "../core/ids.ts";
import { insertOnce } from "../core/store.ts";
import type { Caller } from "../platform/index.ts";
import { findHook } from "./find.ts";
import { deliveriesKeptMs, deliveryId } from "./match.ts";
import { deliveriesCollection, type Attempt, type Delivery, type Hook } from "./model.ts";
import type { HookParts } from "./parts.ts";
import { testBody } from "./sample.ts";
import { presentAttempt, type AttemptView } from "./present.ts";
import { attemptTimeoutMs, isSuccess, sendSigned } from "./send.ts";

export interface TestOutcome {
  event_id: string;
  event: string;
  delivery_id: string;
  delivered: boolean;
  attempt: AttemptView;
}

const firstSubscribed = (hook: Hook): EventName => hook.events.find(isEventName) ?? eventNames[0];

/** A test as the hook's log shows it. Without `last_at`, so that `recover` passes it by. */
const testDelivery = (hook: Hook, { _id, event_id, event }: TestNames, attempt: Attempt): Delivery => ({
  _id,
  event_id,
  event,
  hook_id: hook._id,
  business_id: hook.business_id,
  status: attempt.status !== null && attempt.error === null ? "delivered" : "failed",
  is_test: true,
  forced: false,
  step: 0,
  next_attempt_at: null,
  attempts: [attempt],
  attempt_count: 1,
  last_at: null,
  created_at: attempt.at,
  expires_at: new Date(attempt.at.getTime() + deliveriesKeptMs),
});

type TestNames = Pick<Delivery, "_id" | "event_id" | "event">;

/**
 * Sends an event's sample to the hook, signed like a live one, under a fresh id. Nothing is journaled and the hook's
 * health does not change; its log shows the test.
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
  const form = hook.customer_fields;
  const delivery_id = deliveryId(event_id, hook._id);
  const { answered, request } = await sendSigned(
    { outbound, vault: platform.vault, timeoutMs: attemptTimeoutMs },
    { hook, event_id, event, delivery_id, at, body: testBody(event, form, event_id) },
  );
  const attempt = {
    number: 1,
    at,
    status: answered.status,
    duration_ms: answered.durationMs,
    error: answered.error,
    response_body: answered.body,
    sent: { ...request, form },
    response_headers: answered.headers && JSON.stringify(answered.headers),
  };
  const delivery = testDelivery(hook, { _id: delivery_id, event_id, event }, attempt);
  await insertOnce(platform.store.collection(deliveriesCollection), delivery);
  return { event_id, event, delivery_id, delivered: isSuccess(answered), attempt: presentAttempt(attempt) };
};
