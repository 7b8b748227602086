import {
  closeSync,
  constants,
  existsSync,
  fsync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  write,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";

export const logFile = "store.log";

/** One key put (or, without a value, removed). */
export interface Change {
  key: Buffer;
  value: Buffer | undefined;
}

/** What has not reached the disk yet, and who waits for it. */
interface Batch {
  records: Buffer[];
  waiting: (() => void)[];
}

/**
 * The changes since the last checkpoint, one record to a transaction, each on disk before anybody is told.
 * The file is overwritten from its beginning after each checkpoint and never grows: it cannot run out of disk, and a write to it needs no
 * change of the file's own record. A record carries the name of the checkpoint it follows, its length and a checksum over all of it:
 * the first that does not fit is the end, be it what an earlier checkpoint has left there, or what a crash has torn.
 * One write is under way at a time, so that a record is on disk only after those before it.
 */
export class Log {
  readonly #file: number;
  /** Records handed to the disk end here. */
  #end = 0;
  #size = 0;
  #name: Buffer = Buffer.alloc(8);
  #next: Batch = { records: [], waiting: [] };
  /** Undefined too where what is being written has become needless. */
  #underWay: Batch | undefined;
  #isWriting = false;
  #flushes = 0;

  constructor(path: string) {
    if (!existsSync(path) || statSync(path).size < logBytes) allocate(path);
    this.#file = openSync(path, constants.O_RDWR | syncFlag);
  }

  /** How often something was written to disk. */
  get flushes(): number {
    return this.#flushes;
  }

  /** Nothing has been appended since the last checkpoint. */
  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** Starts again from the beginning, behind a checkpoint which holds all there was: who waited need not wait. */
  restart(name: Buffer): void {
    const waiting = [...(this.#underWay?.waiting ?? []), ...this.#next.waiting];
    this.#name = name;
    this.#end = 0;
    this.#size = 0;
    this.#underWay = undefined;
    this.#next = { records: [], waiting: [] };
    for (const wake of waiting) wake();
  }

  /** False where it has no room for it: then nothing was appended. */
  append(changes: readonly Change[]): boolean {
    const record = encode(this.#name, changes);
    if (this.#size + record.length > logBytes) return false;
    this.#size += record.length;
    this.#next.records.push(record);
    this.#write();
    return true;
  }

  /** Calls back once all that has been appended is on disk: at once where it is. */
  whenDurable(callback: () => void): void {
    const last = this.#next.records.length > 0 ? this.#next : this.#underWay;
    if (last) last.waiting.push(callback);
    else callback();
  }

  /** All that has been appended since the last checkpoint, on disk or not yet. */
  changes(): Change[] {
    const written = Buffer.alloc(this.#end);
    readSync(this.#file, written, 0, this.#end, 0);
    const coming = [...(this.#underWay?.records ?? []), ...this.#next.records];
    return changesIn(Buffer.concat([written, ...coming]), this.#name);
  }

  /** Only after a checkpoint. */
  async close(): Promise<void> {
    while (this.#isWriting) await new Promise((resolve) => setImmediate(resolve));
    closeSync(this.#file);
  }

  #write(): void {
    if (this.#isWriting || this.#next.records.length === 0) return;
    const batch = this.#next;
    const bytes = Buffer.concat(batch.records);
    this.#next = { records: [], waiting: [] };
    this.#underWay = batch;
    this.#isWriting = true;
    this.#flushes++;
    writeDurably(this.#file, bytes, this.#end, () => {
      this.#isWriting = false;
      if (this.#underWay === batch) {
        this.#underWay = undefined;
        this.#end += bytes.length;
        for (const wake of batch.waiting) wake();
      }
      this.#write();
    });
  }
}

/** A disk that refuses a write into a file that is there is broken: to go on would be to tell of writes that are nowhere. So it ends the process. */
function writeDurably(file: number, bytes: Buffer, position: number, done: () => void): void {
  const finish = (error: Error | null): void => {
    if (error) throw error;
    done();
  };
  write(file, bytes, 0, bytes.length, position, (error, written) => {
    if (error || written === bytes.length) {
      if (error || syncFlag !== 0) finish(error);
      else fsync(file, finish);
    } else finish(new Error("the log of the store was not written whole"));
  });
}

/** The changes that a store's log holds beyond the checkpoint of that name. */
export function readLog(path: string, name: Buffer): Change[] {
  return existsSync(path) ? changesIn(readFileSync(path), name) : [];
}

export const logBytes = 8 * 1024 * 1024;
/** On Linux a write can itself end when it is on disk; elsewhere it is flushed after it. */
const syncFlag = process.platform === "linux" ? constants.O_DSYNC : 0;
const headBytes = 16;

function allocate(path: string): void {
  const file = openSync(path, "w");
  writeSync(file, Buffer.alloc(logBytes));
  fsyncSync(file);
  closeSync(file);
  if (process.platform === "win32") return;
  // The name of a new file is the folder's.
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

/** Eight bytes of name, length of the body, checksum over both and the body; then the changes: lengths of key and value (-1: removed) before them. */
function encode(name: Buffer, changes: readonly Change[]): Buffer {
  let size = headBytes;
  for (const { key, value } of changes) size += 8 + key.length + (value?.length ?? 0);
  const record = Buffer.allocUnsafe(size);
  name.copy(record, 0);
  record.writeUInt32LE(size - headBytes, 8);
  let at = headBytes;
  for (const { key, value } of changes) {
    record.writeInt32LE(key.length, at);
    record.writeInt32LE(value?.length ?? -1, at + 4);
    key.copy(record, at + 8);
    value?.copy(record, at + 8 + key.length);
    at += 8 + key.length + (value?.length ?? 0);
  }
  record.writeUInt32LE(checksum(record), 12);
  return record;
}

const checksum = (record: Buffer): number => crc32(record.subarray(headBytes), crc32(record.subarray(0, 12)));

function changesIn(bytes: Buffer, name: Buffer): Change[] {
  const changes: Change[] = [];
  for (let at = 0; at + headBytes <= bytes.length;) {
    const end = at + headBytes + bytes.readUInt32LE(at + 8);
    if (end > bytes.length || !bytes.subarray(at, at + 8).equals(name)) break;
    const record = bytes.subarray(at, end);
    if (record.readUInt32LE(12) !== checksum(record)) break;
    readChanges(record, changes);
    at = end;
  }
  return changes;
}

function readChanges(record: Buffer, changes: Change[]): void {
  for (let at = headBytes; at < record.length;) {
    const keyEnd = at + 8 + record.readInt32LE(at);
    const size = record.readInt32LE(at + 4);
    const end = keyEnd + Math.max(0, size);
    changes.push({
      key: record.subarray(at + 8, keyEnd),
      value: size < 0 ? undefined : record.subarray(keyEnd, end),
    });
    at = end;
  }
}
