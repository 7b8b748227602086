import { randomUUID } from "node:crypto";
import { Failure, Overloaded } from "../core/failure.ts";
import { KeyedQueue } from "../core/keyed-queue.ts";
import { type Collection, byId } from "../core/store.ts";
import { begun } from "../core/together.ts";
import { patienceMs } from "../core/store-promises.ts";
import { openAnswer, sealAnswer, type AnswerSeals } from "./answers.ts";
import {
  ClaimTaken,
  claimsCollection,
  entryUsing,
  releaseClaims,
  type ClaimBook,
  type ClaimRequest,
  type OnceRequest,
} from "./claims.ts";
import { Committer } from "./commit.ts";
import { entryId, journalCollection, type Actor, type Entry, type EventRecord, type Fact } from "./entry.ts";
import type { EntryPlanner } from "./following.ts";
import {
  applyEntry,
  catchUp,
  loadState,
  type Projected,
  type Projection,
  type StreamState,
} from "./projection.ts";
import { Relay, type RelayParts } from "./relay.ts";

/*
 * The journal: one durable write per command. A command decides on the state it knows, claims the values it uses up,
 * and writes one entry under `<stream>:<seq + 1>`. Losing that id to another writer means: load again, decide again.
 * Once the entry stands the command has happened; a failure of anything after it is logged, swept up later, and never
 * turns the answer into an error.
 *
 * Crash before a claim: nothing happened. Between claims and entry: the claims are void, and whoever wants the values
 * takes them over. Refused between the two: what was claimed is given back. Crash after the entry: it holds its claims,
 * has given back what it releases, and keeps the answer for a repeat under its key; documents, events, claims given back
 * and deliveries follow by the sweep. The claim of the key comes first, so that a repeat meets its own entry before
 * anything else it has used up.
 */

/** What a decision says: facts and events to write, values to use up or give back, the answer to give. */
export interface Decision<A> {
  readonly facts: readonly Fact[];
  readonly events: readonly EventRecord[];
  /** Values to use up. */
  readonly claims?: readonly string[];
  /** Values that this stream has used up and that are free again from now on. */
  readonly releases?: readonly string[];
  readonly customer_id?: string | null;
  /** The answer, from the state after the facts. */
  readonly answer: A;
}

export interface Command<S extends Projected, A> {
  readonly projection: Projection<S>;
  readonly stream: string;
  readonly business_id: string;
  readonly kind: string;
  readonly actor: Actor;
  /** When it happens, where that was fixed before; else the moment of deciding, which a wait for its turn may delay. */
  readonly at?: Date;
  /** The stream's document, where the command has just read it, null where there was none: it is decided on first. */
  readonly known?: S | null;
  /** Who is told of its events, where that was begun to be read with `known`; it counts where that does. */
  readonly planners?: Promise<readonly EntryPlanner[]>;
  /** It has no events: nothing is read for those who would be told of them. */
  readonly isQuiet?: true;
  /** Gathers what the rules need to know, then decides by a pure function. Throws Failure to refuse; is called again after a lost race. */
  decide(state: S | null, at: Date): Promise<Decision<A>>;
  /** Use up this key with the entry, and keep the answer with it as long: a repeat gets the first answer. */
  readonly once?: OnceRequest;
}

export interface Outcome<A> {
  readonly answer: A;
  /** True when `once` had been used before: the answer is the first one. */
  readonly replayed: boolean;
}

export interface JournalParts extends RelayParts, AnswerSeals {
  /** How an entry's id is made; a test takes uniqueness out of it to prove that the races rely on it. */
  readonly identify?: (stream: string, seq: number) => string;
}

const maxTries = 500;
/** Where those before it at a stream take so long, a command is refused untried: the store hardly answers. */
const longestTurnMs = 2 * patienceMs;

export class Journal {
  readonly relay: Relay;
  readonly #parts: JournalParts;
  readonly #entries: Collection<Entry>;
  readonly #book: ClaimBook;
  readonly #committer: Committer;
  /** Commands of this process on one stream take turns; between processes the entry's id decides. */
  readonly #turns = new KeyedQueue();
  readonly #identify: (stream: string, seq: number) => string;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.relay = new Relay(parts);
    this.#entries = parts.store.collection(journalCollection);
    const claims = parts.store.collection(claimsCollection);
    this.#book = { claims, journal: this.#entries, projections: parts.projections };
    this.#committer = new Committer(parts, this.relay, this.#book);
    this.#identify = parts.identify ?? entryId;
  }

  /** The state of a stream, with entries that are not projected yet. */
  async load<S extends Projected>(projection: Projection<S>, stream: string): Promise<S | null> {
    return (await loadState(this.#parts.store, projection, this.#entries, stream)).state;
  }

  /** A document that was read, with entries that are not in it yet. */
  async catchUp<S extends Projected>(projection: Projection<S>, stored: S): Promise<S | null> {
    return (await catchUp(projection, this.#entries, stored._id, stored)).state;
  }

  /**
   * Decides and commits.
   * @throws Failure from `decide`; ClaimTaken when a value it claims was used by another entry; PersonErased when it is a
   * repeat whose first answer was about a customer who is gone.
   */
  async run<S extends Projected, A>(command: Command<S, A>): Promise<Outcome<A>> {
    try {
      const isFree = this.#turns.isFree(command.stream);
      const askedAt = performance.now();
      return await this.#turns.run(command.stream, () => {
        if (performance.now() - askedAt > longestTurnMs) throw tooManyWriters();
        return this.#attempt(command, isFree);
      });
    } catch (error) {
      const first = await this.#usedBefore(command.once, error);
      if (first === null) throw error;
      return { answer: (await openAnswer(this.#parts, first)) as A, replayed: true };
    }
  }

  /**
   * The answer kept with the entry that has used a key up, as JSON; null while none has.
   * @throws PersonErased when it was about a customer who is gone
   */
  async firstAnswer(onceId: string): Promise<string | null> {
    const entry = await entryUsing(this.#book, onceId, this.#parts.clock.now());
    return entry && JSON.stringify(await openAnswer(this.#parts, entry));
  }

  /**
   * The entry that used a key up. A repeat learns it from the claim, or is refused before it claims anything, because
   * the first time had its effect: the voucher is redeemed, the cooldown runs.
   */
  async #usedBefore(once: OnceRequest | undefined, error: unknown): Promise<Entry | null> {
    if (once === undefined) return null;
    if (error instanceof ClaimTaken) return error.claim === once.id ? error.entry : null;
    return error instanceof Failure && error.status < 500
      ? entryUsing(this.#book, once.id, this.#parts.clock.now())
      : null;
  }

  async #attempt<S extends Projected, A>(command: Command<S, A>, isFree: boolean): Promise<Outcome<A>> {
    const token = randomUUID();
    const held = new Set<string>();
    // Read in one wait with what the command decides by.
    const prepared = command.isQuiet === true ? null : this.#plannersOf(command, isFree);
    let known = await this.#firstState(command, isFree);
    try {
      for (let attempt = 0; attempt < maxTries; attempt += 1) {
        const at = command.at ?? this.#parts.clock.now();
        const decision = await command.decide(known.state, at);
        if (decision.facts.length === 0 && decision.events.length === 0)
          return { answer: decision.answer, replayed: false };
        const entry = await this.#entryOf(command, decision, { seq: known.seq + 1, token, at });
        const planners = await (entry.events.length === 0
          ? []
          : (prepared ?? this.prepare(entry.business_id)));
        const document = {
          state: applyEntry(command.projection, known.state, entry),
          isNew: known.state === null,
        };
        const claims = claimsOf(command, decision);
        if (await this.#committer.commit({ entry, claims, held, document, planners })) {
          command.once?.used?.(JSON.stringify(decision.answer));
          return { answer: decision.answer, replayed: false };
        }
        known = await loadState(this.#parts.store, command.projection, this.#entries, command.stream);
      }
    } catch (error) {
      // Only a refusal is known to have written nothing; after any other fault the entry may stand and use its claims.
      if (error instanceof Failure || error instanceof ClaimTaken)
        await releaseClaims(this.#book, [...held], token);
      throw error;
    }
    await releaseClaims(this.#book, [...held], token);
    throw tooManyWriters();
  }

  /** Reads who is told of a business's events. May be begun before it is needed; a fault is told to whoever needs it. */
  prepare(businessId: string): Promise<readonly EntryPlanner[]> {
    return begun(this.relay.prepare(businessId));
  }

  #plannersOf<S extends Projected, A>(
    { planners, business_id: businessId }: Command<S, A>,
    isFree: boolean,
  ): Promise<readonly EntryPlanner[]> {
    return planners !== undefined && isFree ? planners : this.prepare(businessId);
  }

  /**
   * What a command decides on first: the document it brings, unless others of this process were at the stream meanwhile,
   * else the one that stands. One that is behind costs a second try: the entry's id is taken.
   */
  async #firstState<S extends Projected, A>(
    { projection, stream, known }: Command<S, A>,
    isFree: boolean,
  ): Promise<StreamState<S>> {
    const stored =
      known !== undefined && isFree
        ? known
        : await byId(this.#parts.store.collection(projection.collection), stream);
    return { state: stored, seq: stored?.seq ?? 0 };
  }

  async #entryOf<S extends Projected, A>(
    command: Command<S, A>,
    decision: Decision<A>,
    { seq, token, at }: Pick<Entry, "seq" | "token" | "at">,
  ): Promise<Entry> {
    const customerId = decision.customer_id ?? null;
    const { once } = command;
    return {
      _id: this.#identify(command.stream, seq),
      stream: command.stream,
      seq,
      business_id: command.business_id,
      customer_id: customerId,
      at,
      kind: command.kind,
      actor: command.actor,
      facts: decision.facts,
      events: decision.events,
      token,
      ...(decision.claims?.length ? { claims: decision.claims } : {}),
      ...(decision.releases?.length ? { releases: decision.releases } : {}),
      fanout: this.relay.fanoutOf(decision),
      ...(once && {
        answer: await sealAnswer(this.#parts, customerId, decision.answer),
        answer_ends_at: once.expiresAt,
      }),
    };
  }
}

const tooManyWriters = (): Failure =>
  new Overloaded("Too many writers are at this record at once; try again.");

const claimsOf = <S extends Projected, A>(
  { once }: Command<S, A>,
  { claims = [] }: Decision<A>,
): readonly ClaimRequest[] => {
  const wanted = claims.map((id): ClaimRequest => ({ id }));
  // The key of a repeat comes first: a repeated receipt under the same key must replay, not be refused.
  return once === undefined ? wanted : [once, ...wanted];
};
