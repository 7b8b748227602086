import type { Document } from "../bson/decode.ts";
import type { Store } from "../store/store.ts";
import type { Cursors } from "./cursors.ts";

export interface CommandContext {
  store: Store;
  cursors: Cursors;
  now: () => Date;
}

/** A batch of documents that are sent as they are stored, without being decoded. */
export class CursorReply {
  readonly namespace: string;
  readonly batchName: "firstBatch" | "nextBatch";
  readonly batch: readonly Buffer[];
  /** 0 where nothing follows. */
  readonly cursorId: bigint;

  constructor(fields: Pick<CursorReply, "namespace" | "batchName" | "batch" | "cursorId">) {
    this.namespace = fields.namespace;
    this.batchName = fields.batchName;
    this.batch = fields.batch;
    this.cursorId = fields.cursorId;
  }
}

export type Reply = Document | CursorReply;

/** `write` commands run inside a transaction, which others may share; `read` commands run between transactions. */
export interface Command {
  kind: "read" | "write";
  /** Options besides those every command takes. */
  options: readonly string[];
  /** May refuse after it has written: the transaction is then undone, and the others in it run again. */
  isUndoneOnRefusal?: boolean;
  run: (command: Document, context: CommandContext) => Reply;
}
