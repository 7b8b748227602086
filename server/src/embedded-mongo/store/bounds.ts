import { after, hashBytes, valueKey } from "../bson/key.ts";
import { rank, rankOf } from "../bson/types.ts";
import type { Condition } from "./conditions.ts";
import { fieldKey, fieldLimit, type IndexField } from "./index-keys.ts";

export interface Bounds {
  start: Buffer;
  /** Exclusive. */
  end: Buffer;
}

/** The keys of one field that each equal a searched value: what an equality or `$in` looks up. */
export function pointKeys(
  values: readonly unknown[],
  field: IndexField,
  fieldCount: number,
): { keys: Buffer[]; isExact: boolean } {
  const found = values.map((value) => fieldKey(value, field, fieldCount));
  const unique = new Map(found.map(({ key }) => [key.toString("latin1"), key]));
  return {
    keys: [...unique.values()].sort((left, right) => Buffer.compare(left, right)),
    isExact: found.every(({ isCut }) => !isCut),
  };
}

interface Limit {
  key: Buffer;
  isIncluded: boolean;
}

type RangeCondition = Condition & { kind: "range" };

/**
 * What ranges leave of a field's keys below a prefix. Both sides stay within the first one's type: `$lt: 5` finds no text.
 * On a multikey index one side only is used, as different members of an array may meet the two.
 */
export function rangeBounds(
  prefix: Buffer,
  [first, ...others]: readonly [RangeCondition, ...RangeCondition[]],
  field: IndexField,
  options: { fieldCount: number; isMultikey: boolean },
): { bounds: Bounds; isExact: boolean } {
  const type = Buffer.from([rankOf(first.value)]);
  const joined = options.isMultikey ? [] : others.filter(({ value }) => rankOf(value) === type[0]);
  let low: Limit = { key: type, isIncluded: true };
  let high: Limit = { key: type, isIncluded: true };
  let isExact = joined.length === others.length && !options.isMultikey;
  for (const { operator, value, members } of [first, ...joined]) {
    const { limit, isWhole } = limitOf(value, operator.endsWith("e"), fieldLimit(options.fieldCount));
    isExact &&= isWhole && !members;
    if (operator.startsWith("$g")) low = tighter(low, limit, 1);
    else high = tighter(high, limit, -1);
  }
  // NaN lies below all numbers in an index, but `$lt: 5` must not find it.
  if (low.key === type && type[0] === rank.number) isExact = false;
  return { bounds: toBounds(prefix, low, high, field), isExact };
}

/**
 * A bound as long as what is kept of a cut key, or longer, is rounded outwards to that beginning; the documents are then looked at again.
 * Behind the beginning a cut key has its hash, which lies on either side of the bound, whichever value it stands for.
 */
function limitOf(value: unknown, isIncluded: boolean, maxLength: number): { limit: Limit; isWhole: boolean } {
  const key = valueKey(value);
  const kept = maxLength - hashBytes;
  if (key.length <= kept) return { limit: { key, isIncluded }, isWhole: true };
  return { limit: { key: key.subarray(0, kept), isIncluded: true }, isWhole: false };
}

function tighter(current: Limit, next: Limit, direction: 1 | -1): Limit {
  if (current.key.length === 1) return next;
  const order = Buffer.compare(next.key, current.key) * direction;
  if (order !== 0) return order > 0 ? next : current;
  return { key: current.key, isIncluded: current.isIncluded && next.isIncluded };
}

function toBounds(prefix: Buffer, low: Limit, high: Limit, field: IndexField): Bounds {
  const [first, last] = field.direction === 1 ? [low, high] : [inverted(high), inverted(low)];
  const start = Buffer.concat([prefix, first.key]);
  const end = Buffer.concat([prefix, last.key]);
  return { start: first.isIncluded ? start : after(start), end: last.isIncluded ? after(end) : end };
}

function inverted({ key, isIncluded }: Limit): Limit {
  return { key: Buffer.from(key.map((byte) => ~byte & 0xff)), isIncluded };
}
