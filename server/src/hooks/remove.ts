import type { Platform } from "../platform/index.ts";
import { hookWork } from "./queue.ts";
import { deliveriesCollection, hooksCollection } from "./model.ts";

/** Ends what a hook that is gone has pending. */
export const endPending = async (platform: Platform, hookId: string): Promise<void> => {
  await platform.store
    .collection(deliveriesCollection)
    .updateMany(
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
  await store.collection(hooksCollection).deleteOne({ _id: hookId });
  await endPending(platform, hookId);
  await platform.work.drop(hookWork, hookId);
};
