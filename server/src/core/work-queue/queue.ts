import type { Clock } from "../clock.ts";
import { updating, type CommitStage, type Write } from "../commits/index.ts";
import { Gather } from "../gather.ts";
import type { Collection, Store } from "../store.ts";
import { Standing } from "../standing.ts";
import { freeAt, leaseMs, longAgo, workCollection, workId, type WorkItem, type WorkState } from "./item.ts";

/*
 * The one way to do work later: a document for each thing to do, which says when it is due and who has it. Added to:
 * the work's own documents first, then `due_at` down and `bump` up. Taken: looked for by a plain reading, then by an
 * update of this `_id` that matches only while it is due and free. Left: `bump` was read (at the latest when it was
 * taken), then what there is to do was looked at; it is finished, or put off, only if `bump` is still the same.
 * Crash between the work's documents and `add`: whatever caused the work is still pending (a journal entry, a call that
 * was not answered) and adds again. Crash while somebody has it: the lease runs out with `due_at` in the past, and the
 * next does it again from what stands. Crash after the work and before it is finished: likewise; doing it twice must
 * change nothing. Every update names its `_id`, so the collection may be sharded by it.
 */

/** Work to be noted. */
export interface Addition {
  readonly key: string;
  readonly business_id: string | null;
  /** Now, when it is not said. */
  readonly dueAt?: Date;
}

/** A worker's hold on an item, as of a `bump`. */
export interface Hold {
  readonly id: string;
  readonly worker: string;
  readonly bump: number;
}

/** How an item is put off. */
export interface Later {
  readonly dueAt: Date;
  readonly tries?: number;
  readonly state?: WorkState;
  /** When the next worker may take it, where that is not at once. */
  readonly freeFrom?: Date;
}

/** What a crew looks for: due items of these kinds, but not those of businesses that have their share of a kind. */
export interface Wanted {
  readonly kinds: readonly string[];
  readonly except: readonly { readonly kind: string; readonly business_id: string | null }[];
  readonly limit: number;
}

type Listener = () => void;

/** When the first of all items falls due, in ms; infinite without any. */
const firstDue = new Standing<number>(workCollection, 1);

export class WorkQueue {
  readonly #store: Store;
  readonly #items: Collection<WorkItem>;
  readonly #clock: Clock;
  readonly #commits: CommitStage;
  readonly #listeners = new Set<Listener>();
  readonly #bumps: Gather<string, Pick<WorkItem, "bump" | "worker">>;

  constructor({ store, clock }: { readonly store: Store; readonly clock: Clock }) {
    this.#store = store;
    this.#items = store.collection(workCollection);
    this.#clock = clock;
    this.#commits = store.commits;
    this.#bumps = new Gather(async (ids) => {
      const some = { _id: { $in: [...ids] } };
      const found = await this.#items.find(some, { projection: { bump: 1, worker: 1 } }).toArray();
      return new Map(found.map((item) => [item._id, item]));
    });
  }

  /** Told when this process has added work. @returns what ends it */
  onAdded(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Notes that there is something to do. Durable when it resolves; may be repeated. */
  async add(kind: string, additions: readonly Addition[]): Promise<void> {
    if (additions.length === 0) return;
    const { refused } = await this.#commits.write({ writes: this.adding(kind, additions) });
    if (refused !== null) throw refused.error;
    this.tell();
  }

  /** What notes it, for whoever writes it with other things and tells then. */
  adding(kind: string, additions: readonly Addition[]): Write[] {
    const now = this.#clock.now();
    return additions.map(({ key, business_id, dueAt = now }) =>
      updating(
        workCollection,
        {
          filter: { _id: workId(kind, key) },
          change: {
            $min: { due_at: dueAt },
            $inc: { bump: 1 },
            $setOnInsert: {
              kind,
              key,
              business_id,
              worker: null,
              lease_until: longAgo,
              rests_until: longAgo,
              tries: 0,
              state: {},
            },
          },
          upsert: true,
        },
        "mark",
      ),
    );
  }

  /** Tells those who wait for it that this process has added work. */
  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** What is due and free, the longest due first. Reads only, and not even that where it is known that nothing is due. */
  async due({ kinds, except, limit }: Wanted): Promise<WorkItem[]> {
    if (kinds.length === 0) return [];
    const now = this.#clock.now();
    if (await this.#isAllAhead(now)) return [];
    const others = except.length === 0 ? {} : { $nor: [...except] };
    return this.#items
      .find({ due_at: { $lte: now }, kind: { $in: [...kinds] }, ...freeAt(now), ...others })
      .sort({ due_at: 1 })
      .limit(limit)
      .toArray();
  }

  /** Nothing has fallen due yet; known only where the store tells of changes, and read again only after one. */
  async #isAllAhead(now: Date): Promise<boolean> {
    if (this.#store.changes(workCollection) === null) return false;
    const first = await firstDue.get(this.#store, "first", async () => {
      const order = { sort: { due_at: 1 }, projection: { due_at: 1 } } as const;
      return (await this.#items.findOne({}, order))?.due_at.getTime() ?? Infinity;
    });
    return now.getTime() < first;
  }

  /**
   * Takes an item that was found due.
   * @returns it as it stands now, which may be further than it was found; null when another was faster or it is due no more
   */
  async take(id: string, worker: string): Promise<WorkItem | null> {
    const now = this.#clock.now();
    const until = new Date(now.getTime() + leaseMs);
    return this.#items.findOneAndUpdate(
      { _id: id, due_at: { $lte: now }, ...freeAt(now) },
      { $set: { worker, lease_until: until } },
      { returnDocument: "after" },
    );
  }

  /** Renews these leases. @returns those that are still this worker's, with their bumps */
  async renew(ids: readonly string[], worker: string): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const mine = { _id: { $in: [...ids] }, worker };
    const until = new Date(this.#clock.now().getTime() + leaseMs);
    const renewed = await this.#items.updateMany(mine, { $set: { lease_until: until } });
    if (renewed.matchedCount === ids.length) return new Set(ids);
    const left = await this.#items.find(mine, { projection: { _id: 1 } }).toArray();
    return new Set(left.map(({ _id }) => _id));
  }

  /** How often something was added to each item of these kinds that a worker has. */
  async bumpsOf(worker: string, kinds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const mine = { worker, kind: { $in: [...kinds] } };
    const found = await this.#items.find(mine, { projection: { bump: 1 } }).toArray();
    return new Map(found.map(({ _id, bump }) => [_id, bump]));
  }

  /**
   * How often something was added; null when the item is gone or another's. Items that are asked for in the same moment,
   * as those of many hooks of one event are, are read together.
   */
  async bumpOf({ id, worker }: Pick<Hold, "id" | "worker">): Promise<number | null> {
    const item = await this.#bumps.ask(id);
    return item?.worker === worker ? item.bump : null;
  }

  /** Nothing is left to do, unless something was added: the item goes. @returns whether it did */
  async finish({ id, worker, bump }: Hold): Promise<boolean> {
    const gone = await this.#items.deleteOne({ _id: id, worker, bump });
    return gone.deletedCount === 1;
  }

  /** Puts an item off and gives it back, unless something was added: then it stays as it is. @returns whether it did */
  async postpone({ id, worker, bump }: Hold, later: Later): Promise<boolean> {
    const { dueAt, tries = 0, state, freeFrom = longAgo } = later;
    const changes = { due_at: dueAt, tries, worker: null, lease_until: freeFrom, ...(state && { state }) };
    const put = await this.#items.updateOne({ _id: id, worker, bump }, { $set: changes });
    return put.matchedCount === 1;
  }

  /** Gives an item back as it stands: due, for whoever takes it first from `freeFrom` on. */
  async release(
    { id, worker }: Pick<Hold, "id" | "worker">,
    { freeFrom = longAgo, tries, state }: Partial<Pick<Later, "freeFrom" | "tries" | "state">> = {},
  ): Promise<void> {
    const changes = {
      worker: null,
      lease_until: freeFrom,
      ...(tries !== undefined && { tries }),
      ...(state && { state }),
    };
    await this.#items.updateOne({ _id: id, worker }, { $set: changes });
  }

  /** Leaves an item alone until then, whatever is added to it, and notes why. */
  async rest(id: string, until: Date, reason: string): Promise<void> {
    await this.#items.updateOne({ _id: id }, { $set: { rests_until: until, "state.reason": reason } });
  }

  /** Ends the rests of a business's items of a kind. */
  async wake(kind: string, businessId: string): Promise<void> {
    const resting = { kind, business_id: businessId, rests_until: { $gt: longAgo } };
    await this.#items.updateMany(resting, { $set: { rests_until: longAgo } });
    for (const listener of this.#listeners) listener();
  }

  /** All items of a kind, whenever they are due and whoever has them. */
  all(kind: string): AsyncIterable<Pick<WorkItem, "key" | "business_id">> {
    return this.#items.find({ kind }, { projection: { key: 1, business_id: 1 } });
  }

  /**
   * Makes due now what is due later than the limit, and ends rests that last longer: a clock that was ahead has said so.
   * Harmless in any case: whoever takes an item looks when the first of its work is due. Writes only where there is such.
   */
  async bringForward(limit: Date): Promise<void> {
    const isLater = { $gt: limit };
    const late = await this.#items
      .find({ $or: [{ due_at: isLater }, { rests_until: isLater }] }, { projection: { _id: 1 } })
      .toArray();
    if (late.length === 0) return;
    const those = { _id: { $in: late.map(({ _id }) => _id) } };
    // whoever is about to put one off reckons by the clock that was ahead, and sees the bump
    const due = { $set: { due_at: this.#clock.now() }, $inc: { bump: 1 } };
    await this.#items.updateMany({ ...those, due_at: isLater }, due);
    await this.#items.updateMany({ ...those, rests_until: isLater }, { $set: { rests_until: longAgo } });
    this.tell();
  }

  /** Forgets an item, whoever has it: what it was about is gone. */
  async drop(kind: string, key: string): Promise<void> {
    await this.#items.deleteOne({ _id: workId(kind, key) });
  }
}
