import { isDuplicateKey, type Store } from "../core/store.ts";
import { queuesCollection, type Queue } from "./model.ts";

/*
 * One queue document per hook says when something is due and which worker may send it. Adding work: the deliveries
 * first, then `due_at` down and `bump` up. Taking leave: the owner reads `bump`, looks for what is pending, and sets
 * `due_at` to the earliest only if `bump` is still the same. A crash between deliveries and bump leaves the journal
 * entry pending, and its sweep bumps again; a crash of the owner lets the lease run out with `due_at` in the past.
 */

/** A dead owner's hooks are taken over after this. */
export const leaseMs = 10_000;
export const renewEveryMs = 3_000;

const longAgo = new Date(0);

const bumpOnce = async (store: Store, hookIds: readonly string[], dueAt: Date): Promise<void> => {
  await store.collection(queuesCollection).bulkWrite(
    hookIds.map((id) => ({
      updateOne: {
        filter: { _id: id },
        update: {
          $min: { due_at: dueAt },
          $inc: { bump: 1 },
          $setOnInsert: { worker: null, lease_until: longAgo },
        },
        upsert: true,
      },
    })),
    { ordered: false },
  );
};

/** Says that these hooks have something to send from `dueAt` on. */
export const markDue = async (store: Store, hookIds: readonly string[], dueAt: Date): Promise<void> => {
  if (hookIds.length === 0) return;
  try {
    await bumpOnce(store, hookIds, dueAt);
  } catch (error) {
    // two upserts of a new queue met; now it exists
    if (!isDuplicateKey(error)) throw error;
    await bumpOnce(store, hookIds, dueAt);
  }
};

/** The queues as one worker sees them. */
export class Leases {
  readonly #store: Store;
  readonly #worker: string;

  constructor(store: Store, worker: string) {
    this.#store = store;
    this.#worker = worker;
  }

  get #queues() {
    return this.#store.collection(queuesCollection);
  }

  /** Takes or keeps a hook's lease. @returns until when, or null when another worker has it. */
  async acquire(hookId: string, now: Date): Promise<Date | null> {
    const until = new Date(now.getTime() + leaseMs);
    const taken = await this.#queues.updateOne(
      { _id: hookId, $or: [{ lease_until: { $lte: now } }, { worker: this.#worker }] },
      { $set: { worker: this.#worker, lease_until: until } },
    );
    return taken.matchedCount === 1 ? until : null;
  }

  /** Renews the leases of these hooks. @returns those that are still this worker's. */
  async renew(hookIds: readonly string[], now: Date): Promise<ReadonlySet<string>> {
    if (hookIds.length === 0) return new Set();
    const mine = { worker: this.#worker, _id: { $in: [...hookIds] } };
    const until = new Date(now.getTime() + leaseMs);
    const renewed = await this.#queues.updateMany(mine, { $set: { lease_until: until } });
    if (renewed.matchedCount === hookIds.length) return new Set(hookIds);
    const left = await this.#queues.find(mine, { projection: { _id: 1 } }).toArray();
    return new Set(left.map(({ _id }) => _id));
  }

  /** Gives a lease up as of `freeFrom`, when the rate window of what was sent has passed. */
  async release(hookId: string, freeFrom: Date): Promise<void> {
    await this.#queues.updateOne(
      { _id: hookId, worker: this.#worker },
      { $set: { worker: null, lease_until: freeFrom } },
    );
  }

  /** How often something was added; null when there is no queue any more. */
  async bumpOf(hookId: string): Promise<number | null> {
    const queue = await this.#queues.findOne({ _id: hookId }, { projection: { bump: 1 } });
    return queue?.bump ?? null;
  }

  /** Says when the hook is due next, unless something was added since `bump` was read. */
  async settle(hookId: string, bump: number, dueAt: Date): Promise<boolean> {
    const settled = await this.#queues.updateOne(
      { _id: hookId, worker: this.#worker, bump },
      { $set: { due_at: dueAt } },
    );
    return settled.matchedCount === 1;
  }

  /** Forgets the queue of a hook that is gone, unless something was added since `bump` was read. */
  async drop(hookId: string, bump: number): Promise<boolean> {
    const dropped = await this.#queues.deleteOne({ _id: hookId, worker: this.#worker, bump });
    return dropped.deletedCount === 1;
  }

  /** Due queues that nobody works on. */
  async free(now: Date, limit: number): Promise<string[]> {
    const found = await this.#queues
      .find({ due_at: { $lte: now }, lease_until: { $lte: now } }, { projection: { _id: 1 } })
      .sort({ due_at: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** This worker's own queues that are due, with their bumps. */
  async news(now: Date): Promise<Pick<Queue, "_id" | "bump">[]> {
    const found = await this.#queues
      .find({ worker: this.#worker, due_at: { $lte: now } }, { projection: { bump: 1 } })
      .toArray();
    return found;
  }
}
