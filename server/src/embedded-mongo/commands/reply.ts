import type { Document } from "../bson/decode.ts";

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
