import type { Document } from "../bson/decode.ts";
import type { Store } from "../store/store.ts";
import type { Cursors } from "./cursors.ts";
import type { Reply } from "./reply.ts";

export interface CommandContext {
  store: Store;
  cursors: Cursors;
  now: () => Date;
}

/** `write` commands run inside a transaction, which others may share; `read` commands run between transactions. */
export interface Command {
  kind: "read" | "write";
  /** Options besides those every command takes. */
  options: readonly string[];
  /** May refuse after it has written: the transaction is then undone, and the others in it run again. */
  isUndoneOnRefusal?: boolean;
  run: (command: Document, context: CommandContext) => Reply;
  /** Makes of what `run` has answered, now or when the command was sent first, what is sent. */
  present?: (answer: Document, command: Document, context: CommandContext) => Reply;
}
