import type { Doc, Stored } from "./support.ts";

/** Repeatable randomness (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Test = [operator: "$eq" | "$gt" | "$gte" | "$lt" | "$lte" | "$in" | "$exists", operand: unknown];
export type Query = { field: string; tests: Test[] }[];

export const toFilter = (query: Query): Doc => ({
  $and: [{}, ...query.map(({ field, tests }) => ({ [field]: Object.fromEntries(tests) }))],
});

/**
 * MongoDB's meaning of a few operators on numbers, texts, null, absence and flat arrays, written down as plainly as possible and apart from the
 * store's own code: no indexes, no keys, every document looked at.
 */
export class Model {
  readonly documents = new Map<unknown, Stored>();

  /** "duplicate" where `_id`, or (a, b) of documents whose `b` is a text, is taken. */
  put(document: Stored, isNew: boolean): "duplicate" | "ok" {
    if (isNew && this.documents.has(document._id)) return "duplicate";
    const key = uniqueKey(document);
    for (const other of this.documents.values()) {
      if (other._id !== document._id && key !== undefined && uniqueKey(other) === key) return "duplicate";
    }
    this.documents.set(document._id, document);
    return "ok";
  }

  find(query: Query): Stored[] {
    return [...this.documents.values()].filter((document) =>
      query.every(({ field, tests }) => tests.every((test) => holds(document[field], test))),
    );
  }
}

const uniqueKey = ({ a, b }: Stored): string | undefined =>
  typeof b === "string" ? JSON.stringify([a ?? null, b]) : undefined;

function holds(value: unknown, [operator, operand]: Test): boolean {
  if (operator === "$exists") return (value !== undefined) === operand;
  const members = Array.isArray(value) ? (value as unknown[]) : [value];
  return members.some((member) => meets(member ?? null, operator, operand));
}

function meets(member: unknown, operator: Test[0], operand: unknown): boolean {
  if (operator === "$in") return (operand as unknown[]).includes(member);
  if (operator === "$eq") return member === operand;
  if (typeof member !== typeof operand || member === null || operand === null) return false;
  const [left, right] = [member, operand] as [number, number];
  if (operator === "$gt") return left > right;
  if (operator === "$gte") return left >= right;
  return operator === "$lt" ? left < right : left <= right;
}

/** null and absent, then numbers, then texts; an array by its least member upwards and its greatest downwards, the empty one first of all. */
export function compareBy(field: string, direction: 1 | -1): (left: Stored, right: Stored) => number {
  const rank = (value: unknown): [number, number | string] => {
    if (Array.isArray(value) && value.length === 0) return [0, 0];
    if (Array.isArray(value))
      return [2, direction === 1 ? Math.min(...(value as number[])) : Math.max(...(value as number[]))];
    if (value === null || value === undefined) return [1, 0];
    return [typeof value === "number" ? 2 : 3, value as number | string];
  };
  return (left, right) => {
    const [a, b] = [rank(left[field]), rank(right[field])];
    const order = a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0);
    return direction * order || Number(left._id) - Number(right._id);
  };
}
