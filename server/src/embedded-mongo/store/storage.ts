import { open, type RootDatabase } from "lmdb";

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

const format = { encoding: "binary", keyEncoding: "binary", noSubdir: true } as const;

/** Opens the file of a store to read it, also while its owner writes. */
export const openToRead = (path: string): RootDatabase<Buffer, Buffer> =>
  open<Buffer, Buffer>({ path, readOnly: true, ...format });

/**
 * The ordered bytes-to-bytes map under the store, by lmdb. A commit returns after fsync (`overlappingSync` off: lmdb would otherwise show
 * writes that a power cut could still take back). lmdb writes copy-on-write, so a killed process leaves the last commit whole.
 */
export class Storage {
  readonly #database: RootDatabase<Buffer, Buffer>;
  #changes = 0;
  #commits = 0;

  constructor(folder: string) {
    this.#database = open<Buffer, Buffer>({
      path: `${folder}/store.mdb`,
      ...format,
      overlappingSync: false,
    });
  }

  /** How many keys have been put or removed so far: as long as it stands still, what was read is what is there. */
  get changes(): number {
    return this.#changes;
  }

  /** How often something was made durable so far, each time by an fsync. */
  get commits(): number {
    return this.#commits;
  }

  get(key: Buffer): Buffer | undefined {
    return this.#database.getBinary(key);
  }

  has(key: Buffer): boolean {
    return this.#database.doesExist(key);
  }

  /** Only inside `transaction`. */
  put(key: Buffer, value: Buffer): void {
    this.#changes++;
    this.#database.putSync(key, value);
  }

  /** Only inside `transaction`. */
  remove(key: Buffer): void {
    this.#changes++;
    this.#database.removeSync(key);
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
   * Everything put inside becomes durable together, or, when `work` throws, nothing does.
   * Where nothing was put lmdb has nothing to commit: the disk is left alone.
   */
  transaction<T>(work: () => T): T {
    const before = this.#changes;
    const result = this.#database.transactionSync(work);
    if (this.#changes !== before) this.#commits++;
    return result;
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
