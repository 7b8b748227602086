import type { Document } from "../bson/decode.ts";
import { toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { compileProjection, type Project } from "../query/projection.ts";
import { encode } from "../store/collection.ts";
import { countSelected, select, selectNone, type Selection } from "../store/read.ts";
import type { Command } from "./command.ts";
import { count, letOf, namespaceOf, optionalDocument, refuseIf } from "./options.ts";

export function selectionOf(command: Document, filterName: "filter" | "query" | "q"): Selection {
  return {
    filter: optionalDocument(command[filterName], filterName) ?? {},
    sort: optionalDocument(command.sort, "sort"),
    hint: command.hint,
    skip: count(command.skip, "skip"),
    limit: count(command.limit, "limit") || undefined,
    variables: letOf(command.let),
  };
}

export const find: Command = {
  kind: "read",
  options: [
    "filter",
    "sort",
    "projection",
    "hint",
    "skip",
    "limit",
    "batchSize",
    "singleBatch",
    "collation",
    "allowDiskUse",
    "let",
    "noCursorTimeout",
    "allowPartialResults",
    "returnKey",
    "showRecordId",
    "tailable",
    "awaitData",
    "oplogReplay",
  ],
  run: (command, { store, cursors }) => {
    for (const flag of ["returnKey", "showRecordId", "tailable", "awaitData"]) refuseIf(command[flag], flag);
    const namespace = namespaceOf(command, "find");
    const selection = selectionOf(command, "filter");
    const project = compileProjection(
      optionalDocument(command.projection, "projection") ?? {},
      selection.filter,
    );
    const collection = store.collection(namespace);
    const found = collection ? select(collection, selection) : selectNone(selection);
    const documents = output(found, project);
    return cursors.first(namespace, documents, {
      batchSize: count(command.batchSize, "batchSize"),
      isSingle: command.singleBatch === true,
    });
  },
};

function* output(
  found: Iterable<{ raw: Buffer; document: Document }>,
  project: Project | undefined,
): Generator<Buffer, undefined> {
  for (const { raw, document } of found) yield project ? encode(project(document)) : raw;
  return undefined;
}

export const getMore: Command = {
  kind: "read",
  options: ["collection", "batchSize"],
  run: (command, { cursors }) =>
    cursors.next(
      cursorId(command.getMore),
      cursorNamespace(command, "collection"),
      count(command.batchSize, "batchSize"),
    ),
};

export const killCursors: Command = {
  kind: "read",
  options: ["cursors"],
  run: (command, { cursors }) => {
    cursorNamespace(command, "killCursors");
    if (!Array.isArray(command.cursors))
      throw new CommandError("TypeMismatch", "BSON field 'killCursors.cursors' must be an array");
    const ids = command.cursors as unknown[];
    const killed = ids.filter((id) => cursors.kill(cursorId(id)));
    const notFound = ids.filter((id) => !killed.includes(id));
    return { cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] };
  },
};

/** A cursor over the results of a bulk write belongs to no collection. */
function cursorNamespace(command: Document, name: string): string {
  return command.$db === "admin" && command[name] === "$cmd.bulkWrite"
    ? "admin.$cmd.bulkWrite"
    : namespaceOf(command, name);
}

function cursorId(value: unknown): bigint {
  return BigInt(typeof value === "object" && value ? value.toString() : toNumber(value));
}

export const countCommand: Command = {
  kind: "read",
  options: ["query", "limit", "skip", "hint", "collation", "fields"],
  run: (command, { store }) => {
    const collection = store.collection(namespaceOf(command, "count"));
    return {
      n: collection ? countSelected(collection, selectionOf({ ...command, sort: undefined }, "query")) : 0,
    };
  },
};
