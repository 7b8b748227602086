import { equalValues, identicalValues } from "../bson/compare.ts";
import type { Document } from "../bson/decode.ts";
import { typeAlias } from "../bson/types.ts";
import { compileFilter } from "../query/filter.ts";
import { setAt } from "../update/path.ts";
import { type Condition, type Conditions, conditionsOf, requiresPresence } from "./conditions.ts";
import type { Index } from "./definition.ts";

/** Whether an index that leaves documents out (sparse, partial) has all that the filter can find. */
export function hasAllFound(index: Index, filter: Conditions): boolean {
  const { sparse, partialFilterExpression } = index.definition;
  if (sparse && !index.fields.some(({ path }) => requiresPresence(filter.get(path)))) return false;
  return !partialFilterExpression || implies(filter, partialFilterExpression);
}

function implies(filter: Conditions, partial: Document): boolean {
  // Only conditions joined by "and" are followed; a partial index with `$or` is used by hint alone.
  if (Object.keys(partial).some((name) => name.startsWith("$") && name !== "$and")) return false;
  for (const [path, wanted] of conditionsOf(partial)) {
    const given = filter.get(path) ?? [];
    if (
      !wanted.every(
        (condition) => given.some((one) => impliesOne(path, one, condition)) || isPresence(condition, given),
      )
    )
      return false;
  }
  return true;
}

function isPresence(wanted: Condition, given: readonly Condition[]): boolean {
  const asksPresence = wanted.kind === "other" && wanted.operator === "$exists" && wanted.operand === true;
  return asksPresence && requiresPresence(given);
}

function impliesOne(path: string, given: Condition, wanted: Condition): boolean {
  if (given.kind === "one of") return given.values.every((value) => meets(path, value, wanted));
  if (given.kind === "range") return rangeImplies(given, wanted);
  return (
    wanted.kind === "other" &&
    given.operator === wanted.operator &&
    identicalValues(given.operand, wanted.operand)
  );
}

function meets(path: string, value: unknown, wanted: Condition): boolean {
  const document: Document = {};
  const test = compileFilter({ [path]: toQuery(wanted) });
  // Who asks for null finds documents without the field as well.
  if ((value === null || value === undefined) && !test(document)) return false;
  setAt(document, path.split("."), value);
  return test(document);
}

function rangeImplies(given: Condition & { kind: "range" }, wanted: Condition): boolean {
  if (wanted.kind === "range")
    return given.operator === wanted.operator && equalValues(given.value, wanted.value);
  // A range finds values of its bound's type only.
  return (
    wanted.kind === "other" &&
    wanted.operator === "$type" &&
    [wanted.operand].flat().includes(typeAlias(given.value)) &&
    typeof given.value === "string"
  );
}

function toQuery(condition: Condition): unknown {
  if (condition.kind === "one of") return { $in: condition.values };
  if (condition.kind === "range") return { [condition.operator]: condition.value };
  return { [condition.operator]: condition.operand };
}
