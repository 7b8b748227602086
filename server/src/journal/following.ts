import { inserting, replacingOlder, type Write } from "../core/commits/index.ts";
import { eventsCollection, type Entry, type EventDocument } from "./entry.ts";
import type { AnyProjection, Projected } from "./projection.ts";

/*
 * What follows from an entry, as writes: the documents it brings into the world, the one of its own stream, its events,
 * what the listeners add. It is worked out before the entry is written, and reads nothing.
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

/** The document of an entry's own stream, as the entry leaves it; `isNew` when there was none before. */
export interface StreamDocument {
  readonly state: Projected | null;
  readonly isNew: boolean;
}

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
  ...(event.stamps !== undefined && { stamps: event.stamps }),
});

/** The documents of an entry's events. */
export const eventDocuments = (entry: Entry): EventDocument[] =>
  entry.events.map((event) => toDocument(entry, event));

/** What a projection's documents are born as in an entry. */
export const bornIn = (entry: Entry, { born }: AnyProjection): Projected[] =>
  entry.facts.flatMap((fact) => {
    const child: Projected | null = born?.(fact, entry) ?? null;
    return child === null ? [] : [child];
  });

const births = (projections: readonly AnyProjection[], entry: Entry): Write[] =>
  projections.flatMap((projection) =>
    bornIn(entry, projection).map((child) => inserting(projection.collection, child, follows)),
  );

/** The projection of an entry's own stream. */
export const ownProjection = (
  projections: readonly AnyProjection[],
  { stream }: Pick<Entry, "stream">,
): AnyProjection | undefined => projections.find(({ prefix }) => stream.startsWith(prefix));

const advance = (own: AnyProjection | undefined, { state, isNew }: StreamDocument): Write[] => {
  if (own === undefined || state === null) return [];
  return [isNew ? inserting(own.collection, state, follows) : replacingOlder(own.collection, state)];
};

/** What an entry is worked out with. */
export interface Plan {
  readonly entry: Entry;
  readonly document: StreamDocument;
  readonly planners: readonly EntryPlanner[];
}

/** All that follows from an entry. */
export const whatFollows = (
  projections: readonly AnyProjection[],
  { entry, document, planners }: Plan,
): Following => {
  const events = eventDocuments(entry);
  const shown = events.filter((event) => event.is_public);
  const told = shown.length === 0 ? [] : planners.map((planner) => planner(entry, shown));
  const writes = [
    ...births(projections, entry),
    ...advance(ownProjection(projections, entry), document),
    ...events.map((event) => inserting(eventsCollection, event, follows)),
    ...told.flatMap((following) => following.writes),
  ];
  return {
    writes,
    async written(known) {
      await Promise.all(told.map((following) => following.written?.(known)));
    },
    withdrawn: () => told.forEach((following) => following.withdrawn?.()),
  };
};
