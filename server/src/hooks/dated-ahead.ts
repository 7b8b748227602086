import { changeMany } from "../core/change-many.ts";
import { clockSkewMs } from "../core/clock.ts";
import type { Filter } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { deliveriesCollection, type Delivery } from "./model.ts";
import { hookWork, markDue } from "./queue.ts";

/**
 * What was written of a delivery by a clock that was ahead: one that a person asked for is due when it is asked for, any
 * other when it is made or so long after an attempt as the schedule says, be it a day. So a date that follows from a
 * moment which has come is kept.
 */
const datedAhead = (now: Date, limit: Date): readonly Filter<Delivery>[] => {
  const ahead = { $gt: new Date(now.getTime() + clockSkewMs) };
  const late = { status: "pending" as const, next_attempt_at: { $gt: limit } };
  return [
    { ...late, forced: true },
    { ...late, forced: false, $or: [{ created_at: ahead }, { last_at: ahead }] },
  ];
};

/**
 * Makes due now what a clock that was ahead has put off to later than the limit, and tells the hooks' queues behind it.
 * May be repeated; reads only where there is nothing of that kind.
 */
export const sendDatedAhead = async (platform: Platform, limit: Date): Promise<void> => {
  const { store, work, clock } = platform;
  const deliveries = store.collection(deliveriesCollection);
  const now = clock.now();
  for await (const hook of work.all(hookWork)) {
    for (const filter of datedAhead(now, limit))
      await changeMany(deliveries, { ...filter, hook_id: hook.key }, { next_attempt_at: now }, () =>
        markDue(platform, [{ _id: hook.key, business_id: hook.business_id }]),
      );
  }
};
