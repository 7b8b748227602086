import { decode, type Document } from "../bson/decode.ts";
import { toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { asArray, asDocument } from "../query/shapes.ts";
import { type Collection, encode } from "../store/collection.ts";
import { select, type Selection } from "../store/read.ts";
import type { Store } from "../store/store.ts";
import { compileUpdate, type Update } from "../update/compile.ts";
import { upsertDocument } from "../update/upsert.ts";
import { batchOf, runBatch, writeReply } from "./batch.ts";
import type { Command, CommandContext } from "./command.ts";
import { selectionOf } from "./find.ts";
import { assertId } from "./insert.ts";
import { assertCollation, namespaceOf } from "./options.ts";

const statementOptions = new Set([
  "q",
  "u",
  "multi",
  "upsert",
  "arrayFilters",
  "hint",
  "collation",
  "sort",
  "c",
]);

export const update: Command = {
  kind: "write",
  options: ["updates", "ordered", "let", "bypassDocumentValidation"],
  run: (command, context) => {
    const namespace = namespaceOf(command, "update");
    let n = 0;
    let nModified = 0;
    const upserted: Document[] = [];
    const errors = runBatch(command, batchOf(command, "updates"), (statement, index) => {
      const result = runUpdate(namespace, asDocument(statement, "updates"), command, context);
      n += result.matched + (result.upserted ? 1 : 0);
      nModified += result.modified;
      if (result.upserted) upserted.push({ index, _id: result.upserted._id });
    });
    return writeReply({ n, nModified, ...(upserted.length > 0 && { upserted }) }, errors);
  },
};

interface StatementResult {
  matched: number;
  modified: number;
  upserted?: Document;
}

export function runUpdate(
  namespace: string,
  statement: Document,
  command: Document,
  context: CommandContext,
): StatementResult {
  assertStatement(statement);
  const selection = selectionOf({ ...statement, let: command.let }, "q");
  const compiled = updateOf(statement.u, statement, selection, context);
  if (statement.multi === true && compiled.isReplacement) {
    throw new CommandError("FailedToParse", "multi update is not supported for replacement-style update");
  }
  assertRetryable(command, statement.multi === true, "multi=true");
  const limit = statement.multi === true ? undefined : 1;
  const collection = context.store.collection(namespace);
  const result = collection
    ? updateFound(collection, { ...selection, limit }, compiled)
    : { matched: 0, modified: 0 };
  if (result.matched > 0 || statement.upsert !== true) return result;
  return { ...result, upserted: upsert(context.store.create(namespace), selection, compiled) };
}

function assertStatement(statement: Document): void {
  const unknown = Object.keys(statement).find((name) => !statementOptions.has(name));
  if (unknown)
    throw new CommandError("UnknownField", `BSON field 'update.updates.${unknown}' is an unknown field.`);
  if (statement.sort !== undefined && statement.multi === true)
    throw new CommandError("FailedToParse", "Cannot specify sort with multi=true");
  assertCollation(statement.collation);
  asDocument(statement.q, "update.updates.q");
}

function assertRetryable({ txnNumber }: Document, isMany: boolean, shown: string): void {
  if (isMany && txnNumber !== undefined)
    throw new CommandError("InvalidOptions", `Cannot use (or request) retryable writes with ${shown}`);
}

export function updateOf(
  update: unknown,
  statement: Document,
  selection: Selection,
  { now }: CommandContext,
): Update {
  return compileUpdate({
    filter: selection.filter,
    update,
    arrayFilters: statement.arrayFilters === undefined ? [] : asArray(statement.arrayFilters, "arrayFilters"),
    variables: { ...selection.variables, ...(statement.c as Document | undefined) },
    now: now(),
  });
}

function updateFound(collection: Collection, selection: Selection, compiled: Update): StatementResult {
  // All are found before the first is changed: a document whose change moves it along the index must not be met again.
  const ids = Array.from(select(collection, selection), ({ id }) => id);
  let modified = 0;
  for (const id of ids) {
    const raw = collection.get(id);
    if (raw && applyTo(collection, { id, raw }, compiled).changed) modified++;
  }
  return { matched: ids.length, modified };
}

export function applyTo(
  collection: Collection,
  stored: { id: Buffer; raw: Buffer },
  compiled: Update,
): { document: Document; changed: boolean } {
  const result = compiled.apply(decode(stored.raw), false);
  if (result.changed) collection.replace(stored, result.document);
  return result;
}

export function upsert(collection: Collection, selection: Selection, compiled: Update): Document {
  const document = upsertDocument(selection.filter, compiled);
  assertId(document._id);
  collection.insert(encode(document), document._id);
  return document;
}

const deleteOptions = new Set(["q", "limit", "hint", "collation"]);

export const deleteCommand: Command = {
  kind: "write",
  options: ["deletes", "ordered", "let"],
  run: (command, { store }) => {
    const namespace = namespaceOf(command, "delete");
    let n = 0;
    const errors = runBatch(command, batchOf(command, "deletes"), (statement) => {
      n += runDelete(store, namespace, asDocument(statement, "deletes"), command);
    });
    return writeReply({ n }, errors);
  },
};

export function runDelete(store: Store, namespace: string, statement: Document, command: Document): number {
  const unknown = Object.keys(statement).find((name) => !deleteOptions.has(name));
  if (unknown)
    throw new CommandError("UnknownField", `BSON field 'delete.deletes.${unknown}' is an unknown field.`);
  assertCollation(statement.collation);
  const limit = toNumber(statement.limit);
  if (limit !== 0 && limit !== 1)
    throw new CommandError("FailedToParse", `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  assertRetryable(command, limit === 0, "limit=0");
  const collection = store.collection(namespace);
  const selection = selectionOf({ q: statement.q, hint: statement.hint, limit, let: command.let }, "q");
  return collection ? removeFound(collection, selection) : 0;
}

function removeFound(collection: Collection, selection: Selection): number {
  const ids = Array.from(select(collection, selection), ({ id }) => id);
  for (const id of ids) {
    const raw = collection.get(id);
    if (raw) collection.remove({ id, raw });
  }
  return ids.length;
}
