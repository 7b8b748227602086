import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";

const references = new Set(["$ref", "$id", "$db"]);

/** The document, if it is one of operators such as `{$gt: 1}`; a DBRef is a value although its names start with `$`. */
export function expression(condition: unknown): Document | undefined {
  if (!isPlainObject(condition)) return undefined;
  const first = Object.keys(condition)[0];
  return first?.startsWith("$") && !references.has(first) ? condition : undefined;
}

export function asArray(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw new CommandError("BadValue", `${name} must be an array`);
  return value;
}

export function asDocument(value: unknown, name: string): Document {
  if (!isPlainObject(value))
    throw new CommandError("TypeMismatch", `BSON field '${name}' is the wrong type, expected type 'object'`);
  return value;
}
