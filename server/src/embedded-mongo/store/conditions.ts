import { BSONRegExp } from "bson";
import type { Document } from "../bson/decode.ts";
import { isPlainObject, rank, rankOf, toNumber } from "../bson/types.ts";
import { expression } from "../query/shapes.ts";

/** One condition on one field which every found document has to meet. */
export type Condition =
  | { kind: "one of"; values: readonly unknown[] }
  | { kind: "range"; operator: "$gt" | "$gte" | "$lt" | "$lte"; value: unknown }
  /** Cannot narrow an index, but may tell that the field exists. */
  | { kind: "other"; operator: string; operand: unknown };

export type Conditions = ReadonlyMap<string, readonly Condition[]>;

/** The conditions that a filter joins by "and". What stands under `$or`, `$nor` and `$expr` is not among them. */
export function conditionsOf(filter: Document): Conditions {
  const found = new Map<string, Condition[]>();
  collect(filter, found);
  return found;
}

function collect(filter: Document, found: Map<string, Condition[]>): void {
  for (const [name, condition] of Object.entries(filter)) {
    if (name === "$and" && Array.isArray(condition))
      condition.filter(isPlainObject).forEach((branch) => collect(branch, found));
    else if (!name.startsWith("$")) found.set(name, [...(found.get(name) ?? []), ...onField(condition)]);
  }
}

function onField(condition: unknown): Condition[] {
  const operators = expression(condition);
  if (!operators) return [equality(condition)];
  return Object.entries(operators).map(([operator, operand]): Condition => {
    if (operator === "$eq") return equality(operand);
    if (operator === "$in" && Array.isArray(operand) && operand.every(isSearchable))
      return { kind: "one of", values: operand };
    if (isRange(operator) && isSearchable(operand)) return range(operator, operand);
    return { kind: "other", operator, operand };
  });
}

const isRange = (operator: string): operator is "$gt" | "$gte" | "$lt" | "$lte" =>
  /^\$[gl]te?$/.test(operator);

/** An array has an entry per member and none of its own, a regex matches by pattern: neither can be looked up. */
function isSearchable(value: unknown): boolean {
  return !Array.isArray(value) && !(value instanceof BSONRegExp);
}

function equality(value: unknown): Condition {
  return isSearchable(value)
    ? { kind: "one of", values: [value] }
    : { kind: "other", operator: "$eq", operand: value };
}

function range(operator: "$gt" | "$gte" | "$lt" | "$lte", value: unknown): Condition {
  const type = rankOf(value);
  const crossesTypes = type === rank.minKey || type === rank.maxKey;
  const isNaNBound = type === rank.number && Number.isNaN(toNumber(value));
  if (crossesTypes || isNaNBound || type === rank.null) return { kind: "other", operator, operand: value };
  return { kind: "range", operator, value };
}

/** Whether a document without the field could not meet these conditions. */
export function requiresPresence(conditions: readonly Condition[] | undefined): boolean {
  return (conditions ?? []).some((condition) => {
    if (condition.kind === "range") return true;
    if (condition.kind === "one of")
      return condition.values.every((value) => value !== null && value !== undefined);
    if (condition.operator === "$exists")
      return condition.operand === true || toNumber(condition.operand) > 0;
    return ["$eq", "$type", "$regex", "$size", "$elemMatch", "$mod"].includes(condition.operator);
  });
}
