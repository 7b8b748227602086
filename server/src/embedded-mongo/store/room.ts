import { statfsSync } from "node:fs";

/**
 * lmdb cannot be let run out of disk: a commit that fails for want of it leaves its memory in ruins. So the room is judged
 * before each transaction of ours and each commit of lmdb's, and what there is none for is refused, with nothing done. What
 * was acknowledged is in the log, which was made in full size. As room gets scarce, commits come more often, so that what
 * the next one needs always fits. A quota that the file system does not tell of is not seen.
 */

/** What is free on a disk, in bytes. */
export type FreeBytes = () => number;

/** Below this nothing is changed. */
export const reserveBytes = 32 * 1024 * 1024;

/** For what a commit writes beside the pages of its changes: those that lead to them, and the list of free ones. */
const commitBytes = 1024 * 1024;

const pageBytes = 4096;
const lookedAtEveryMs = 100;

/** The disk has no room for what was to be written; nothing of it was. */
export class NoRoom extends Error {
  constructor() {
    super("the disk of the store is full");
    this.name = "NoRoom";
  }
}

/** What is free on the disk of a folder, as of a moment ago. Infinity where the file system does not say. */
export function freeBytesOf(folder: string): FreeBytes {
  let free = Infinity;
  let lookedAt = -Infinity;
  return () => {
    if (performance.now() - lookedAt < lookedAtEveryMs) return free;
    lookedAt = performance.now();
    try {
      const { bavail, blocks, bsize } = statfsSync(folder);
      free = blocks === 0 ? Infinity : bavail * bsize;
    } catch {
      free = Infinity;
    }
    return free;
  };
}

/** The room for one map, and what its next commit may take of it at most. */
export class Room {
  readonly #free: FreeBytes;
  #needed = 0;

  constructor(free: FreeBytes) {
    this.#free = free;
  }

  /** A key was put or removed since the last commit: its page and one above it are written anew, and a great value beside them. */
  changed(valueBytes: number): void {
    this.#needed += 2 * pageBytes + valueBytes;
  }

  /** Nothing has changed since the last commit. */
  settled(): void {
    this.#needed = 0;
  }

  /** The commit should come now, while there is room for it. */
  get isScarce(): boolean {
    return this.#needed > (this.#free() - reserveBytes) / 2;
  }

  /** Throws NoRoom where nothing more may be changed. */
  assertForMore(): void {
    if (this.#free() < reserveBytes) throw new NoRoom();
  }

  /** Throws NoRoom where a commit could fail. */
  assertForCommit(): void {
    if (this.#free() < this.#needed + commitBytes) throw new NoRoom();
  }
}
