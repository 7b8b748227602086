import { setTimeout as sleep } from "node:timers/promises";
import { defineCollection, isDuplicateKey, type Collection } from "../core/store.ts";
import { entryId, systemActor, type Entry } from "./entry.ts";
import type { AnyProjection } from "./projection.ts";

/*
 * Claims make a value (a receipt, a card number, a customer's card of a template, a code) single-use although the
 * journal's only lock is the id of an entry. A claim names the entry that will use it, and is written before it.
 * It counts once that entry exists with the claim's token. Crash before the entry: the claim is void; whoever wants
 * the value next writes an empty entry in the crashed one's place, so that a writer who was merely slow loses the
 * race, and takes the claim over. Crash after the entry: the claim holds. No clock is trusted.
 *
 * A later entry of the same stream may give the value back (a deleted card frees its customer for a new one). The entry
 * says so, and from then on the claim is void; the relay removes it. Crash between the two: whoever wants the value asks
 * the holder's stream, finds that it was given back, and takes the claim over.
 */

export interface Claim {
  _id: string;
  entry: string;
  token: string;
  expires_at?: Date;
}

export const claimsCollection = defineCollection<Claim>("claims", [
  // claims of keys end: an Idempotency-Key after a day, a step of a sale after a season; all others stay
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);

/** The value was used by an entry that stands. */
export class ClaimTaken extends Error {
  readonly claim: string;
  readonly entry: Entry;

  constructor(claim: string, entry: Entry) {
    super(`claim ${claim} is used by ${entry._id}`);
    this.claim = claim;
    this.entry = entry;
  }
}

export interface ClaimRequest {
  readonly id: string;
  readonly expiresAt?: Date;
}

/** A key under which a command has its effect once, for as long as somebody may repeat it. */
export interface OnceRequest extends ClaimRequest {
  readonly expiresAt: Date;
  /** Told when an entry has used the key up, with the answer it keeps, as JSON. */
  used?(answer: string): void;
}

interface Holder {
  readonly entry: string;
  readonly token: string;
}

const patienceMs = 15;
const patienceRounds = 8;

/** Claims, the journal they speak of, and what its older entries gave back. */
export interface ClaimBook {
  readonly claims: Collection<Claim>;
  readonly journal: Collection<Entry>;
  readonly projections: readonly AnyProjection[];
}

/** The stream and the number in it that an entry's id is made of. */
const placeOf = (id: string): Pick<Entry, "stream" | "seq"> => {
  const cut = id.lastIndexOf(":");
  return { stream: id.slice(0, cut), seq: Number(id.slice(cut + 1)) };
};

const voidEntry = (id: string, token: string, at: Date): Entry => {
  const { stream, seq } = placeOf(id);
  return {
    _id: entryId(stream, seq),
    stream,
    seq,
    business_id: "",
    customer_id: null,
    at,
    kind: "void",
    actor: systemActor,
    facts: [],
    events: [],
    token,
    fanout: "done",
  };
};

/** A claim of limited life whose time has passed is void, whether or not the store has swept it. */
const isOver = ({ expires_at: end }: Claim, at: Date): boolean => end !== undefined && end <= at;

/** Writes an empty entry where a claim's entry is missing, so that its writer, should it live, loses the race. */
const closeDoor = async (book: ClaimBook, id: string, token: string, at: Date): Promise<void> => {
  try {
    await book.journal.insertOne(voidEntry(id, `void:${token}`, at));
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
};

const awaitEntry = async (book: ClaimBook, existing: Claim): Promise<Entry | null> => {
  for (let round = 0; ; round += 1) {
    const entry = await book.journal.findOne({ _id: existing.entry });
    if (entry !== null || round === patienceRounds) return entry;
    await sleep(patienceMs);
  }
};

const lifeOf = ({ expiresAt }: ClaimRequest): Pick<Claim, "expires_at"> =>
  expiresAt === undefined ? {} : { expires_at: expiresAt };

/** A claim as it is written. */
export const toClaim = (request: ClaimRequest, holder: Holder): Claim => ({
  _id: request.id,
  ...holder,
  ...lifeOf(request),
});

const tryInsert = async (book: ClaimBook, request: ClaimRequest, holder: Holder): Promise<boolean> => {
  try {
    await book.claims.insertOne(toClaim(request, holder));
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};

const releasesOf = ({ projections }: ClaimBook, entry: Entry): readonly string[] =>
  entry.releases ??
  projections.flatMap(({ releasedBefore: before }) =>
    before?.kind === entry.kind ? before.claims(entry) : [],
  );

/** Whether a later entry of the holder's stream has given the value back. */
const isGivenBack = async (book: ClaimBook, id: string, { stream, seq }: Entry): Promise<boolean> => {
  const kinds = book.projections.flatMap(({ releasedBefore: before }) => before?.kind ?? []);
  const later = await book.journal
    .find({ stream, seq: { $gt: seq }, $or: [{ releases: id }, { kind: { $in: kinds } }] })
    .toArray();
  return later.some((entry) => releasesOf(book, entry).includes(id));
};

/** Removes the claims that an entry gives back. One that a newer holder, or a later entry, has made stays. */
export const giveBack = async (book: ClaimBook, entry: Entry): Promise<void> => {
  const ids = releasesOf(book, entry);
  if (ids.length === 0) return;
  const standing = await book.claims.find({ _id: { $in: [...ids] } }).toArray();
  for (const { _id, entry: holder, token } of standing) {
    const { stream, seq } = placeOf(holder);
    if (stream === entry.stream && seq < entry.seq)
      await book.claims.deleteOne({ _id, entry: holder, token });
  }
};

/** Puts an entry's claims in place where none stands, unless they were given back. */
export const restoreClaims = async (book: ClaimBook, entry: Entry): Promise<void> => {
  const holder = { entry: entry._id, token: entry.token };
  for (const id of entry.claims ?? []) {
    const isRestored = await tryInsert(book, { id }, holder);
    if (isRestored && (await isGivenBack(book, id, entry)))
      await book.claims.deleteOne({ _id: id, ...holder });
  }
};

/**
 * Acquires one claim for an entry about to be written.
 * @throws ClaimTaken when an entry that stands has used the value and no later one has given it back.
 */
export const acquireClaim = async (
  book: ClaimBook,
  request: ClaimRequest,
  holder: Holder,
  at: Date,
): Promise<void> => {
  for (;;) {
    if (await tryInsert(book, request, holder)) return;
    const existing = await book.claims.findOne({ _id: request.id });
    if (existing === null) continue;
    if (existing.token !== holder.token && !isOver(existing, at)) {
      const entry = await awaitEntry(book, existing);
      if (entry?.token === existing.token && !(await isGivenBack(book, request.id, entry)))
        throw new ClaimTaken(request.id, entry);
      if (entry === null) {
        await closeDoor(book, existing.entry, holder.token, at);
        continue;
      }
    }
    const moved = await book.claims.updateOne(
      { _id: request.id, token: existing.token, entry: existing.entry },
      { $set: { ...holder, ...lifeOf(request) } },
    );
    if (moved.matchedCount === 1) return;
  }
};

/** Takes back what a command that was refused after all had claimed. */
export const releaseClaims = async (
  book: ClaimBook,
  ids: readonly string[],
  token: string,
): Promise<void> => {
  if (ids.length > 0) await book.claims.deleteMany({ _id: { $in: [...ids] }, token });
};

/** The entry that has used a value up; null while none stands. */
export const entryUsing = async (book: ClaimBook, id: string, at: Date): Promise<Entry | null> => {
  const claim = await book.claims.findOne({ _id: id });
  if (claim !== null && isOver(claim, at)) return null;
  const entry = claim && (await book.journal.findOne({ _id: claim.entry }));
  return entry?.token === claim?.token ? entry : null;
};
