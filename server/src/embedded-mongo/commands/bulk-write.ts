import { serialize } from "bson";
import { asBuffer, decodeCommand, type Document } from "../bson/decode.ts";
import { isNumeric, isPlainObject, toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { asDocument } from "../query/shapes.ts";
import { runBatch } from "./batch.ts";
import type { Command, CommandContext } from "./command.ts";
import { insertInto } from "./insert.ts";
import { count, namespaceOf, optionalDocument } from "./options.ts";
import { runDelete, runUpdate } from "./update.ts";

/**
 * MongoDB 8's `bulkWrite`: inserts, updates and deletes over several collections in one command, and so in one commit: nobody sees, and no crash
 * leaves, a part of it. Of an ordered one, what stands before the first refusal is done. A command that is no whole one (an unknown
 * operation, a namespace that is not there) is refused before any of it is run.
 */
export const bulkWrite: Command = {
  kind: "write",
  options: ["ops", "nsInfo", "ordered", "errorsOnly", "let", "bypassDocumentValidation", "cursor"],
  run: (command, context) => {
    if (command.$db !== "admin")
      throw new CommandError("Unauthorized", "bulkWrite may only be run against the admin database.");
    const namespaces = listOf(command, "nsInfo").map(namespaceFrom);
    const operations = listOf(command, "ops").map((operation) => parse(operation, namespaces));
    const totals = { nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
    const results: Document[] = [];
    const errors = runBatch(command, operations, (operation, idx) => {
      const result = runOperation(operation, command, context);
      for (const [name, number] of Object.entries(result.totals))
        totals[name as keyof typeof totals] += number;
      if (command.errorsOnly !== true) results.push({ ok: 1, idx, ...result.shown });
    });
    for (const { index, ...error } of errors) {
      const isUpdate = operations[Number(index)]?.kind === "update";
      results.push({ ok: 0, idx: index, ...error, n: 0, ...(isUpdate && { nModified: 0 }) });
    }
    if (errors.length > 0) results.sort((left, right) => toNumber(left.idx) - toNumber(right.idx));
    return { results, nErrors: errors.length, ...totals };
  },
  present: ({ results, ok: _, ...totals }, command, { cursors }) => {
    const batchSize = count(optionalDocument(command.cursor, "cursor")?.batchSize, "batchSize");
    const shown = (results as Document[]).map((result) =>
      asBuffer(serialize(result, { ignoreUndefined: true })),
    );
    return cursors.first(
      "admin.$cmd.bulkWrite",
      shown.values(),
      { batchSize: batchSize ?? Infinity },
      totals,
    );
  },
};

function listOf(command: Document, name: string): unknown[] {
  const list = command[name];
  if (list === undefined)
    throw new CommandError("MissingField", `BSON field 'bulkWrite.${name}' is missing but a required field`);
  if (!Array.isArray(list))
    throw new CommandError("TypeMismatch", `BSON field 'bulkWrite.${name}' must be an array`);
  return list;
}

function namespaceFrom(entry: unknown): string {
  const namespace = String(asDocument(entry, "nsInfo").ns);
  const dot = namespace.indexOf(".");
  if (dot < 0) throw new CommandError("InvalidNamespace", `Invalid namespace specified '${namespace}'`);
  return namespaceOf({ $db: namespace.slice(0, dot), ns: namespace.slice(dot + 1) }, "ns");
}

type Kind = "insert" | "update" | "delete";

interface Operation {
  kind: Kind;
  namespace: string;
  fields: Document;
}

const fieldsOf: Readonly<Record<Kind, ReadonlySet<string>>> = {
  insert: new Set(["insert", "document"]),
  update: new Set([
    "update",
    "filter",
    "updateMods",
    "multi",
    "upsert",
    "arrayFilters",
    "hint",
    "collation",
    "constants",
    "sort",
  ]),
  delete: new Set(["delete", "filter", "multi", "hint", "collation"]),
};

/** An insert's document is stored as it came. */
const undecoded: ReadonlySet<string> = new Set(["document"]);

function parse(raw: unknown, namespaces: readonly string[]): Operation {
  if (!Buffer.isBuffer(raw)) throw new CommandError("TypeMismatch", "the ops of bulkWrite must be documents");
  const fields = decodeCommand(raw, undecoded);
  const [kind] = Object.keys(fields);
  if (!isKind(kind)) throw new CommandError("FailedToParse", `unknown bulkWrite operation '${String(kind)}'`);
  const unknown = Object.keys(fields).find((name) => !fieldsOf[kind].has(name));
  if (unknown)
    throw new CommandError("UnknownField", `BSON field 'bulkWrite.${kind}.${unknown}' is an unknown field.`);
  if (!isNumeric(fields[kind]))
    throw new CommandError("TypeMismatch", `BSON field 'bulkWrite.${kind}' must be a number`);
  const namespace = namespaces[toNumber(fields[kind])];
  if (namespace === undefined)
    throw new CommandError("BadValue", "BulkWrite ops entry has an invalid nsInfo index.");
  const needed = kind === "insert" ? fields.document : fields.filter;
  if (kind === "insert" ? !Buffer.isBuffer(needed) : !isPlainObject(needed))
    throw new CommandError(
      needed === undefined ? "MissingField" : "TypeMismatch",
      `BSON field 'bulkWrite.${kind}.${kind === "insert" ? "document" : "filter"}' must be a document`,
    );
  return { kind, namespace, fields };
}

const isKind = (kind: string | undefined): kind is Kind =>
  kind !== undefined && Object.hasOwn(fieldsOf, kind);

interface Result {
  totals: Partial<Record<"nInserted" | "nMatched" | "nModified" | "nUpserted" | "nDeleted", number>>;
  shown: Document;
}

function runOperation(
  { kind, namespace, fields }: Operation,
  command: Document,
  context: CommandContext,
): Result {
  const { filter, multi, hint, collation } = fields;
  if (kind === "insert") {
    insertInto(context.store, namespace, fields.document as Buffer);
    return { totals: { nInserted: 1 }, shown: { n: 1 } };
  }
  if (kind === "delete") {
    const statement = { q: filter, limit: multi === true ? 0 : 1, hint, collation };
    const n = runDelete(context.store, namespace, statement, command);
    return { totals: { nDeleted: n }, shown: { n } };
  }
  const { updateMods, upsert, arrayFilters, constants, sort } = fields;
  const statement = {
    q: filter,
    u: updateMods,
    multi,
    upsert,
    arrayFilters,
    hint,
    collation,
    sort,
    c: constants,
  };
  const { matched, modified, upserted } = runUpdate(namespace, statement, command, context);
  return {
    totals: { nMatched: matched, nModified: modified, nUpserted: upserted ? 1 : 0 },
    shown: {
      n: matched + (upserted ? 1 : 0),
      nModified: modified,
      ...(upserted && { upserted: { _id: upserted._id } }),
    },
  };
}
