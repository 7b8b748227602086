import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../core/clock.ts";
import type { ReachFailpoint } from "../core/failpoint.ts";
import type { Log } from "../core/log.ts";
import { isDuplicateKey, type Collection, type Store } from "../core/store.ts";
import { sweepOver } from "../core/work-queue/index.ts";
import { claimsCollection, giveBack, restoreClaims, type ClaimBook } from "./claims.ts";
import { eventsCollection, journalCollection, type Entry, type EventDocument } from "./entry.ts";
import { loadState, putState, type AnyProjection, type Projected } from "./projection.ts";

/*
 * Relay: what follows from a committed entry. State documents, event documents, the claims it gives back, then the
 * listeners (hooks make deliveries), then fanout "done". Every step may run twice and changes nothing the second time. The writer runs it at
 * once; the sweep runs it for entries that a crash, or a store that was away, left pending. Crash before the entry:
 * nothing happened. Crash after it, anywhere: the entry is pending and the sweep of any process finishes it.
 */

/** Told of an entry with events. Must be idempotent and must not return before its own writes are durable. */
export type EntryListener = (entry: Entry, events: readonly EventDocument[]) => Promise<void>;

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
  readonly #readers: EntryListener[] = [];

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
  listenAfter(reader: EntryListener): void {
    this.#readers.push(reader);
  }

  /** Brings state and event documents up to an entry. `state` is the one the writer has at hand. */
  async project(entry: Entry, state?: Projected | null): Promise<void> {
    // Different documents, none of which reads another: the writes share one wait.
    await Promise.all([
      this.bear(entry),
      this.advance(entry, state),
      this.putEvents(entry),
      giveBack(this.#book, entry),
    ]);
    await this.#parts.reach("mid-projection");
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
  async advance(entry: Entry, state?: Projected | null): Promise<void> {
    const { store, projections } = this.#parts;
    const own = projections.find((projection) => entry.stream.startsWith(projection.prefix));
    if (own === undefined) return;
    const current = state ?? (await loadState(store, own, this.#journal, entry.stream)).state;
    if (current) await putState(store.collection(own.collection), current);
  }

  /** Puts the entry's claims in place where they are missing, and removes those it gives back. */
  async settleClaims(entry: Entry): Promise<void> {
    await restoreClaims(this.#book, entry);
    await giveBack(this.#book, entry);
  }

  /** Puts the entry's event documents in place. */
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
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /**
   * All that follows from an entry: its documents and the listeners, those that read the documents, then the mark that it
   * is done. Documents and listeners are independent of each other, so they share the wait for the store.
   */
  async follow(entry: Entry, state?: Projected | null): Promise<void> {
    const { events } = entry;
    const shown = events.filter((event) => event.is_public);
    await Promise.all([this.project(entry, state), this.#tell(this.#listeners, entry, shown)]);
    await this.#tell(this.#readers, entry, events);
    await this.#parts.reach("mid-fan-out");
    this.#noteDone(entry._id);
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

  async #tell(listeners: readonly EntryListener[], entry: Entry, events: Entry["events"]): Promise<void> {
    if (listeners.length === 0 || events.length === 0) return;
    const documents = events.map((event) => toDocument(entry, event));
    await Promise.all(listeners.map((listener) => listener(entry, documents)));
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
