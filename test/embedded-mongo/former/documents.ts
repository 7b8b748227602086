import type { Stored } from "../support.ts";

/** Ids of every length that a key can have: short as two bytes, and longer than fits. */
const idOf = (n: number): Stored["_id"] => {
  if (n === 7 || n === 8) return n === 7;
  if (n % 10 === 9) return `${n}:${"long ".repeat(n)}`;
  return n % 2 === 0 ? n : `thing ${n}`;
};

/** The documents from one number up to another, which is not among them. */
export const documentsOf = (from: number, to: number): Stored[] =>
  Array.from({ length: to - from }, (_, at) => {
    const n = from + at;
    return {
      _id: idOf(n),
      n,
      by: n % 5,
      tags: [n % 4, `t${n % 7}`],
      at: new Date(n * 1000),
      code: `code ${n}`,
      ...(n % 2 === 1 && { note: "x".repeat(n) }),
    };
  });

export const indexes: { key: Record<string, 1 | -1>; unique?: true; sparse?: true }[] = [
  { key: { by: 1 } },
  { key: { tags: 1 } },
  { key: { at: -1, by: 1 } },
  { key: { code: 1 }, unique: true },
  { key: { note: 1 }, sparse: true },
];
