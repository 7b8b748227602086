import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { type Change, Log, logFile, readLog } from "./log.ts";
import { LongTransaction } from "./long-transaction.ts";
import { applyTo, checkpointKey, makeMap, mapFile, openMap, pageBytesOf, type ByteMap } from "./map.ts";
import { assertRoomForMore, type FreeBytes, freeBytesOf, NoRoom, Room } from "./room.ts";

export interface Entry {
  key: Buffer;
  value: Buffer;
}

export interface Range {
  start: Buffer;
  /** Exclusive. */
  end: Buffer;
  reverse?: boolean;
  limit: number;
}

/**
 * The ordered bytes-to-bytes map under the store: lmdb's, and a log of what it does not hold on disk yet.
 * Once started, one lmdb transaction stays open from checkpoint to checkpoint. A transaction of ours changes it in memory and appends its
 * changes to the log, which is written while the next one runs: one flush to as many transactions as came meanwhile, and nobody waits
 * for the disk but who is to be answered (`whenDurable`). Every read sees what is in memory, so an answer to a read has to wait as well.
 * A checkpoint commits lmdb's transaction, with a new name in it, and the log begins anew.
 *
 * What a crash (of the process or the machine) leaves:
 * - in the middle of a log's write: the map of the last checkpoint and all records before it. Nobody was told of the torn one.
 * - after it: the record is replayed by the next start, whether anybody had been told or not.
 * - in the middle of a checkpoint: lmdb writes copy-on-write and its last page last, so the map is the old one and its log is whole.
 * - after it: the map is the new one. The log's records bear the old name and are not replayed.
 * - in the middle of a replay: the same as before it, as the replay is one commit together with a new name.
 * A record holds keys and values, not what made them: replayed on the map of its checkpoint it gives what was there.
 */
export class Storage {
  readonly #database: ByteMap;
  readonly #folder: string;
  #log: Log | undefined;
  readonly #open: LongTransaction;
  readonly #room: Room;
  /** Since the transaction of ours began. */
  #written: Change[] = [];
  #changes = 0;
  #commits = 0;

  /** Makes the map of a folder where there is none, and opens it. Throws NoRoom on a full disk. */
  static async open(folder: string, freeBytes: FreeBytes = freeBytesOf(folder)): Promise<Storage> {
    assertRoomForMore(freeBytes);
    await makeMap(join(folder, mapFile));
    return new Storage(folder, freeBytes);
  }

  constructor(folder: string, freeBytes: FreeBytes = freeBytesOf(folder)) {
    const path = join(folder, mapFile);
    this.#folder = folder;
    this.#database = openMap(path);
    this.#room = new Room(freeBytes, () => statSync(path).size, pageBytesOf(this.#database));
    this.#open = new LongTransaction(this.#database);
  }

  /** Replays what the log has beyond the map; from here on the log is written. Only by who has claimed the folder. */
  start(): void {
    const path = join(this.#folder, logFile);
    const name = this.get(checkpointKey);
    const missed = name ? readLog(path, name) : [];
    this.#log = new Log(path);
    this.#open.begin();
    this.#apply(missed);
    this.#commit(this.#log);
  }

  /** How many keys have been put or removed so far: as long as it stands still, what was read is what is there. */
  get changes(): number {
    return this.#changes;
  }

  /** How many transactions had something to be made durable. */
  get commits(): number {
    return this.#commits;
  }

  /** How often the disk took them: fewer, as it takes what came while it was busy all at once. */
  get flushes(): number {
    return this.#log?.flushes ?? 0;
  }

  get(key: Buffer): Buffer | undefined {
    return this.#database.getBinary(key);
  }

  has(key: Buffer): boolean {
    return this.#database.doesExist(key);
  }

  /** Only inside `transaction`. */
  put(key: Buffer, value: Buffer): void {
    if (this.#log) this.#open.begin();
    this.#changes++;
    this.#room.changed(key.length + value.length);
    this.#database.putSync(key, value);
    if (this.#log) this.#written.push({ key, value });
  }

  /** Only inside `transaction`. */
  remove(key: Buffer): void {
    if (this.#log) this.#open.begin();
    this.#changes++;
    this.#room.changed(key.length);
    this.#database.removeSync(key);
    if (this.#log) this.#written.push({ key, value: undefined });
  }

  /** A page of entries in key order; in reverse from the end down. Paging by key keeps no read transaction open between pages. */
  page({ start, end, reverse = false, limit }: Range): Entry[] {
    if (!reverse) return [...this.#database.getRange({ start, end, limit })] as Entry[];
    if (Buffer.compare(start, end) >= 0) return [];
    // lmdb's start of a reverse range is the upper end.
    const downwards = {
      start: end,
      exclusiveStart: true,
      end: start,
      inclusiveEnd: true,
      reverse: true,
      limit,
    };
    return [...this.#database.getRange(downwards)] as Entry[];
  }

  /**
   * Everything put inside becomes durable together, or, when `work` throws, nothing does. Before `start` it is on disk when this returns, after it
   * when `whenDurable` says so. Where nothing was put there is nothing to be made durable: the disk is left alone. Throws NoRoom on a full disk.
   */
  transaction<T>(work: () => T): T {
    this.assertRoom();
    const before = this.#changes;
    if (!this.#log) {
      const result = this.#database.transactionSync(work);
      if (this.#changes !== before) this.#commits++;
      return result;
    }
    try {
      const result = work();
      if (this.#changes !== before) this.#keep(this.#log);
      return result;
    } catch (error) {
      if (this.#changes !== before) this.#undo(this.#log);
      throw error;
    } finally {
      this.#written = [];
    }
  }

  /** Calls back once all that can be read now is on disk: at once where it is. */
  whenDurable(callback: () => void): void {
    if (this.#log) this.#log.whenDurable(callback);
    else callback();
  }

  /** Throws NoRoom where the disk has none for a change. */
  assertRoom(): void {
    this.#room.assertForMore();
    if (this.#room.isScarce) this.checkpoint();
  }

  /** Brings the map up to date on disk. When it throws (NoRoom on a full disk), all is as it was. */
  checkpoint(): void {
    if (!this.#log || this.#log.isEmpty) return;
    this.#room.assertForCommit();
    try {
      this.#commit(this.#log);
    } catch (error) {
      this.#undo(this.#log);
      throw error;
    }
  }

  /**
   * For a thread that is about to be ended from outside: lmdb would wait for ever, in that thread, for the end of the open transaction.
   * What is in it is in the log. Nothing can be changed from here on.
   */
  letGo(): void {
    this.#open.end();
  }

  async close(): Promise<void> {
    try {
      this.checkpoint();
    } catch (error) {
      // What the disk has no room for is in the log.
      if (!(error instanceof NoRoom)) throw error;
    } finally {
      // lmdb cannot close around an open transaction; what is in this one is in the log.
      this.#open.abort();
    }
    await this.#log?.close();
    await this.#database.close();
  }

  #keep(log: Log): void {
    if (!log.append(this.#written)) this.#commit(log);
    this.#commits++;
  }

  #commit(log: Log): void {
    this.#room.assertForCommit();
    this.#open.begin();
    const name = randomBytes(8);
    this.#database.putSync(checkpointKey, name);
    this.#open.commit();
    this.#room.settled();
    log.restart(name);
  }

  /** Goes back to the checkpoint and does again what the log has since: the transaction that failed is not in it. */
  #undo(log: Log): void {
    this.#open.abort();
    this.#room.settled();
    this.#open.begin();
    this.#apply(log.changes());
  }

  #apply(changes: readonly Change[]): void {
    this.#changes++;
    for (const { key, value } of changes) this.#room.changed(key.length + (value?.length ?? 0));
    applyTo(this.#database, changes);
  }
}
