import { BSONRegExp } from "bson";
import type { Document } from "../bson/decode.ts";
import { isPlainObject, rank, rankOf, toNumber } from "../bson/types.ts";
import { isIndex } from "../query/path.ts";
import { expression } from "../query/shapes.ts";

/** An `$elemMatch` above a condition: one member of the array at the first `depth` names of the path meets all that stands in `operand`. */
interface Member {
  depth: number;
  operand: Document;
}

/** One condition on one field which every found document has to meet; below `$elemMatch` it is a part of what has to be met. */
export type Condition = (
  | { kind: "one of"; values: readonly unknown[] }
  | { kind: "range"; operator: "$gt" | "$gte" | "$lt" | "$lte"; value: unknown }
  /** Cannot narrow an index, but may tell that the field exists. */
  | { kind: "other"; operator: string; operand: unknown }
) & { members?: readonly Member[] };

export type Conditions = ReadonlyMap<string, readonly Condition[]>;

/** The conditions that a filter joins by "and". What stands under `$or`, `$nor` and `$expr` is not among them. */
export function conditionsOf(filter: Document): Conditions {
  const found = new Map<string, Condition[]>();
  collect(filter, found);
  return found;
}

/** How many leading names of two conditions' paths stand for one and the same member in both: 0 where no `$elemMatch` holds both. */
export function sharedDepth(left: Condition, right: Condition): number {
  const shared = (left.members ?? []).filter(({ operand }) =>
    right.members?.some((member) => member.operand === operand),
  );
  return Math.max(0, ...shared.map(({ depth }) => depth));
}

function collect(filter: Document, found: Map<string, Condition[]>): void {
  for (const [name, condition] of Object.entries(filter)) {
    if (name === "$and" && Array.isArray(condition))
      condition.filter(isPlainObject).forEach((branch) => collect(branch, found));
    else if (!name.startsWith("$")) found.set(name, [...(found.get(name) ?? []), ...onField(condition)]);
    collectMembers(name, condition, found);
  }
}

/**
 * What an `$elemMatch` on documents asks of their fields is asked of the dotted paths too, of one member together.
 * A number in such a path counts members of the member, which an index on the whole path does not: those are left out.
 */
function collectMembers(path: string, condition: unknown, found: Map<string, Condition[]>): void {
  const operand = expression(condition)?.$elemMatch;
  if (path.startsWith("$") || !isPlainObject(operand) || expression(operand)) return;
  const depth = path.split(".").length;
  for (const [below, conditions] of conditionsOf(operand)) {
    if (isIndex(below.split(".")[0] ?? "")) continue;
    const narrowing = conditions.filter(({ kind }) => kind !== "other");
    const joined = narrowing.map((one): Condition => ({
      ...one,
      members: [
        { depth, operand },
        ...(one.members ?? []).map((inner) => ({ ...inner, depth: depth + inner.depth })),
      ],
    }));
    const whole = `${path}.${below}`;
    found.set(whole, [...(found.get(whole) ?? []), ...joined]);
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
export function isSearchable(value: unknown): boolean {
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
