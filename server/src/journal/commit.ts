import { inserting, type Write } from "../core/commits/index.ts";
import { Overloaded } from "../core/failure.ts";
import { isDuplicateKey, type Store } from "../core/store.ts";
import { acquireClaim, claimsCollection, toClaim, type ClaimBook, type ClaimRequest } from "./claims.ts";
import { journalCollection, type Entry } from "./entry.ts";
import { writesAt, type EntryPlanner, type Following, type StreamDocument } from "./following.ts";
import type { Relay, RelayParts } from "./relay.ts";

/*
 * A command's commit: claims, then the entry, then what follows from it, as one batch of the store's commit stage. What
 * is claimed stands before the entry does, so nobody uses a value whose entry cannot be found; the entry stands before
 * anything that shows it. Refused a claim, the batch ends there: the claims before it stand and are the command's; the
 * others are asked for one by one, with patience for their holders, then the entry is written in a batch without them.
 * Refused the entry's id, by a rival, its claims stay held for the next try. The answer lost: the token of the entry that
 * stands tells whose it is. Crash between any two writes: before the entry, claims that are void; after it, an entry that
 * is pending, which the sweep finishes. An entry that is written as done cannot be parted from what follows: its batch is
 * atomic.
 */

/** What a try is made with. */
export interface Attempt {
  readonly entry: Entry;
  readonly claims: readonly ClaimRequest[];
  /** What the command has claimed in its tries so far; added to. */
  readonly held: Set<string>;
  readonly document: StreamDocument;
  readonly planners: readonly EntryPlanner[];
}

/** A process that dies at a failpoint goes no further. */
class Died extends Error {
  readonly at: unknown;

  constructor(at: unknown) {
    super("died");
    this.at = at;
  }
}

const lookAgainForMs = 2_000;

/** @throws Overloaded when very much waits to be written already */
export const refuseCrowd = ({ commits }: Pick<Store, "commits">): void => {
  if (commits.isCrowded) throw new Overloaded("Too much is being written at once; try again in a moment.");
};

type Outcome = "stands" | "lost" | { readonly claimed: number };

export class Committer {
  readonly #parts: RelayParts;
  readonly #relay: Relay;
  readonly #book: ClaimBook;

  constructor(parts: RelayParts, relay: Relay, book: ClaimBook) {
    this.#parts = parts;
    this.#relay = relay;
    this.#book = book;
  }

  /**
   * Writes an entry with its claims and all that follows. Of a crowd the first are written and the others refused before
   * anything of theirs is: what the system does by itself waits its turn.
   * @returns false when the entry's id was taken by another writer
   * @throws ClaimTaken when a value was used by another entry; unavailable; what leaves it open whether the entry stands
   */
  async commit(attempt: Attempt): Promise<boolean> {
    const { entry, held } = attempt;
    if (held.size === 0 && entry.actor.kind !== "system") refuseCrowd(this.#parts.store);
    let claims = attempt.claims;
    if (held.size > 0) claims = await this.#acquire(claims, entry, held);
    for (;;) {
      const outcome = await this.#write({ ...attempt, claims });
      const claimed = typeof outcome === "string" ? claims.length : outcome.claimed;
      for (const { id } of claims.slice(0, claimed)) held.add(id);
      if (typeof outcome === "string") return outcome === "stands";
      claims = await this.#acquire(claims.slice(claimed), entry, held);
    }
  }

  /** Claims one after the other. @returns what is left to claim: nothing */
  async #acquire(claims: readonly ClaimRequest[], entry: Entry, held: Set<string>): Promise<[]> {
    for (const request of claims) {
      await acquireClaim(this.#book, request, { entry: entry._id, token: entry.token }, entry.at);
      held.add(request.id);
    }
    return [];
  }

  async #write({ entry, claims, document, planners }: Attempt): Promise<Outcome> {
    const following = this.#relay.plan(entry, document, planners);
    const batch = { writes: [...this.#entryWrites(entry, claims), ...following.writes] };
    const progress = { stands: false };
    try {
      const written = await this.#stage(batch.writes, progress);
      if (written.refused !== null) {
        following.withdrawn?.();
        const { at, error } = written.refused;
        if (at < claims.length) return { claimed: at };
        if (at > claims.length) return await this.#finishApart(entry, error);
        return (await this.#isOurs(entry, error)) ? await this.#finishApart(entry, error) : "lost";
      }
      await this.#through(entry, following, writesAt(batch, written.passed));
    } catch (error) {
      following.withdrawn?.();
      if (error instanceof Died) throw error.at;
      if (!progress.stands && !(await this.#stoodAfterAll(entry, error))) throw error;
      return this.#finishApart(entry, error);
    }
    return "stands";
  }

  #entryWrites(entry: Entry, claims: readonly ClaimRequest[]): Write[] {
    const holder = { entry: entry._id, token: entry.token };
    const stop = { onDuplicate: "stop" } as const;
    return [
      ...claims.map((request) =>
        inserting(claimsCollection, toClaim(request, holder), { step: "claim", ...stop }),
      ),
      inserting(journalCollection, entry, { step: "entry", ...stop }),
    ];
  }

  async #stage(writes: readonly Write[], progress: { stands: boolean }) {
    const { store, reach } = this.#parts;
    const dieAt = async (name: Parameters<typeof reach>[0]): Promise<void> => {
      try {
        await reach(name);
      } catch (error) {
        throw new Died(error);
      }
    };
    const isStaged = store.commits.mode === "staged";
    if (!isStaged) await dieAt("before-journal");
    return store.commits.write({
      writes,
      async reached(step) {
        if (step === "claim" && isStaged) await dieAt("before-journal");
        if (step === "entry") {
          await dieAt("after-journal");
          progress.stands = true;
        }
        if (step === "document") await reach("mid-projection");
      },
    });
  }

  async #through(entry: Entry, following: Following, known: ReadonlySet<Write>): Promise<void> {
    await following.written?.(known);
    await this.#relay.finish(entry);
  }

  /** Whether the entry under a taken id is ours: the driver may have sent it twice over a broken connection. */
  async #isOurs(entry: Entry, error: unknown): Promise<boolean> {
    if (!isDuplicateKey(error)) throw error;
    return this.#stands(entry);
  }

  async #stands(entry: Entry, signal?: AbortSignal): Promise<boolean> {
    const standing = await this.#book.journal.findOne({ _id: entry._id }, signal && { signal });
    return standing?.token === entry.token;
  }

  /** The answer was lost. A store that is silent is not waited for again. */
  async #stoodAfterAll(entry: Entry, error: unknown): Promise<boolean> {
    try {
      return await this.#stands(entry, AbortSignal.timeout(lookAgainForMs));
    } catch {
      throw error;
    }
  }

  /**
   * The entry stands, and perhaps not all that follows: what says that it is done is taken back where it does, so that
   * the sweep finishes it.
   */
  async #finishApart(entry: Entry, cause: unknown): Promise<"stands"> {
    const { log } = this.#parts;
    log.error({ err: cause, entry: entry._id }, "an entry stands but was not relayed; the sweep will do it");
    if (entry.fanout === "pending") return "stands";
    try {
      await this.#book.journal.updateOne({ _id: entry._id }, { $set: { fanout: "pending" } });
    } catch (error) {
      log.error(
        { err: error, entry: entry._id },
        "an entry that lacks something could not be left to the sweep",
      );
    }
    return "stands";
  }
}
