import type { Document } from "../bson/decode.ts";
import { isNumeric, isPlainObject, toNumber } from "../bson/types.ts";
import { evaluateLet } from "../expression/expr.ts";
import { CommandError } from "../errors.ts";
import { asDocument } from "../query/shapes.ts";

/** Options that every command takes: who asks, how durable (always fully), how fresh (always), and notes. */
const common = new Set([
  "$db",
  "$readPreference",
  "lsid",
  "txnNumber",
  "$clusterTime",
  "comment",
  "maxTimeMS",
  "readConcern",
  "writeConcern",
  "apiVersion",
  "apiStrict",
  "apiDeprecationErrors",
  "autocommit",
  "startTransaction",
  "stmtId",
  "stmtIds",
]);

/** Refuses an option this store does not know: ignoring it could change what the command means. */
export function assertOptions(command: Document, name: string, known: readonly string[]): void {
  for (const option of Object.keys(command)) {
    if (option === name || common.has(option) || known.includes(option)) continue;
    throw new CommandError("UnknownField", `BSON field '${name}.${option}' is an unknown field.`);
  }
  if ("autocommit" in command || "startTransaction" in command) {
    throw new CommandError(
      "NotImplemented",
      "the embedded store does not implement multi-document transactions",
    );
  }
  assertCollation(command.collation);
  assertConcerns(command);
}

export function assertCollation(collation: unknown): void {
  if (collation === undefined || (isPlainObject(collation) && collation.locale === "simple")) return;
  throw new CommandError(
    "NotImplemented",
    "the embedded store compares texts by their bytes only: collation must be {locale: 'simple'}",
  );
}

const readLevels: unknown[] = [undefined, "local", "available", "majority", "linearizable"];

function assertConcerns({ readConcern, writeConcern }: Document): void {
  if (isPlainObject(readConcern) && !readLevels.includes(readConcern.level)) {
    throw new CommandError(
      "NotImplemented",
      `the embedded store does not implement the read concern ${String(readConcern.level)}`,
    );
  }
  const acknowledging = isPlainObject(writeConcern) ? writeConcern.w : undefined;
  if (isNumeric(acknowledging) && toNumber(acknowledging) > 1) {
    throw new CommandError(
      "UnsatisfiableWriteConcern",
      "Not enough data-bearing nodes: the embedded store is one node",
    );
  }
}

export function optionalDocument(value: unknown, name: string): Document | undefined {
  return value === undefined ? undefined : asDocument(value, name);
}

export function letOf(value: unknown): Document {
  return evaluateLet(optionalDocument(value, "let") ?? {});
}

export function count(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = toNumber(value);
  if (!isNumeric(value) || !Number.isInteger(number))
    throw new CommandError("TypeMismatch", `BSON field '${name}' must be a whole number`);
  if (number < 0)
    throw new CommandError("BadValue", `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return number;
}

/** A flag that this store can only honour when it is off. */
export function refuseIf(value: unknown, name: string): void {
  if (value !== undefined && value !== false)
    throw new CommandError("NotImplemented", `the embedded store does not implement '${name}'`);
}

export function namespaceOf(command: Document, name: string): string {
  const collection = command[name];
  const database = command.$db;
  if (typeof database !== "string" || database === "" || /[/\\. "$]/.test(database)) {
    throw new CommandError("InvalidNamespace", `Invalid database name: '${String(database)}'`);
  }
  if (typeof collection !== "string")
    throw new CommandError("InvalidNamespace", `Collection name must be a string for ${name}`);
  if (
    collection === "" ||
    collection.startsWith(".") ||
    collection.includes("$") ||
    collection.includes("\0")
  ) {
    throw new CommandError("InvalidNamespace", `Invalid namespace specified '${database}.${collection}'`);
  }
  if (Buffer.byteLength(`${database}.${collection}`) > 255)
    throw new CommandError("InvalidNamespace", "Fully qualified namespace is too long");
  return `${database}.${collection}`;
}
