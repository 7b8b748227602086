import type { Sample } from "./catalog.ts";

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isLines = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.some(isMembers);

const flat = (item: unknown, prefix = ""): Members => {
  if (!isMembers(item)) return {};
  return Object.fromEntries(
    Object.entries(item).flatMap(([key, value]): [string, unknown][] => {
      if (isLines(value)) return [];
      if (isMembers(value)) return Object.entries(flat(value, `${prefix}${key}__`));
      return [[`${prefix}${key}`, value]];
    }),
  );
};

/**
 * Objects of a list as flat lines, `parent__child`: Zapier's line items have one level. All lines have the same keys,
 * since Zapier makes a column of each and a gap would shift what stands below it.
 */
export const linesOf = (example: unknown, items: readonly unknown[]): Members[] => {
  const lines = items.map((item) => flat(item));
  const [first] = Array.isArray(example) ? example : [];
  const keys = [...new Set([first ?? {}, ...lines].flatMap((line: Members) => Object.keys(line)))];
  const columns = keys.filter((key) => !keys.some((other) => other.startsWith(`${key}__`)));
  return lines.map((line) => Object.fromEntries(columns.map((key) => [key, line[key] ?? null])));
};

/** What stands for a member that this record does not have: the sample's keys, with nothing in them. */
const emptied = (example: unknown): unknown => {
  if (Array.isArray(example)) return [];
  if (!isMembers(example)) return null;
  return Object.fromEntries(Object.entries(example).map(([key, inner]) => [key, emptied(inner)]));
};

const filledOut = (example: unknown, value: unknown): unknown => {
  if (value === undefined || value === null) return emptied(example);
  if (isLines(value)) return linesOf(example, value);
  if (!isMembers(value)) return value;
  const known = isMembers(example) ? example : {};
  const keys = [...new Set([...Object.keys(known), ...Object.keys(value)])];
  return Object.fromEntries(keys.map((key) => [key, filledOut(known[key], value[key])]));
};

/**
 * What the API sends as the record a Zap sees; the only way there, for deliveries, lists and answers alike, so that
 * what is mapped on test data is there in live data too. It has every key of the sample (empty where the record has
 * nothing, such as the customer of a voucher without one) and whatever else the API sends.
 */
export const recordOf = (sample: Sample, value: unknown): Record<string, unknown> =>
  filledOut(sample, isMembers(value) ? value : {}) as Record<string, unknown>;
