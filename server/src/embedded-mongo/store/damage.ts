import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from "node:fs";

/**
 * Whether a file is a map that lmdb can open. lmdb trusts its file: pages that are not there, or are something else, end the
 * process that reads them, without a word. So what a start reads is looked at before: both heads, all pages that lead to
 * others, and the first leaves, where the store keeps what it knows of itself. A file that ends early is looked through
 * whole, as lmdb leaves pages away that nothing leads to. What is damaged inside one page is not looked for.
 *
 * Layout (lmdb's mdb.c, data version 2): a page begins with its number (8 bytes), a transaction's (8), 2 of padding, flags (2),
 * where its list of nodes ends and where the nodes begin (2 each, counted from behind these 24 bytes).
 */
export function damageOf(path: string): string | null {
  if (!existsSync(path)) return "its file is missing";
  if (statSync(path).size === 0) return "its file is empty";
  const file = openSync(path, "r");
  try {
    new MapFile(file).check();
    return null;
  } catch (error) {
    if (error instanceof Damage) return error.message;
    throw error;
  } finally {
    closeSync(file);
  }
}

class Damage extends Error {}

interface Tree {
  readonly root: number;
  readonly depth: number;
}

interface Head {
  readonly pageBytes: number;
  readonly trees: readonly Tree[];
  readonly lastPage: number;
  readonly transaction: bigint;
}

interface Page {
  readonly bytes: Buffer;
  /** Where its nodes begin. */
  readonly nodes: readonly number[];
}

const magic = 0xbeefc0de;
const dataVersion = 2;
const pageHead = 24;
const headBytes = 168;
const nodeHead = 8;
const flags = { branch: 1, leaf: 2, head: 8 } as const;
/** A node's value stands in pages of its own. */
const bigValue = 1;
const noPage = 0xffff_ffff_ffff_ffffn;
const pageSizes = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
/** Of each tree; the store's own notes fill a few. */
const leavesRead = 64;
const mostDepth = 32;

/** The file of a map, read page by page. */
class MapFile {
  readonly #file: number;
  readonly #size: number;
  #pageBytes = 4096;
  #leavesLeft = 0;

  constructor(file: number) {
    this.#file = file;
    this.#size = fstatSync(file).size;
  }

  check(): void {
    const first = this.#head(0);
    this.#pageBytes = first.pageBytes;
    const second = this.#head(first.pageBytes);
    const newest = second.transaction > first.transaction ? second : first;
    const isShort = (newest.lastPage + 1) * this.#pageBytes > this.#size;
    for (const { root, depth } of newest.trees) {
      if (depth > mostDepth) throw unlike();
      this.#leavesLeft = isShort ? Infinity : leavesRead;
      if (depth > 0) this.#checkTree(root, depth);
    }
  }

  #read(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    if (readSync(this.#file, bytes, 0, length, at) < length) throw new Damage("its file is cut short");
    return bytes;
  }

  #head(at: number): Head {
    const bytes = this.#read(at, headBytes);
    const pageBytes = bytes.readUInt32LE(48);
    const isHead =
      (bytes.readUInt16LE(18) & flags.head) !== 0 &&
      bytes.readUInt32LE(24) === magic &&
      bytes.readUInt16LE(28) === dataVersion &&
      pageSizes.includes(pageBytes);
    if (!isHead) throw new Damage("its file does not begin as a store does");
    return {
      pageBytes,
      trees: [48, 96].map((tree) => {
        const root = bytes.readBigUInt64LE(tree + 40);
        return { root: Number(root), depth: root === noPage ? 0 : bytes.readUInt16LE(tree + 6) };
      }),
      lastPage: Number(bytes.readBigUInt64LE(144)),
      transaction: bytes.readBigUInt64LE(152),
    };
  }

  #checkTree(root: number, depth: number): void {
    if (depth === 1) return this.#checkLeaf(root);
    const { bytes, nodes } = this.#page(root, flags.branch);
    for (const at of nodes) {
      const child = bytes.readUInt32LE(at) + bytes.readUInt16LE(at + 4) * 2 ** 32;
      this.#checkTree(child, depth - 1);
    }
  }

  #checkLeaf(number: number): void {
    this.#assertThere(number, 1);
    if (this.#leavesLeft-- <= 0) return;
    const { bytes, nodes } = this.#page(number, flags.leaf);
    for (const at of nodes) {
      const value = at + nodeHead + bytes.readUInt16LE(at + 6);
      const isBig = (bytes.readUInt16LE(at + 4) & bigValue) !== 0;
      const length = isBig ? nodeHead : bytes.readUInt32LE(at);
      if (value + length > bytes.length) throw unlike();
      if (isBig) this.#checkBig(Number(bytes.readBigUInt64LE(value)));
    }
  }

  #checkBig(number: number): void {
    this.#assertThere(number, 1);
    this.#assertThere(number, this.#read(number * this.#pageBytes, pageHead).readUInt32LE(20));
  }

  #assertThere(number: number, count: number): void {
    if (number < 2 || (number + count) * this.#pageBytes > this.#size)
      throw new Damage("its file is cut short");
  }

  #page(number: number, kind: number): Page {
    this.#assertThere(number, 1);
    const bytes = this.#read(number * this.#pageBytes, this.#pageBytes);
    const [lower, upper] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22)];
    const isPage =
      bytes.readBigUInt64LE(0) === BigInt(number) &&
      (bytes.readUInt16LE(18) & (flags.branch | flags.leaf)) === kind &&
      lower <= upper &&
      upper <= this.#pageBytes - pageHead;
    if (!isPage) throw unlike();
    const nodes = Array.from(
      { length: lower >> 1 },
      (_, index) => bytes.readUInt16LE(pageHead + 2 * index) + pageHead,
    );
    if (nodes.some((at) => at < pageHead + lower || at + nodeHead > this.#pageBytes)) throw unlike();
    return { bytes, nodes };
  }
}

const unlike = (): Damage => new Damage("its file holds something else than a store's pages");
