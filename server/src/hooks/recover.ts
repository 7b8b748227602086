import type { Caller, Platform } from "../platform/index.ts";
import { findHook } from "./find.ts";
import { deliveriesCollection } from "./model.ts";
import { markDue } from "./queue.ts";
import { sendAgain } from "./retry.ts";

/**
 * Sends everything again that has failed since a time: deliveries that were given up, and those whose last attempt
 * failed and that wait for a repeat.
 * @returns how many.
 * @throws not_found
 */
export const recoverHook = async (
  platform: Platform,
  caller: Caller,
  input: { id: string; since: Date },
): Promise<{ count: number }> => {
  const hook = await findHook(platform, caller, input.id);
  const now = platform.clock.now();
  const recovered = await platform.store.collection(deliveriesCollection).updateMany(
    {
      hook_id: hook._id,
      status: { $in: ["pending", "failed"] },
      forced: false,
      last_at: { $gte: input.since },
    },
    { $set: sendAgain(now) },
  );
  if (recovered.modifiedCount > 0) await markDue(platform, [hook]);
  return { count: recovered.modifiedCount };
};
