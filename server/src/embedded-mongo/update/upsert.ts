import { ObjectId } from "bson";
import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";
import { BSONRegExp } from "bson";
import { CommandError } from "../errors.ts";
import { valueAt } from "../query/path.ts";
import { expression } from "../query/shapes.ts";
import type { Update } from "./compile.ts";
import { setAt } from "./path.ts";

/** The document that an upsert inserts: what the filter says by equality, then the update, `_id` first. */
export function upsertDocument(filter: Document, update: Update): Document {
  const base: Document = {};
  for (const [path, value] of equalities(filter)) {
    if (update.isReplacement && path !== "_id") continue;
    if (valueAt(base, path.split(".")) !== undefined) {
      throw new CommandError(
        "NotSingleValueField",
        `cannot infer query fields to set, path '${path}' is matched twice`,
      );
    }
    setAt(base, path.split("."), value);
  }
  const { document } = update.apply(base, true);
  const { _id = new ObjectId(), ...rest } = document;
  return { _id, ...rest };
}

/** Equality conditions of a filter by path; `$or` and `$in` count where they leave one choice only. */
function equalities(filter: Document): [string, unknown][] {
  return Object.entries(filter).flatMap(([name, condition]): [string, unknown][] => {
    if (name === "$and" || (name === "$or" && Array.isArray(condition) && condition.length === 1)) {
      return (condition as Document[]).flatMap(equalities);
    }
    if (name.startsWith("$") || condition instanceof BSONRegExp) return [];
    const operators = expression(condition);
    if (!operators) return [[name, condition]];
    if ("$eq" in operators) return [[name, operators.$eq]];
    const only = single(operators.$in) ?? single(operators.$all);
    return only && !isPlainObject(only.value) && !(only.value instanceof BSONRegExp)
      ? [[name, only.value]]
      : [];
  });
}

function single(values: unknown): { value: unknown } | undefined {
  return Array.isArray(values) && values.length === 1 ? { value: values[0] as unknown } : undefined;
}
