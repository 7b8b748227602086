import type { Doc } from "./support.ts";

/**
 * MongoDB's filters and sorts written down as plainly as possible, apart from the store's own code: every document is looked at, every value on
 * a path is listed. For JSON values and dates; arrays hold no arrays.
 */
export function meets(document: Doc, filter: Doc): boolean {
  return Object.entries(filter).every(([name, condition]) => {
    const branches = condition as Doc[];
    if (name === "$and") return branches.every((branch) => meets(document, branch));
    if (name === "$or") return branches.some((branch) => meets(document, branch));
    if (name === "$nor") return !branches.some((branch) => meets(document, branch));
    return holds(reached(document, name.split(".")), condition);
  });
}

/** All that a path leads to, `undefined` where it ends before; arrays on the way are entered, by number and by member. */
export function reached(value: unknown, [part, ...rest]: readonly string[]): unknown[] {
  if (part === undefined) return [value];
  if (Array.isArray(value)) {
    const byNumber =
      /^\d+$/.test(part) && Number(part) < value.length ? reached(value[Number(part)], rest) : [];
    return [...byNumber, ...value.filter(isDoc).flatMap((member) => reached(member, [part, ...rest]))];
  }
  return isDoc(value) ? reached(value[part], rest) : [undefined];
}

function holds(values: readonly unknown[], condition: unknown): boolean {
  if (!isOperators(condition)) return values.some((value) => passes(value, "$eq", condition));
  return Object.entries(condition).every(([operator, operand]) => {
    if (operator === "$ne") return !holds(values, { $eq: operand });
    if (operator === "$nin") return !holds(values, { $in: operand });
    if (operator === "$not") return !holds(values, operand);
    if (operator === "$exists") return values.some((value) => value !== undefined) === operand;
    return values.some((value) => passes(value, operator, operand));
  });
}

/** One value on the path; an array counts by its members and as a whole. */
function passes(value: unknown, operator: string, operand: unknown): boolean {
  if (operator === "$size") return Array.isArray(value) && value.length === operand;
  if (operator === "$elemMatch")
    return (
      Array.isArray(value) &&
      value.some((member) =>
        isOperators(operand) ? holds([member], operand) : isDoc(member) && meets(member, operand as Doc),
      )
    );
  const each = Array.isArray(value) ? [...(value as unknown[]), value] : [value];
  return each.some((one) => compares(one, operator, operand));
}

function compares(value: unknown, operator: string, operand: unknown): boolean {
  if (operator === "$in") return (operand as unknown[]).some((one) => compares(value, "$eq", one));
  if (operator === "$type") return typeName(value) === operand;
  const order = compare(value, operand);
  if (operator === "$eq") return order === 0;
  if (kind(value) !== kind(operand) || (value === undefined && operand !== null)) return false;
  if (operator === "$gt") return order > 0;
  if (operator === "$gte") return order >= 0;
  return operator === "$lt" ? order < 0 : order <= 0;
}

/** MongoDB's order of types; absent counts as null. */
const kinds = ["null", "number", "string", "object", "array", "bool", "date"] as const;

function kind(value: unknown): (typeof kinds)[number] {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Date) return "date";
  if (typeof value === "boolean") return "bool";
  return typeof value === "number" ? "number" : typeof value === "string" ? "string" : "object";
}

function typeName(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const name = kind(value);
  return name === "number" ? (Number.isInteger(value) ? "int" : "double") : name;
}

export function compare(left: unknown, right: unknown): number {
  const [a, b] = [kinds.indexOf(kind(left)), kinds.indexOf(kind(right))];
  if (a !== b) return a - b;
  if (kind(left) === "null") return 0;
  if (isDoc(left) && isDoc(right)) return compareParts(flat(left), flat(right));
  if (Array.isArray(left) && Array.isArray(right)) return compareParts(left, right);
  const [one, other] = [left, right] as [number, number];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A document as MongoDB compares it: of each member the type, the name, the value. */
const flat = (document: Doc): unknown[] =>
  Object.entries(document).flatMap(([name, value]) => [kinds.indexOf(kind(value)), name, value]);

function compareParts(left: readonly unknown[], right: readonly unknown[]): number {
  for (const [at, part] of left.entries()) {
    if (at >= right.length) return 1;
    const order = compare(part, right[at]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

export function sortedBy(documents: readonly Doc[], sort: Doc): Doc[] {
  return [...documents].sort((left, right) => {
    for (const [path, direction] of Object.entries(sort) as [string, 1 | -1][]) {
      const order = compareKeys(sortKey(left, path, direction), sortKey(right, path, direction));
      if (order !== 0) return direction * order;
    }
    return 0;
  });
}

type SortKey = { value: unknown } | "empty array";

/** The least value on the path upwards, the greatest downwards; an empty array comes before everything, nothing at all counts as null. */
function sortKey(document: Doc, path: string, direction: 1 | -1): SortKey {
  const keys = reached(document, path.split(".")).flatMap((value): SortKey[] => {
    if (!Array.isArray(value)) return [{ value }];
    return value.length === 0 ? ["empty array"] : value.map((member: unknown) => ({ value: member }));
  });
  const [first = { value: null }] = keys.sort((left, right) => direction * compareKeys(left, right));
  return first;
}

function compareKeys(left: SortKey, right: SortKey): number {
  if (left === "empty array" || right === "empty array")
    return Number(right === "empty array") - Number(left === "empty array");
  return compare(left.value, right.value);
}

function isDoc(value: unknown): value is Doc {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

const isOperators = (condition: unknown): condition is Doc =>
  isDoc(condition) && (Object.keys(condition)[0] ?? "").startsWith("$");
