import { wasThereAlready } from "../core/store.ts";
import { claimsCollection, giveBack, restoreClaims, type ClaimBook } from "./claims.ts";
import { eventsCollection, journalCollection, type Entry } from "./entry.ts";
import { bornIn, eventDocuments, ownProjection } from "./following.ts";
import { loadState, putState, type Projected } from "./projection.ts";
import type { RelayParts } from "./relay.ts";

/*
 * The documents made again from the journal alone. Every step may run twice and changes nothing the second time: killed
 * anywhere, it is run again.
 */

/** What an entry leaves, put in place one step at a time. */
class Rebuilder {
  readonly #parts: RelayParts;
  readonly #book: ClaimBook;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#book = {
      claims: parts.store.collection(claimsCollection),
      journal: parts.store.collection(journalCollection),
      projections: parts.projections,
    };
  }

  /** Every entry, those of an earlier time first. */
  entries(): AsyncIterable<Entry> {
    return this.#book.journal.find().sort({ at: 1, _id: 1 }) as AsyncIterable<Entry>;
  }

  async clear(): Promise<void> {
    const { store, projections } = this.#parts;
    for (const { collection } of projections) await store.collection(collection).deleteMany({});
    await store.collection(eventsCollection).deleteMany({});
  }

  /** Puts the documents in place that this entry brings into the world. */
  async bear(entry: Entry): Promise<void> {
    const { store, projections } = this.#parts;
    await Promise.all(
      projections.flatMap((projection) =>
        bornIn(entry, projection).map((child) => putState(store.collection(projection.collection), child)),
      ),
    );
  }

  /** Brings the document of the entry's own stream up to the stream's end. */
  async advance(entry: Entry): Promise<void> {
    const { store, projections } = this.#parts;
    const own = ownProjection(projections, entry);
    if (own === undefined) return;
    const { state } = await loadState<Projected>(store, own, this.#book.journal, entry.stream);
    if (state !== null) await putState(store.collection(own.collection), state);
  }

  /** Puts the entry's claims in place where they are missing, and removes those it gives back. */
  async settleClaims(entry: Entry): Promise<void> {
    await restoreClaims(this.#book, entry);
    await giveBack(this.#book, entry);
  }

  /** Puts the entry's event documents in place. */
  async putEvents(entry: Entry): Promise<void> {
    if (entry.events.length === 0) return;
    const events = this.#parts.store.collection(eventsCollection);
    try {
      await events.insertMany(eventDocuments(entry), { ordered: false });
    } catch (error) {
      if (!wasThereAlready(error)) throw error;
    }
  }
}

/**
 * Rebuilds every state and event document from the journal alone, in place; claims that are missing come back.
 * @returns how many entries were read.
 */
export const rebuild = async (parts: RelayParts): Promise<number> => {
  const rebuilder = new Rebuilder(parts);
  await rebuilder.clear();
  // Births first: clocks of several machines may disagree, so a child's entry can carry an earlier time than its birth.
  for await (const entry of rebuilder.entries()) await rebuilder.bear(entry);
  let read = 0;
  for await (const entry of rebuilder.entries()) {
    await rebuilder.advance(entry);
    await rebuilder.putEvents(entry);
    await rebuilder.settleClaims(entry);
    read += 1;
  }
  return read;
};
