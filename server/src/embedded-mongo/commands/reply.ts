import type { Document } from "../bson/decode.ts";

/** A batch of documents that are sent as they are stored, without being decoded. */
export class CursorReply {
  readonly namespace: string;
  readonly batchName: "firstBatch" | "nextBatch";
  readonly batch: readonly Buffer[];
  /** 0 where nothing follows. */
  readonly cursorId: bigint;
  /** What stands beside the cursor: the totals of a bulk write. */
  readonly beside: Document | undefined;

  constructor(
    fields: Pick<CursorReply, "namespace" | "batchName" | "batch" | "cursorId"> & {
      beside?: Document | undefined;
    },
  ) {
    this.namespace = fields.namespace;
    this.batchName = fields.batchName;
    this.batch = fields.batch;
    this.cursorId = fields.cursorId;
    this.beside = fields.beside;
  }
}

export type Reply = Document | CursorReply;
