import { compareValues } from "../bson/compare.ts";
import type { Document } from "../bson/decode.ts";
import { isPlainObject, toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { someAtPath } from "./path.ts";

export type Compare = (left: Document, right: Document) => number;

export interface SortField {
  path: string;
  direction: 1 | -1;
}

export function parseSort(sort: Document): SortField[] {
  return Object.entries(sort).map(([path, order]) => {
    if (isPlainObject(order))
      throw new CommandError("NotImplemented", "the embedded store does not implement sorting by $meta");
    const direction = toNumber(order);
    if (direction !== 1 && direction !== -1)
      throw new CommandError(
        "BadValue",
        "$sort key ordering must be 1 (for ascending) or -1 (for descending)",
      );
    return { path, direction };
  });
}

/** MongoDB's sort: an array counts as its least member ascending and its greatest descending, an absent field as null. */
export function compileSort(sort: Document): Compare {
  const fields = parseSort(sort).map(({ path, direction }) => ({ parts: path.split("."), direction }));
  return (left, right) => {
    for (const { parts, direction } of fields) {
      const order =
        direction * compareKeys(sortKey(left, parts, direction), sortKey(right, parts, direction));
      if (order !== 0) return order;
    }
    return 0;
  };
}

// The empty array sorts below null.
const emptyArray = Symbol("empty array");

function compareKeys(left: unknown, right: unknown): number {
  if (left === emptyArray || right === emptyArray)
    return Number(right === emptyArray) - Number(left === emptyArray);
  return compareValues(left, right);
}

function sortKey(document: Document, parts: readonly string[], direction: 1 | -1): unknown {
  let best: unknown;
  let found = false;
  const consider = (value: unknown): void => {
    if (!found || direction * compareKeys(value, best) < 0) best = value;
    found = true;
  };
  someAtPath(document, parts, 0, (value) => {
    if (!Array.isArray(value)) consider(value ?? null);
    else if (value.length === 0) consider(emptyArray);
    else value.forEach(consider);
    return false;
  });
  return found ? best : null;
}
