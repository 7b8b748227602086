import type { Document } from "../bson/decode.ts";
import { identicalValues } from "../bson/compare.ts";
import { after } from "../bson/key.ts";
import { isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { parseSort, type SortField } from "../query/sort.ts";
import type { Bounds } from "./bounds.ts";
import type { Collection } from "./collection.ts";
import { type Conditions, conditionsOf } from "./conditions.ts";
import { hasAllFound } from "./coverage.ts";
import type { Index } from "./definition.ts";
import { rangeOf } from "./keys.ts";
import { type Narrowed, narrow } from "./narrow.ts";

/** How the documents of a selection are found. */
export interface Plan {
  /** `_id_`, an index's name, or `scan` for the whole collection. */
  source: string;
  index: Index | undefined;
  /** Ranges of keys, apart from each other and ascending. */
  ranges: Bounds[];
  isReverse: boolean;
  /** Comes out in the wished order already. */
  isSorted: boolean;
  /** Every entry in the ranges is a match: no document need be looked at again. */
  isExact: boolean;
  /** The greater the better; see `candidate`. */
  worth: number;
}

export interface Wish {
  filter: Document;
  sort?: Document | undefined;
  hint?: unknown;
}

/** What each leading field of an index that is held to values is worth. */
export const worthOfPoint = 100;

/** Chooses the index that narrows the search most, an index in the wished order before one that is not. */
export function planFor(collection: Collection, wish: Wish): Plan {
  const conditions = conditionsOf(wish.filter);
  const sort = parseSort(wish.sort ?? {});
  const hinted = wish.hint === undefined ? undefined : hintedIndex(collection, wish.hint);
  if (hinted)
    return hinted === "scan"
      ? scan(collection, wish)
      : candidate(collection, hinted, { conditions, sort, wish });
  let best = candidate(collection, undefined, { conditions, sort, wish });
  for (const index of collection.state.indexes) {
    if (!hasAllFound(index, conditions)) continue;
    const plan = candidate(collection, index, { conditions, sort, wish });
    if (plan.worth > best.worth) best = plan;
  }
  return best;
}

function scan(collection: Collection, wish: Wish): Plan {
  const isSorted = Object.keys(wish.sort ?? {}).length === 0;
  return {
    source: "scan",
    index: undefined,
    ranges: [rangeOf(collection.prefix)],
    isReverse: false,
    isSorted,
    isExact: Object.keys(wish.filter).length === 0,
    worth: 0,
  };
}

function hintedIndex(collection: Collection, hint: unknown): Index | "scan" | undefined {
  if (isPlainObject(hint) && "$natural" in hint) return "scan";
  if (hint === "_id_" || (isPlainObject(hint) && identicalValues(hint, { _id: 1 }))) return undefined;
  if (isPlainObject(hint) && Object.keys(hint).length === 0) return undefined;
  const found = collection.state.indexes.find(({ definition }) =>
    typeof hint === "string" ? definition.name === hint : identicalValues(definition.key, hint),
  );
  if (!found)
    throw new CommandError(
      "BadValue",
      "error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index",
    );
  return found;
}

interface Question {
  conditions: Conditions;
  sort: readonly SortField[];
  wish: Wish;
}

const idField = { path: "_id", parts: ["_id"], direction: 1 } as const;

/**
 * Weighs one index (undefined: the documents themselves, in the order of `_id`).
 * Worth: `worthOfPoint` for each leading field held to values, 40 for a range behind them, 30 for the wished order, 1,000 for all fields of a unique index.
 */
function candidate(collection: Collection, index: Index | undefined, question: Question): Plan {
  const fields = index?.fields ?? [idField];
  const isMultikey = index?.isMultikey ?? false;
  const narrowed = narrow(index?.prefix ?? collection.prefix, fields, question.conditions, isMultikey);
  const isRanged = narrowed.ranges !== undefined;
  const order = orderOf(collection, index, narrowed, question.sort);
  const isWhole = narrowed.points === fields.length && isUniqueKey(index);
  const ranges = narrowed.ranges ?? narrowed.prefixes.map((prefix) => pointRange(prefix, isWhole));
  return {
    source:
      index?.definition.name ??
      (narrowed.points > 0 || isRanged || (question.sort.length > 0 && order !== undefined)
        ? "_id_"
        : "scan"),
    index,
    ranges: ranges.filter(({ start, end }) => Buffer.compare(start, end) < 0),
    isReverse: order === "reverse",
    isSorted: question.sort.length === 0 || order !== undefined,
    isExact:
      narrowed.isExact &&
      !isMultikey &&
      !index?.isCut &&
      narrowed.used === countConditions(question.wish.filter),
    worth:
      narrowed.points * worthOfPoint +
      (isRanged ? 40 : 0) +
      (question.sort.length > 0 && order !== undefined ? 30 : 0) +
      (isWhole ? 1000 : 0) -
      (narrowed.prefixes.length > 1 ? 10 : 0),
  };
}

const isUniqueKey = (index: Index | undefined): boolean =>
  index === undefined || index.definition.unique === true;

/** A whole key of a unique index is one entry: the reader gets it rather than ranging over it. */
function pointRange(prefix: Buffer, isWholeKey: boolean): Bounds {
  return isWholeKey
    ? { start: prefix, end: Buffer.concat([prefix, Buffer.from([0])]) }
    : { start: prefix, end: after(prefix) };
}

/** Whether the index, read forward or in reverse, gives the wished order; entries of equal keys follow in the order of `_id`. */
function orderOf(
  collection: Collection,
  index: Index | undefined,
  narrowed: Narrowed,
  sort: readonly SortField[],
): "forward" | "reverse" | undefined {
  if (sort.length === 0) return "forward";
  // An array counts in a sort by its least or greatest member, not by the one that was found.
  if (index?.isMultikey) return undefined;
  const wished = sort.filter(({ path }) => !narrowed.single.has(path));
  if (wished.length === 0) return narrowed.prefixes.length <= 1 ? "forward" : undefined;
  if (narrowed.prefixes.length !== 1 || index?.isCut || collection.state.hasCutIds) return undefined;
  const fields = index ? [...index.fields, ...(index.definition.unique ? [] : [idField])] : [idField];
  const given = fields.filter(({ path }) => !narrowed.single.has(path));
  const idAt = given.findIndex(({ path }) => path === "_id");
  // Nothing can still tie once `_id` has decided, so what follows it in the wish is met.
  const deciding = idAt >= 0 && wished[idAt]?.path === "_id" ? wished.slice(0, idAt + 1) : wished;
  const turns = deciding.map(({ path, direction }, at) =>
    given[at]?.path === path ? direction * given[at].direction : 0,
  );
  if (turns.every((turn) => turn === 1)) return "forward";
  return turns.every((turn) => turn === -1) ? "reverse" : undefined;
}

/** How many conditions a filter has in all; one that `conditionsOf` cannot see makes the count unreachable. */
function countConditions(filter: Document): number {
  let total = 0;
  for (const [name, condition] of Object.entries(filter)) {
    if (name === "$comment") continue;
    if (name === "$and" && Array.isArray(condition))
      for (const branch of condition) total += isPlainObject(branch) ? countConditions(branch) : Infinity;
    else if (name.startsWith("$")) return Infinity;
    else total += conditionsOf({ [name]: condition }).get(name)?.length ?? 0;
  }
  return total;
}
