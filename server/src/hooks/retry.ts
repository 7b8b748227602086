import { Failure } from "../core/failure.ts";
import type { Caller, Platform } from "../platform/index.ts";
import { findDelivery } from "./find.ts";
import { trialAt } from "./health.ts";
import { deliveriesCollection, hooksCollection, type Delivery, type Hook } from "./model.ts";
import { showDeliveries, type DeliveryView } from "./present.ts";
import { markDue } from "./queue.ts";

/** A delivery to be sent again as a person asked: at once, past an open breaker, with a fresh schedule. */
export const sendAgain = ({ keyedCall: asked_in }: Platform, now: Date) =>
  ({ status: "pending", forced: true, step: 0, early: 0, next_attempt_at: now, asked_in }) as const;

/** Being sent right now, or about to be. What waits for a repeat, a breaker or a disabled hook is not. */
const isUnderWay = (delivery: Delivery, hook: Hook, now: Date): boolean => {
  if (delivery.status !== "pending") return false;
  if (delivery.forced) return true;
  if (delivery.next_attempt_at === null || delivery.next_attempt_at > now) return false;
  return hook.status === "active" && trialAt(hook.health, now) === null;
};

/**
 * Sends one delivery again now, also one that was delivered. A test has no event that could be sent.
 * @throws not_found, also for a test; hook_gone, delivery_in_progress
 */
export const retryDelivery = async (
  platform: Platform,
  caller: Caller,
  id: string,
): Promise<DeliveryView> => {
  const delivery = await findDelivery(platform, caller, id);
  if (delivery.is_test)
    throw new Failure("not_found", { detail: "This was a test. Send another test instead." });
  const hook = await platform.store.collection(hooksCollection).findOne({ _id: delivery.hook_id });
  if (hook === null) throw new Failure("hook_gone");
  const now = platform.clock.now();
  if (platform.keyedCall !== null && delivery.asked_in === platform.keyedCall) {
    await markDue(platform, [hook]);
    return (await showDeliveries(platform, [delivery]))(delivery);
  }
  if (isUnderWay(delivery, hook, now)) {
    // Who asked before may have been cut short before the queue was told.
    if (delivery.forced) await markDue(platform, [hook]);
    throw new Failure("delivery_in_progress");
  }
  const changed = await platform.store
    .collection(deliveriesCollection)
    .findOneAndUpdate(
      { _id: id, status: delivery.status, attempt_count: delivery.attempt_count, forced: delivery.forced },
      { $set: sendAgain(platform, now) },
      { returnDocument: "after" },
    );
  if (changed === null) throw new Failure("delivery_in_progress");
  await platform.reach("between-steps");
  await markDue(platform, [hook]);
  return (await showDeliveries(platform, [changed]))(changed);
};
