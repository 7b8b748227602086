import type { Clock } from "../core/clock.ts";
import type { ReachFailpoint } from "../core/failpoint.ts";
import type { Log } from "../core/log.ts";
import { leftBehind } from "../core/left-behind.ts";
import type { Collection, Store } from "../core/store.ts";
import { sweepOver } from "../core/work-queue/index.ts";
import { claimsCollection, giveBack, type ClaimBook } from "./claims.ts";
import { DoneMarks } from "./done-marks.ts";
import { journalCollection, type Entry, type EventDocument } from "./entry.ts";
import {
  eventDocuments,
  ownProjection,
  whatFollows,
  writesAt,
  type EntryPlanner,
  type Following,
  type StreamDocument,
} from "./following.ts";
import { loadState, type AnyProjection, type Projected } from "./projection.ts";

/*
 * Relay: what follows from an entry. State documents, event documents, what the listeners make of its events (hooks:
 * deliveries, then the marks that they are due), the claims it gives back; then those are told who read the documents. Every step may run twice and
 * changes nothing the second time. A writer knows all of it before it commits, and writes it with the entry; where that
 * bulk is atomic the entry says fanout "done" from the beginning, else it is marked when all is through. The sweep does
 * it for entries that a crash, or a store that was away, left pending. Crash before the entry: nothing happened. Crash
 * after it, anywhere: what is lacking is pending, and the sweep of any process finishes it.
 */

/** Reads what it needs to know of a business to plan; an entry that is begun later must meet what stands now. */
export type EntryListener = (businessId: string) => Promise<EntryPlanner>;

/** Is told of an entry whose documents stand. Must be idempotent and must not return before its own writes are durable. */
export type EntryReader = (entry: Entry, events: readonly EventDocument[]) => Promise<void>;

export interface RelayParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly projections: readonly AnyProjection[];
  readonly reach: ReachFailpoint;
}

/** An entry of this age that is still pending was left by a crash rather than being relayed right now. */
const staleAfterMs = 5_000;

export class Relay {
  readonly #parts: RelayParts;
  readonly #journal: Collection<Entry>;
  readonly #book: ClaimBook;
  readonly #listeners: EntryListener[] = [];
  readonly #marks: DoneMarks;
  readonly #readers: EntryReader[] = [];
  readonly #followers: EntryReader[] = [];

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#journal = parts.store.collection(journalCollection);
    this.#book = {
      claims: parts.store.collection(claimsCollection),
      journal: this.#journal,
      projections: parts.projections,
    };
    this.#marks = new DoneMarks(this.#journal, parts.log, () => parts.reach("after-fan-out"));
  }

  /** Adds a listener; each entry with public events reaches it at least once. */
  listen(listener: EntryListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Adds a listener that reads the documents an entry has changed: it is told after they stand. Entries with events of
   * any kind reach it, also those that only the journal shows.
   */
  listenAfter(reader: EntryReader): void {
    this.#readers.push(reader);
  }

  /** Adds one that looks on: it is told likewise by the process that wrote the entry, and misses it in a crash. */
  lookOn(follower: EntryReader): void {
    this.#followers.push(follower);
  }

  /** How an entry stands whose commit holds all that follows: where somebody reads the documents, that follows too. */
  fanoutOf({ releases = [], events }: Pick<Entry, "releases" | "events">): Entry["fanout"] {
    const isWhole = this.#parts.store.commits.isAtomic && releases.length === 0;
    return isWhole && (events.length === 0 || this.#readers.length === 0) ? "done" : "pending";
  }

  /** Reads what the listeners need to know of a business. */
  prepare(businessId: string): Promise<readonly EntryPlanner[]> {
    return Promise.all(this.#listeners.map((listener) => listener(businessId)));
  }

  /** All that follows from an entry, as writes. */
  plan(entry: Entry, document: StreamDocument, planners: readonly EntryPlanner[]): Following {
    return whatFollows(this.#parts.projections, { entry, document, planners });
  }

  async #stateOf(entry: Entry): Promise<Projected | null> {
    const { store, projections } = this.#parts;
    const own = ownProjection(projections, entry);
    return own === undefined
      ? null
      : (await loadState<Projected>(store, own, this.#journal, entry.stream)).state;
  }

  /** All that follows from an entry that stands pending, whatever of it is there. */
  async follow(entry: Entry): Promise<void> {
    const [planners, state] = await Promise.all([this.prepare(entry.business_id), this.#stateOf(entry)]);
    const following = this.plan(entry, { state, isNew: false }, planners);
    try {
      const { refused, passed } = await this.#parts.store.commits.write(following);
      if (refused !== null) throw refused.error;
      await following.written?.(writesAt(following, passed));
    } catch (error) {
      following.withdrawn?.();
      throw error;
    }
    await this.#parts.reach("mid-projection");
    await this.finish(entry);
  }

  /** What is left to do when an entry and its documents stand: claims it gives back, who reads them, the mark. */
  async finish(entry: Entry): Promise<void> {
    await giveBack(this.#book, entry);
    const events = eventDocuments(entry);
    const readers = events.length === 0 ? [] : [...this.#readers, ...this.#followers];
    await Promise.all(readers.map((reader) => reader(entry, events)));
    await this.#parts.reach("mid-fan-out");
    if (entry.fanout === "pending") this.#marks.note(entry._id);
    else await this.#parts.reach("after-fan-out");
  }

  /** Resolves when the marks of what was relayed so far are written. */
  settle(): Promise<void> {
    return this.#marks.settle();
  }

  /**
   * Finishes entries left pending, and steps over those that cannot be. At start everything pending is taken; later only
   * what is stale, so that the sweep does not repeat the work of writers that are at it.
   * @returns how many entries were finished.
   */
  async sweep({
    atStart = false,
    stopping,
  }: { atStart?: boolean; stopping?: AbortSignal } = {}): Promise<number> {
    const left = { now: this.#parts.clock.now(), staleAfterMs: atStart ? -1_000 : staleAfterMs };
    const { done } = await sweepOver<Entry>(this.#parts, {
      kind: "relay",
      records: leftBehind((at) => this.#journal.find({ fanout: "pending", at }).sort({ at: 1 }), left),
      keyOf: ({ _id }) => _id,
      businessOf: ({ business_id }) => business_id,
      judge: (entry) => this.follow(entry),
      stopping,
      all: atStart,
    });
    await this.settle();
    return done;
  }
}
