import { isDuplicateKey, type Store } from "../../core/store.ts";
import { lanes, never, type Lane } from "../model.ts";

/*
 * One lane document per business and channel says when something is due and which worker may send it, so that a channel
 * has one pace whatever the number of workers. Adding work: the messages first, then `due_at` down and `bump` up. Taking
 * leave: the owner reads `bump`, looks for what is open, and sets `due_at` to the earliest only if `bump` is still the
 * same. A crash between messages and bump leaves the campaign waiting for its enlistment, which bumps again; a crash of
 * the owner lets the lease run out with `due_at` in the past.
 */

/** A dead owner's lanes are taken over after this. */
export const leaseMs = 10_000;
export const renewEveryMs = 3_000;

const longAgo = new Date(0);

/** Says that these lanes have something to send now. */
export const markDue = async (
  store: Store,
  added: readonly Pick<Lane, "_id" | "business_id" | "channel">[],
  dueAt: Date,
): Promise<void> => {
  for (const { _id, business_id, channel } of added) {
    const put = () =>
      store.collection(lanes).updateOne(
        { _id },
        {
          $min: { due_at: dueAt },
          $inc: { bump: 1 },
          $setOnInsert: {
            business_id,
            channel,
            worker: null,
            lease_until: longAgo,
            paused_until: longAgo,
            paused_reason: null,
          },
        },
        { upsert: true },
      );
    await put().catch((error: unknown) => {
      // Two upserts of a new lane met; now it exists.
      if (!isDuplicateKey(error)) throw error;
      return put();
    });
  }
};

/** Ends the pauses of a business's channels, and makes what waited for them due. */
export const endPauses = async (store: Store, businessId: string): Promise<void> => {
  await store
    .collection(lanes)
    .updateMany({ business_id: businessId }, { $set: { paused_until: longAgo, paused_reason: null } });
};

/** The lanes as one worker sees them. */
export class Leases {
  readonly #store: Store;
  readonly #worker: string;

  constructor(store: Store, worker: string) {
    this.#store = store;
    this.#worker = worker;
  }

  get #lanes() {
    return this.#store.collection(lanes);
  }

  /** Due lanes that nobody works on and nothing holds up. */
  async free(now: Date, limit: number): Promise<Lane[]> {
    return this.#lanes
      .find({ due_at: { $lte: now }, lease_until: { $lte: now }, paused_until: { $lte: now } })
      .sort({ due_at: 1 })
      .limit(limit)
      .toArray();
  }

  async acquire(id: string, now: Date): Promise<boolean> {
    const taken = await this.#lanes.updateOne(
      { _id: id, lease_until: { $lte: now }, paused_until: { $lte: now } },
      { $set: { worker: this.#worker, lease_until: new Date(now.getTime() + leaseMs) } },
    );
    return taken.matchedCount === 1;
  }

  /** @returns false when the lane is another worker's by now. */
  async renew(id: string, now: Date): Promise<boolean> {
    const renewed = await this.#lanes.updateOne(
      { _id: id, worker: this.#worker },
      { $set: { lease_until: new Date(now.getTime() + leaseMs) } },
    );
    return renewed.matchedCount === 1;
  }

  async release(id: string): Promise<void> {
    await this.#lanes.updateOne(
      { _id: id, worker: this.#worker },
      { $set: { worker: null, lease_until: longAgo } },
    );
  }

  async pause(id: string, until: Date, reason: string): Promise<void> {
    await this.#lanes.updateOne({ _id: id }, { $set: { paused_until: until, paused_reason: reason } });
  }

  /** How often something was added. */
  async bumpOf(id: string): Promise<number> {
    const lane = await this.#lanes.findOne({ _id: id }, { projection: { bump: 1 } });
    return lane?.bump ?? 0;
  }

  /** Says when the lane is due next, unless something was added since `bump` was read. */
  async settle(id: string, bump: number, dueAt: Date | null): Promise<boolean> {
    const settled = await this.#lanes.updateOne(
      { _id: id, worker: this.#worker, bump },
      { $set: { due_at: dueAt ?? never } },
    );
    return settled.matchedCount === 1;
  }
}
