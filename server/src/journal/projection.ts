import {
  isDuplicateKey,
  type CollectionDefinition,
  type Store,
  type Collection,
  byId,
  replaceOlder,
} from "../core/store.ts";
import type { Entry, Fact } from "./entry.ts";

/** A state document: what the entries of its stream up to `seq` make of it. */
export interface Projected {
  readonly _id: string;
  readonly seq: number;
}

/** How one kind of stream becomes documents. `evolve` and `born` are pure. */
export interface Projection<S extends Projected> {
  readonly collection: CollectionDefinition<S>;
  /** Streams whose id starts with this are this projection's. */
  readonly prefix: string;
  /** The state after a fact of its own stream. */
  evolve(state: S | null, fact: Fact, entry: Entry): S | null;
  /** Documents that an entry of another stream brings into the world, at seq 0: a card's entry issues vouchers. */
  born?(fact: Fact, entry: Entry): S | null;
  /** Entries of 0.1.0 gave claims back without saying so: which kind did, and what it gave back. */
  readonly releasedBefore?: { readonly kind: string; claims(entry: Entry): readonly string[] };
}

/** Projections of different states in one list. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each projection only ever meets its own documents
export type AnyProjection = Projection<any>;

/** The state an entry leaves behind. */
export const applyEntry = <S extends Projected>(
  projection: Projection<S>,
  state: S | null,
  entry: Entry,
): S | null => {
  const after = entry.facts.reduce<S | null>(
    (current, fact) => projection.evolve(current, fact, entry),
    state,
  );
  return after === null ? null : { ...after, seq: entry.seq };
};

/** Puts a state in place unless a later one stands there already. */
export const putState = async <S extends Projected>(documents: Collection<S>, state: S): Promise<void> => {
  try {
    await replaceOlder(documents, state);
  } catch (error) {
    // The upsert collided with the document itself: it stands at this seq or a later one.
    if (!isDuplicateKey(error, "_id")) throw error;
  }
};

/** A stream's state and the seq it stands at; a stream may have entries and no state (a void entry only). */
export interface StreamState<S> {
  readonly state: S | null;
  readonly seq: number;
}

/** A document brought up to date with the entries that are not in it yet. */
export const catchUp = async <S extends Projected>(
  projection: Projection<S>,
  journal: Collection<Entry>,
  stream: string,
  stored: S | null,
): Promise<StreamState<S>> => {
  const seq = stored?.seq ?? 0;
  const tail = await journal
    .find({ stream, seq: { $gt: seq } })
    .sort({ seq: 1 })
    .toArray();
  return tail.reduce<StreamState<S>>(
    ({ state }, entry) => ({ state: applyEntry(projection, state, entry), seq: entry.seq }),
    { state: stored, seq },
  );
};

/** The state of a stream: its document brought up to date with the entries that are not in it yet. */
export const loadState = async <S extends Projected>(
  store: Store,
  projection: Projection<S>,
  journal: Collection<Entry>,
  stream: string,
): Promise<StreamState<S>> => {
  const stored = await byId(store.collection(projection.collection), stream);
  return catchUp(projection, journal, stream, stored);
};
