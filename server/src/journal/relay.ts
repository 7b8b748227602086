import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../core/clock.ts";
import type { ReachFailpoint } from "../core/failpoint.ts";
import type { Log } from "../core/log.ts";
import { inserting, replacingOlder, type Write } from "../core/commits/index.ts";
import { wasThereAlready, type Collection, type Store } from "../core/store.ts";
import { sweepOver } from "../core/work-queue/index.ts";
import { claimsCollection, giveBack, restoreClaims, type ClaimBook } from "./claims.ts";
import { eventsCollection, journalCollection, type Entry, type EventDocument } from "./entry.ts";
import { loadState, putState, type AnyProjection, type Projected } from "./projection.ts";

/*
 * Relay: what follows from an entry. State documents, event documents, what the listeners make of its events (hooks:
 * deliveries, then the marks that they are due), the claims it gives back; then those are told who read the documents. Every step may run twice and
 * changes nothing the second time. A writer knows all of it before it commits, and writes it with the entry; where that
 * bulk is atomic the entry says fanout "done" from the beginning, else it is marked when all is through. The sweep does
 * it for entries that a crash, or a store that was away, left pending. Crash before the entry: nothing happened. Crash
 * after it, anywhere: what is lacking is pending, and the sweep of any process finishes it.
 */

/** What a listener adds to an entry. */
export interface Following {
  /** Written behind the entry's documents. Must be idempotent. */
  readonly writes: readonly Write[];
  /** They stand, those in `known` before already. */
  written?(known: ReadonlySet<Write>): Promise<void>;
  /** They were not written, or nobody knows. */
  withdrawn?(): void;
}

/** Says what follows from an entry with events. Reads nothing. */
export type EntryPlanner = (entry: Entry, events: readonly EventDocument[]) => Following;

/** Reads what it needs to know of a business to plan; an entry that is begun later must meet what stands now. */
export type EntryListener = (businessId: string) => Promise<EntryPlanner>;

/** Is told of an entry whose documents stand. Must be idempotent and must not return before its own writes are durable. */
export type EntryReader = (entry: Entry, events: readonly EventDocument[]) => Promise<void>;

/** The document of an entry's own stream, as the entry leaves it; `isNew` when there was none before. */
export interface StreamDocument {
  readonly state: Projected | null;
  readonly isNew: boolean;
}

export interface RelayParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly projections: readonly AnyProjection[];
  readonly reach: ReachFailpoint;
}

/** An entry of this age that is still pending was left by a crash rather than being relayed right now. */
const staleAfterMs = 5_000;
const markEveryMs = 20;

/** Documents that follow from an entry; one that stands already was made by it. */
const follows = { step: "document", onDuplicate: "pass" } as const;

/** The writes of these places. */
export const writesAt = (
  { writes }: Pick<Following, "writes">,
  places: ReadonlySet<number>,
): ReadonlySet<Write> => new Set(writes.filter((_write, at) => places.has(at)));

const toDocument = (entry: Entry, event: Entry["events"][number]): EventDocument => ({
  _id: event.id,
  business_id: entry.business_id,
  name: event.name,
  is_public: event.is_public,
  at: entry.at,
  entry: entry._id,
  ...event.refs,
  body: event.body,
  contact: event.contact,
});

export class Relay {
  readonly #parts: RelayParts;
  readonly #journal: Collection<Entry>;
  readonly #events: Collection<EventDocument>;
  readonly #book: ClaimBook;
  readonly #listeners: EntryListener[] = [];
  readonly #done: string[] = [];
  #marking: Promise<void> | null = null;
  readonly #readers: EntryReader[] = [];
  readonly #followers: EntryReader[] = [];

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#journal = parts.store.collection(journalCollection);
    this.#events = parts.store.collection(eventsCollection);
    this.#book = {
      claims: parts.store.collection(claimsCollection),
      journal: this.#journal,
      projections: parts.projections,
    };
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
    const { events } = entry;
    const shown = events.filter((event) => event.is_public).map((event) => toDocument(entry, event));
    const told = shown.length === 0 ? [] : planners.map((planner) => planner(entry, shown));
    const writes = [
      ...this.#births(entry),
      ...this.#advance(entry, document),
      ...events.map((event) => inserting(eventsCollection, toDocument(entry, event), follows)),
      ...told.flatMap((following) => following.writes),
    ];
    return {
      writes,
      async written(known) {
        await Promise.all(told.map((following) => following.written?.(known)));
      },
      withdrawn: () => told.forEach((following) => following.withdrawn?.()),
    };
  }

  #births(entry: Entry): Write[] {
    return this.#parts.projections.flatMap(({ born, collection }) =>
      entry.facts.flatMap((fact) => {
        const child = born?.(fact, entry) ?? null;
        return child === null ? [] : [inserting(collection, child, follows)];
      }),
    );
  }

  #advance({ stream }: Entry, { state, isNew }: StreamDocument): Write[] {
    const own = this.#parts.projections.find(({ prefix }) => stream.startsWith(prefix));
    if (own === undefined || state === null) return [];
    return [isNew ? inserting(own.collection, state, follows) : replacingOlder(own.collection, state)];
  }

  /** Puts the documents in place that this entry brings into the world. */
  async bear(entry: Entry): Promise<void> {
    const births = this.#parts.projections.flatMap((projection) =>
      entry.facts.map(async (fact) => {
        const child = projection.born?.(fact, entry) ?? null;
        if (child !== null) await putState(this.#parts.store.collection(projection.collection), child);
      }),
    );
    await Promise.all(births);
  }

  /** Brings the document of the entry's own stream up to the stream's end. */
  async advance(entry: Entry): Promise<void> {
    const { store, projections } = this.#parts;
    const own = projections.find(({ prefix }) => entry.stream.startsWith(prefix));
    const state = await this.#stateOf(entry);
    if (own !== undefined && state !== null) await putState(store.collection(own.collection), state);
  }

  async #stateOf({ stream }: Entry): Promise<Projected | null> {
    const own = this.#parts.projections.find(({ prefix }) => stream.startsWith(prefix));
    return own === undefined
      ? null
      : (await loadState<Projected>(this.#parts.store, own, this.#journal, stream)).state;
  }

  /** Puts the entry's claims in place where they are missing, and removes those it gives back. */
  async settleClaims(entry: Entry): Promise<void> {
    await restoreClaims(this.#book, entry);
    await giveBack(this.#book, entry);
  }

  /** Puts the entry's event documents in place. @throws what refused any of them for another reason than that it stood already */
  async putEvents(entry: Entry): Promise<void> {
    if (entry.events.length === 0) return;
    try {
      await this.#events.insertMany(
        entry.events.map((event) => toDocument(entry, event)),
        {
          ordered: false,
        },
      );
    } catch (error) {
      if (!wasThereAlready(error)) throw error;
    }
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
    const events = entry.events.map((event) => toDocument(entry, event));
    const readers = events.length === 0 ? [] : [...this.#readers, ...this.#followers];
    await Promise.all(readers.map((reader) => reader(entry, events)));
    await this.#parts.reach("mid-fan-out");
    if (entry.fanout === "pending") this.#noteDone(entry._id);
    else await this.#parts.reach("after-fan-out");
  }

  /**
   * The mark that an entry is done only saves the sweep its work, so nobody waits for it: marks of a moment share one
   * write. Lost with the process, they make the next sweep do what changes nothing.
   */
  #noteDone(id: string): void {
    this.#done.push(id);
    this.#marking ??= pause(markEveryMs).then(async () => {
      this.#marking = null;
      const ids = this.#done.splice(0);
      try {
        await this.#journal.updateMany({ _id: { $in: ids } }, { $set: { fanout: "done" } });
        await this.#parts.reach("after-fan-out");
      } catch (error) {
        this.#parts.log.warn({ err: error }, "relayed entries could not be marked; the sweep will do it");
      }
    });
  }

  /** Resolves when the marks of what was relayed so far are written. */
  async settle(): Promise<void> {
    while (this.#marking !== null) await this.#marking;
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
    const before = new Date(this.#parts.clock.now().getTime() - (atStart ? -1_000 : staleAfterMs));
    const { done } = await sweepOver<Entry>(this.#parts, {
      kind: "relay",
      records: this.#journal.find({ fanout: "pending", at: { $lt: before } }).sort({ at: 1 }),
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

/**
 * Rebuilds every state and event document from the journal alone, in place; claims that are missing come back.
 * @returns how many entries were read.
 */
export const rebuild = async (parts: RelayParts): Promise<number> => {
  const { store, projections } = parts;
  for (const { collection } of projections) await store.collection(collection).deleteMany({});
  await store.collection(eventsCollection).deleteMany({});
  const relay = new Relay(parts);
  const inOrder = () =>
    store.collection(journalCollection).find().sort({ at: 1, _id: 1 }) as AsyncIterable<Entry>;
  // Births first: clocks of several machines may disagree, so a child's entry can carry an earlier time than its birth.
  for await (const entry of inOrder()) await relay.bear(entry);
  let read = 0;
  for await (const entry of inOrder()) {
    await relay.advance(entry);
    await relay.putEvents(entry);
    await relay.settleClaims(entry);
    read += 1;
  }
  return read;
};
