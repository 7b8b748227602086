import { changeMany } from "../core/change-many.ts";
import { randomText } from "../core/secrets.ts";
import type { Caller, Platform } from "../platform/index.ts";
import { findHook } from "./find.ts";
import { deliveriesCollection, type Hook } from "./model.ts";
import { markDue } from "./queue.ts";
import { sendAgain } from "./retry.ts";

interface Since {
  id: string;
  since: Date;
}

/** What has failed since a time: given up, or waiting for a repeat. A test, which is never sent again, has no `last_at`. */
const failedSince = (hook: Hook, since: Date) => ({
  hook_id: hook._id,
  status: { $in: ["pending" as const, "failed" as const] },
  forced: false,
  last_at: { $gte: since },
});

/** How many `recoverHook` would send again now. @throws not_found */
export const countFailures = async (
  platform: Platform,
  caller: Caller,
  { id, since }: Since,
): Promise<{ count: number }> => {
  const hook = await findHook(platform, caller, id);
  const deliveries = platform.store.collection(deliveriesCollection);
  return { count: await deliveries.countDocuments(failedSince(hook, since)) };
};

/**
 * Sends everything again that has failed since a time: deliveries that were given up, and those whose last attempt
 * failed and that wait for a repeat.
 * @returns how many.
 * @throws not_found
 */
export const recoverHook = async (
  platform: Platform,
  caller: Caller,
  input: Since,
): Promise<{ count: number }> => {
  const hook = await findHook(platform, caller, input.id);
  const { keyedCall } = platform;
  // What this call, or an earlier run of it, has sent again may have failed again: that is not asked for.
  const asked_in = keyedCall ?? randomText(20);
  const changed = await changeMany(
    platform.store.collection(deliveriesCollection),
    { ...failedSince(hook, input.since), asked_in: { $ne: asked_in } },
    { ...sendAgain(platform, platform.clock.now()), asked_in },
    // What is to be sent again is known to the queue even if the rest comes to nothing.
    () => markDue(platform, [hook]),
  );
  await platform.reach("between-steps");
  // Also when there was nothing: who asked before may have been cut short before the queue was told.
  await markDue(platform, [hook]);
  if (keyedCall === null) return { count: changed };
  const deliveries = platform.store.collection(deliveriesCollection);
  return { count: await deliveries.countDocuments({ hook_id: hook._id, asked_in }) };
};
