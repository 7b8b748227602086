import type { Document } from "../bson/decode.ts";
import { toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { asDocument } from "../query/shapes.ts";
import { encode } from "../store/collection.ts";
import { batchOf, runBatch } from "./batch.ts";
import type { Command, CommandContext } from "./command.ts";
import { insertInto } from "./insert.ts";
import { namespaceOf } from "./options.ts";
import { runDelete, runUpdate } from "./update.ts";

/** MongoDB 8's `bulkWrite`: inserts, updates and deletes over several collections in one command. */
export const bulkWrite: Command = {
  kind: "write",
  options: ["ops", "nsInfo", "ordered", "errorsOnly", "let", "bypassDocumentValidation", "cursor"],
  run: (command, context) => {
    if (command.$db !== "admin")
      throw new CommandError("Unauthorized", "bulkWrite may only be run against the admin database.");
    const namespaces = batchOf(command, "nsInfo").map(namespaceFrom);
    const totals = { nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
    const results: Document[] = [];
    const errors = runBatch(command, batchOf(command, "ops"), (operation, idx) => {
      const result = runOperation(asDocument(operation, "ops"), namespaces, command, context);
      for (const name of Object.keys(totals) as (keyof typeof totals)[])
        totals[name] += result.totals[name] ?? 0;
      results.push({ ok: 1, idx, ...result.shown });
    });
    const failed = errors.map(({ index, ...error }) => ({ ok: 0, idx: index, ...error, n: 0 }) as Document);
    const all = [...(command.errorsOnly === true ? [] : results), ...failed].sort(
      (left, right) => toNumber(left.idx) - toNumber(right.idx),
    );
    return {
      cursor: { id: 0n, firstBatch: all, ns: "admin.$cmd.bulkWrite" },
      nErrors: errors.length,
      ...totals,
    };
  },
};

function namespaceFrom(entry: Document): string {
  const namespace = String(asDocument(entry, "nsInfo").ns);
  const dot = namespace.indexOf(".");
  return namespaceOf({ $db: namespace.slice(0, dot), ns: namespace.slice(dot + 1) }, "ns");
}

type Totals = Partial<Record<"nInserted" | "nMatched" | "nModified" | "nUpserted" | "nDeleted", number>>;

function runOperation(
  operation: Document,
  namespaces: readonly string[],
  command: Document,
  context: CommandContext,
): { totals: Totals; shown: Document } {
  const [kind] = Object.keys(operation);
  const namespace = namespaces[toNumber(operation[kind ?? ""])];
  if (namespace === undefined)
    throw new CommandError("BadValue", "BulkWrite ops entry names no namespace of nsInfo");
  if (kind === "insert") {
    insertInto(context.store, namespace, encode(asDocument(operation.document, "document")));
    return { totals: { nInserted: 1 }, shown: { n: 1 } };
  }
  const { filter, multi, ...rest } = without(operation, kind);
  if (kind === "delete") {
    const n = runDelete(
      context.store,
      namespace,
      { q: filter, limit: multi === true ? 0 : 1, ...rest },
      command,
    );
    return { totals: { nDeleted: n }, shown: { n } };
  }
  if (kind !== "update")
    throw new CommandError("FailedToParse", `unknown bulkWrite operation '${String(kind)}'`);
  const { updateMods, constants, ...options } = rest;
  const statement = {
    q: filter,
    u: updateMods,
    multi,
    ...options,
    ...(constants !== undefined && { c: constants }),
  };
  const { matched, modified, upserted } = runUpdate(namespace, statement, command, context);
  const shown = {
    n: matched + (upserted ? 1 : 0),
    nModified: modified,
    ...(upserted && { upserted: { _id: upserted._id } }),
  };
  return { totals: { nMatched: matched, nModified: modified, nUpserted: upserted ? 1 : 0 }, shown };
}

const without = (operation: Document, name: string | undefined): Document =>
  Object.fromEntries(Object.entries(operation).filter(([key]) => key !== name));
