import { defineCollection } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { hooksCollection, never } from "./model.ts";
import { hookWork } from "./queue.ts";

/*
 * 0.1.0 kept when a hook has something to send in a collection of its own. Each of its documents becomes an item of
 * work and goes, unless it changed meanwhile. Crash in between: it is carried over again, which only has the hook
 * looked at once more.
 */

/** When a hook of 0.1.0 had something to send, and who had it. */
interface FormerQueue {
  /** The hook's id. */
  readonly _id: string;
  readonly due_at: Date;
  readonly bump: number;
  readonly worker: string | null;
  readonly lease_until: Date;
}

const formerQueues = defineCollection<FormerQueue>("queues");
const longestLeaseMs = 10_000;
const atOnce = 500;

/** Due as it was, but not while a worker of 0.1.0 may still be sending, nor in the rate window of what it sent. */
const dueAt = ({ due_at: due, lease_until: lease }: FormerQueue, now: Date): Date => {
  const free = Math.min(lease.getTime(), now.getTime() + longestLeaseMs);
  return new Date(Math.max(due.getTime(), free));
};

const carryOver = async (platform: Platform, found: readonly FormerQueue[]): Promise<void> => {
  const { store, work, clock } = platform;
  const due = found.filter(({ due_at: at }) => at < never);
  const hooks = await store
    .collection(hooksCollection)
    .find({ _id: { $in: due.map(({ _id }) => _id) } }, { projection: { business_id: 1 } })
    .toArray();
  const businesses = new Map(hooks.map(({ _id, business_id }) => [_id, business_id]));
  await work.add(
    hookWork,
    due.map((queue) => ({
      key: queue._id,
      business_id: businesses.get(queue._id) ?? null,
      dueAt: dueAt(queue, clock.now()),
    })),
  );
  await store.collection(formerQueues).bulkWrite(
    found.map(({ _id, bump }) => ({ deleteOne: { filter: { _id, bump } } })),
    { ordered: false },
  );
};

/** Makes work of what 0.1.0 noted that hooks have to send. Does nothing in a store that has none; may be repeated. */
export const carryOverQueues = async (platform: Platform): Promise<void> => {
  const former = platform.store.collection(formerQueues);
  const ids: string[] = [];
  for await (const { _id } of former.find({}, { projection: { _id: 1 } })) ids.push(_id);
  for (let from = 0; from < ids.length; from += atOnce) {
    const page = { _id: { $in: ids.slice(from, from + atOnce) } };
    const found = await former.find(page).toArray();
    if (found.length > 0) await carryOver(platform, found);
  }
};
