import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { isDuplicateKey, type Collection, type Store } from "../store.ts";
import { longAgo, pauseAfterMs, workCollection, workId, type WorkItem } from "./item.ts";

/*
 * A sweep goes through records that something is due for, page by page, and steps over what fails: such a record is
 * noted as an item of the sweep's kind, with its tries and when it is due again, and until then the sweep passes it by.
 * So one bad record holds up nobody, and any number of them costs a reading. No crew takes these items: the sweep
 * that finds the record again judges it. Crash on the way: the next sweep finds what is left.
 */

export interface SweepParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is swept, and what is done with each record. */
export interface Sweep<T> {
  /** Of the items of what was stepped over. */
  readonly kind: string;
  readonly records: AsyncIterable<T>;
  keyOf(record: T): string;
  businessOf(record: T): string | null;
  /** Must change nothing when it is done twice. What it throws sets the record aside. */
  judge(record: T): Promise<unknown>;
  /** Ends the sweep after the record that is at its turn. */
  readonly stopping?: AbortSignal | undefined;
  /** Judges what was set aside whether or not it is due. */
  readonly all?: boolean;
}

export interface Swept {
  readonly done: number;
  /** Failed now, or set aside before and not due yet. */
  readonly aside: number;
}

const pageSize = 200;
/** An item outlives the time it is due again by this; a record that is gone by itself leaves no trace. */
const keptMs = 7 * 86_400_000;

/** Records in pages, as they come. */
async function* pagesOf<T>(records: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let page: T[] = [];
  for await (const record of records) {
    page.push(record);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

class Sweeper<T> {
  readonly #parts: SweepParts;
  readonly #sweep: Sweep<T>;
  readonly #items: Collection<WorkItem>;

  constructor(parts: SweepParts, sweep: Sweep<T>) {
    this.#parts = parts;
    this.#sweep = sweep;
    this.#items = parts.store.collection(workCollection);
  }

  async run(): Promise<Swept> {
    const { records, stopping, all = false } = this.#sweep;
    let done = 0;
    let aside = 0;
    for await (const page of pagesOf(records)) {
      const known = await this.#knownAmong(page);
      for (const record of page) {
        if (stopping?.aborted === true) return { done, aside };
        const before = known.get(this.#idOf(record));
        const waits = before !== undefined && before.due_at > this.#parts.clock.now();
        if ((!waits || all) && (await this.#judge(record, before))) done += 1;
        else aside += 1;
      }
    }
    return { done, aside };
  }

  #idOf(record: T): string {
    return workId(this.#sweep.kind, this.#sweep.keyOf(record));
  }

  async #knownAmong(page: readonly T[]): Promise<ReadonlyMap<string, WorkItem>> {
    const ids = page.map((record) => this.#idOf(record));
    const found = await this.#items.find({ _id: { $in: ids } }).toArray();
    return new Map(found.map((item) => [item._id, item]));
  }

  /** @returns false when it failed and was set aside */
  async #judge(record: T, before: WorkItem | undefined): Promise<boolean> {
    try {
      await this.#sweep.judge(record);
    } catch (error) {
      await this.#setAside(record, before?.tries ?? 0, error);
      return false;
    }
    if (before !== undefined) await this.#items.deleteOne({ _id: before._id });
    return true;
  }

  async #setAside(record: T, tries: number, error: unknown): Promise<void> {
    const { clock, log } = this.#parts;
    const { kind, keyOf, businessOf } = this.#sweep;
    const _id = this.#idOf(record);
    const level = tries === 0 ? "error" : "warn";
    log[level](
      { err: error, work: _id, tries: tries + 1 },
      "a record was stepped over; it is tried again later",
    );
    const due = clock.now().getTime() + pauseAfterMs(tries);
    const again = { due_at: new Date(due), expires_at: new Date(due + keptMs) };
    const fresh = {
      kind,
      key: keyOf(record),
      business_id: businessOf(record),
      bump: 0,
      worker: null,
      lease_until: longAgo,
      rests_until: longAgo,
      state: {},
    };
    try {
      const put = { $set: again, $inc: { tries: 1 }, $setOnInsert: fresh };
      await this.#items.updateOne({ _id }, put, { upsert: true });
    } catch (failure) {
      // another process has just stepped over it, too
      if (!isDuplicateKey(failure)) throw failure;
    }
  }
}

/**
 * Goes through all records once, those that fail apart.
 * @throws what reading the records or noting a failure throws
 */
export const sweepOver = <T>(parts: SweepParts, sweep: Sweep<T>): Promise<Swept> =>
  new Sweeper(parts, sweep).run();
