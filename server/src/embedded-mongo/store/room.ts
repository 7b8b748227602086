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

/** What leads to a value in its page, and what is lost where it does not fill one. */
const nodeBytes = 64;
const lookedAtEveryMs = 100;

const mebibyte = 1024 * 1024;

/** The disk has no room for what was to be written; nothing of it was. Its message says how much is wanted. */
export class NoRoom extends Error {
  constructor(wantedBytes: number, freeBytes: number) {
    const [wanted, free] = [Math.ceil(wantedBytes / mebibyte), Math.floor(freeBytes / mebibyte)];
    super(`${wanted} MiB must be free and ${free} MiB are`);
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

/** Throws NoRoom where nothing more may be changed. */
export function assertRoomForMore(freeBytes: FreeBytes): void {
  const free = freeBytes();
  if (free < reserveBytes) throw new NoRoom(reserveBytes, free);
}

/** The room for one map, and what its next commit may take of it at most. */
export class Room {
  readonly #free: FreeBytes;
  readonly #mapBytes: () => number;
  readonly #pageBytes: number;
  #changes = 0;
  #bytes = 0;

  /**
   * @param mapBytes what the map takes on disk, as of its last commit
   * @param pageBytes how large its pages are
   */
  constructor(free: FreeBytes, mapBytes: () => number, pageBytes: number) {
    this.#free = free;
    this.#mapBytes = mapBytes;
    this.#pageBytes = pageBytes;
  }

  /** A key was put or removed since the last commit. */
  changed(bytes: number): void {
    this.#changes += 1;
    this.#bytes += bytes;
  }

  /** Nothing has changed since the last commit. */
  settled(): void {
    this.#changes = 0;
    this.#bytes = 0;
  }

  /** The commit should come now, while there is room for it. */
  get isScarce(): boolean {
    return this.#mayNeedMoreThan((this.#free() - reserveBytes) / 2);
  }

  /** Throws NoRoom where nothing more may be changed. */
  assertForMore(): void {
    assertRoomForMore(this.#free);
  }

  /** Throws NoRoom where a commit could fail. */
  assertForCommit(): void {
    const free = this.#free();
    if (this.#mayNeedMoreThan(free - commitBytes)) throw new NoRoom(this.#needed + commitBytes, free);
  }

  /** Of each change the page and one above it are written anew, and a great value beside them. */
  get #ofChanges(): number {
    return this.#changes * 2 * this.#pageBytes + this.#bytes;
  }

  /** Many changes share pages: at the worst each page of the map is copied and split, and what is new fills a third of its own. */
  get #needed(): number {
    const ofAll = 2 * this.#mapBytes() + 3 * (this.#bytes + this.#changes * nodeBytes);
    return Math.min(this.#ofChanges, ofAll);
  }

  /** The file is asked for its size only where it matters. */
  #mayNeedMoreThan(bytes: number): boolean {
    return this.#ofChanges > bytes && this.#needed > bytes;
  }
}
