import type { Platform } from "../platform/index.ts";
import { deliveriesCollection, hooksCollection, queuesCollection } from "./model.ts";

/** Ends what a hook that is gone has pending. */
export const endPending = async (platform: Platform, hookId: string): Promise<void> => {
  await platform.store
    .collection(deliveriesCollection)
    .collection.updateMany(
      { hook_id: hookId, status: "pending" },
      { $set: { status: "failed", forced: false, next_attempt_at: null, last_at: platform.clock.now() } },
    );
};

/**
 * Removes a hook and ends its pending deliveries. The queue goes last: after a crash in between it is still due, and
 * the worker that finds it ends what is left.
 */
export const removeHook = async (platform: Platform, hookId: string): Promise<void> => {
  const { store } = platform;
  await store.collection(hooksCollection).collection.deleteOne({ _id: hookId as never });
  await endPending(platform, hookId);
  await store.collection(queuesCollection).collection.deleteOne({ _id: hookId as never });
};
