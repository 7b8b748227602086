import { randomBytes } from "node:crypto";
import type { Document } from "../bson/decode.ts";
import { CommandError } from "../errors.ts";
import { CursorReply } from "./reply.ts";

/**
 * A batch ends with the document that fills it, so that none is read that would have to wait, and grow old, until the next batch.
 * With the largest document on top it stays well below the largest message.
 */
const fullBatchBytes = 8 * 1024 * 1024;
const defaultFirstBatch = 101;
const idleLimitMs = 10 * 60 * 1000;

interface Cursor {
  namespace: string;
  documents: Iterator<Buffer>;
  usedAt: number;
}

/**
 * Open cursors. They read on from a key, without a snapshot: a batch holds documents as they are when it is made. (What a pipeline has computed
 * stays as it was computed.)
 */
export class Cursors {
  readonly #cursors = new Map<bigint, Cursor>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  first(
    namespace: string,
    documents: Iterator<Buffer>,
    options: { batchSize?: number | undefined; isSingle?: boolean } = {},
    beside?: Document,
  ): CursorReply {
    const cursor: Cursor = { namespace, documents, usedAt: this.#now().getTime() };
    const { batch, isDone } = fill(cursor, options.batchSize ?? defaultFirstBatch);
    const cursorId = isDone || options.isSingle ? 0n : newId();
    if (cursorId !== 0n) this.#cursors.set(cursorId, cursor);
    return new CursorReply({ namespace, batchName: "firstBatch", batch, cursorId, beside });
  }

  next(id: bigint, namespace: string, batchSize: number | undefined): CursorReply {
    const cursor = this.#cursors.get(id);
    if (!cursor) throw new CommandError("CursorNotFound", `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new CommandError(
        "Unauthorized",
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    cursor.usedAt = this.#now().getTime();
    const { batch, isDone } = fill(cursor, batchSize || Infinity);
    if (isDone) this.#cursors.delete(id);
    return new CursorReply({ namespace, batchName: "nextBatch", batch, cursorId: isDone ? 0n : id });
  }

  kill(id: bigint): boolean {
    return this.#cursors.delete(id);
  }

  /** Forgets cursors that nobody asked for in ten minutes, as MongoDB does. */
  dropIdle(): void {
    const oldest = this.#now().getTime() - idleLimitMs;
    for (const [id, cursor] of this.#cursors) if (cursor.usedAt < oldest) this.#cursors.delete(id);
  }
}

function fill(cursor: Cursor, size: number): { batch: Buffer[]; isDone: boolean } {
  const batch: Buffer[] = [];
  let bytes = 0;
  while (batch.length < size && bytes < fullBatchBytes) {
    const document = nextOf(cursor);
    if (!document) return { batch, isDone: true };
    bytes += document.length + 16;
    batch.push(document);
  }
  return { batch, isDone: false };
}

function nextOf(cursor: Cursor): Buffer | undefined {
  const { value, done } = cursor.documents.next() as IteratorResult<Buffer, undefined>;
  return done ? undefined : value;
}

const newId = (): bigint => BigInt.asUintN(62, randomBytes(8).readBigUInt64LE()) | 1n;
