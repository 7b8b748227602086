import { changeMany } from "../core/change-many.ts";
import type { Platform } from "../platform/index.ts";
import { hookWork } from "./queue.ts";
import {
  deliveriesCollection,
  hooksCollection,
  removedHooks,
  type Hook,
  type RemovedHook,
  type RemovedReason,
} from "./model.ts";
import { insertOnce } from "../core/store.ts";

/** Ends what a hook that is gone has pending. */
export const endPending = async (platform: Platform, hookId: string): Promise<void> => {
  const ended = { status: "failed", forced: false, next_attempt_at: null } as const;
  const pending = { hook_id: hookId, status: "pending" } as const;
  const last_at = platform.clock.now();
  await changeMany(platform.store.collection(deliveriesCollection), pending, { ...ended, last_at });
};

const day = 24 * 60 * 60 * 1_000;
const shownMs = 30 * day;

/** What stays of a hook: no secret, since nothing is signed for it any more. */
const removedOf = (
  { secrets: _secrets, status: _status, disabled_reason: _reason, ...rest }: Hook,
  removed_reason: RemovedReason,
  now: Date,
): RemovedHook => ({
  ...rest,
  removed_reason,
  removed_at: now,
  expires_at: new Date(now.getTime() + shownMs),
});

/**
 * Removes a hook and ends its pending deliveries; what it was is shown for 30 days. First what is shown, so that no crash
 * makes it vanish without a trace. The queue goes last: after a crash in between it is still due, and the worker that
 * finds it ends what is left.
 */
export const removeHook = async (
  platform: Platform,
  hookId: string,
  reason: RemovedReason,
): Promise<void> => {
  const { store, clock } = platform;
  const hook = await store.collection(hooksCollection).findOne({ _id: hookId });
  if (hook !== null) await insertOnce(store.collection(removedHooks), removedOf(hook, reason, clock.now()));
  await store.collection(hooksCollection).deleteOne({ _id: hookId });
  await endPending(platform, hookId);
  await platform.work.drop(hookWork, hookId);
};
