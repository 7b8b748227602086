import { type Bounds, pointKeys, rangeBounds } from "./bounds.ts";
import { type Condition, type Conditions, sharedDepth } from "./conditions.ts";
import type { IndexField } from "./index-keys.ts";

/** `$in` lists may multiply; above this many ranges the rest of the index is left unused. */
const maxRanges = 400;

/** What a filter leaves of an index to be read. */
export interface Narrowed {
  /** What the keys of the leading fields that are held to values begin with, ascending. */
  prefixes: readonly Buffer[];
  /** How many fields those are. */
  points: number;
  /** Those of them held to one value; they are free in a sort. */
  single: ReadonlySet<string>;
  /** Below each prefix, where the field behind the points is held to a range. */
  ranges?: readonly Bounds[];
  /** How many of the filter's conditions the bounds stand for. */
  used: number;
  /** Each entry within the bounds meets those conditions. */
  isExact: boolean;
}

interface Bound {
  field: IndexField;
  condition: Condition;
}

/** Holds as many leading fields as it can to values, and the field behind them to a range. */
export function narrow(
  prefix: Buffer,
  fields: readonly IndexField[],
  conditions: Conditions,
  isMultikey: boolean,
): Narrowed {
  const bound: Bound[] = [];
  const usable = (field: IndexField): readonly Condition[] =>
    (conditions.get(field.path) ?? []).filter(
      (condition) => !isMultikey || bound.every((other) => areTied(other, { field, condition })),
    );
  let prefixes = [prefix];
  let isExact = true;
  const single = new Set<string>();
  for (const field of fields) {
    // Of several equalities on one field the first narrows; the others are tested on the documents.
    const first = usable(field).find((condition) => condition.kind === "one of");
    if (!first) break;
    const found = pointKeys(first.values, field, fields.length);
    if (found.keys.length * prefixes.length > maxRanges) break;
    prefixes = prefixes.flatMap((before) => found.keys.map((key) => Buffer.concat([before, key])));
    isExact &&= found.isExact && !first.members;
    if (found.keys.length === 1) single.add(field.path);
    bound.push({ field, condition: first });
  }
  const points = { prefixes, points: bound.length, single, used: bound.length, isExact };
  const next = fields[bound.length];
  return next ? withRange(points, next, usable(next), { fieldCount: fields.length, isMultikey }) : points;
}

function withRange(
  points: Narrowed,
  field: IndexField,
  conditions: readonly Condition[],
  options: { fieldCount: number; isMultikey: boolean },
): Narrowed {
  const [first, ...others] = conditions.filter((condition) => condition.kind === "range");
  if (!first) return points;
  const found = points.prefixes.map((prefix) => rangeBounds(prefix, [first, ...others], field, options));
  return {
    ...points,
    ranges: found.map(({ bounds }) => bounds),
    used: points.used + 1 + others.length,
    isExact: points.isExact && found.every(({ isExact }) => isExact),
  };
}

/**
 * Whether two bounds may hold of one entry of a multikey index. An entry comes from one member of an array, but a document is found when one
 * member meets this condition and another one that. So two fields that may lie below one array are bound together only where `$elemMatch`
 * asks both of the same member; fields that part at their first name cannot, since no document has two arrays in one index.
 */
function areTied(left: Bound, right: Bound): boolean {
  const parted = left.field.parts.findIndex((part, depth) => part !== right.field.parts[depth]);
  const common = parted < 0 ? left.field.parts.length : parted;
  return common <= sharedDepth(left.condition, right.condition);
}
