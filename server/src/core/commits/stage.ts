import type { Connection } from "mongoose";
import { isStoreAway } from "../store-faults.ts";
import { writeByCollection } from "./by-collection.ts";
import { writeInOrder } from "./in-order.ts";
import { PendingBatch } from "./pending.ts";
import type { Batch, Written } from "./write.ts";

/*
 * The one place where commands' commits are written: those of the moment together, each in its order. A batch that comes
 * while none is being written goes at once; what comes meanwhile is the next group. How a group is written depends on the
 * server. `atomic`: as one bulk over collections, all or nothing of what was not refused (the embedded store). `ordered`:
 * the same bulk, done write by write (MongoDB 8 and later). `staged`: in steps, one bulk per collection (6, 7).
 * A refusal ends its own batch only: what stands before it in the batch stands, and is its owner's to take back; the
 * batches behind it are written again. Crash while a group is written: atomic, all of it or nothing stands; else of each
 * batch a beginning, by steps. An answer that is lost leaves all open: each batch fails, and its owner looks.
 */

export type CommitMode = "atomic" | "ordered" | "staged";

/** Writes of one group at most; more wait for the next, so that nobody waits for a crowd. */
const mostWrites = 1_000;
/** With so many waiting a new command would wait for seconds. */
const mostWaiting = 20_000;

const writesIn = (group: readonly PendingBatch[]): number =>
  group.reduce((count, { left }) => count + left.length, 0);

export class CommitStage {
  readonly mode: CommitMode;
  readonly #connection: Connection;
  #waiting: PendingBatch[] = [];
  /** Counted along, since every command asks whether it is crowded. */
  #writesWaiting = 0;
  #isWriting = false;

  constructor(connection: Connection, mode: CommitMode) {
    this.#connection = connection;
    this.mode = mode;
  }

  /** Whether a batch stands as a whole or not at all, unless something of it was refused. */
  get isAtomic(): boolean {
    return this.mode === "atomic";
  }

  /** So much is waiting to be written that new commands are better refused: those that wait are done in bounded time. */
  get isCrowded(): boolean {
    return this.#writesWaiting >= mostWaiting;
  }

  /**
   * Writes a batch. Durable when it resolves.
   * @throws what left it open what of the batch stands, and what its `reached` throws
   */
  write(batch: Batch): Promise<Written> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(new PendingBatch(batch, { resolve, reject }));
      this.#writesWaiting += batch.writes.length;
      if (this.#isWriting) return;
      this.#isWriting = true;
      // what comes in the same turn of the event loop goes together
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      await this.#writeGroup(group);
      this.#giveUpBehind(group);
    }
    this.#isWriting = false;
  }

  /** Where the store is away, those that wait are refused untried: each group would wait as long as the one before it. */
  #giveUpBehind(group: readonly PendingBatch[]): void {
    const away = group.find(({ failure }) => failure !== null && isStoreAway(failure));
    if (away === undefined) return;
    this.#writesWaiting = 0;
    for (const pending of this.#waiting.splice(0)) pending.fail(away.failure);
  }

  #takeGroup(): PendingBatch[] {
    let count = 0;
    const full = this.#waiting.findIndex(({ left }) => (count += left.length) > mostWrites);
    const group = this.#waiting.splice(0, full < 0 ? this.#waiting.length : Math.max(1, full));
    this.#writesWaiting -= writesIn(group);
    return group;
  }

  #putBack(group: readonly PendingBatch[]): void {
    this.#waiting.unshift(...group);
    this.#writesWaiting += writesIn(group);
  }

  async #writeGroup(group: readonly PendingBatch[]): Promise<void> {
    try {
      if (this.mode === "staged") await writeByCollection(this.#connection, group);
      else this.#putBack(await writeInOrder(this.#connection, group));
    } catch (error) {
      const open = group.filter(({ isEnded }) => !isEnded);
      // what the driver or the store cannot take at all is one batch's fault: each is tried for itself
      if (open.length > 1 && !isStoreAway(error)) for (const one of open) await this.#writeGroup([one]);
      else for (const pending of open) pending.fail(error);
    }
  }
}
