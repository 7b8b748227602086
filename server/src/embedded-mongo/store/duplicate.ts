import { Binary, ObjectId } from "bson";
import type { Document } from "../bson/decode.ts";
import { isNumeric, isPlainObject, toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";

/** MongoDB's E11000, with `keyPattern` and `keyValue` for those who read fields and the text for those who read texts. */
export function duplicateKey(
  namespace: string,
  indexName: string,
  keyPattern: Document,
  values: readonly unknown[],
): CommandError {
  const paths = Object.keys(keyPattern);
  const keyValue = Object.fromEntries(paths.map((path, at) => [path, values[at] ?? null]));
  const shown = paths.map((path, at) => `${path}: ${show(values[at])}`).join(", ");
  const message = `E11000 duplicate key error collection: ${namespace} index: ${indexName} dup key: { ${shown} }`;
  return new CommandError("DuplicateKey", message, { keyPattern, keyValue });
}

function show(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Binary) return `BinData(${value.sub_type}, ${value.toString("hex").toUpperCase()})`;
  if (isNumeric(value)) return String(toNumber(value));
  if (Array.isArray(value)) return `[ ${value.map(show).join(", ")} ]`;
  if (!isPlainObject(value)) return String(value);
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${name}: ${show(member)}`)
    .join(", ")} }`;
}
