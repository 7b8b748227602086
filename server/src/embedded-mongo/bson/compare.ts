import type { ObjectId } from "bson";
import { Binary, BSONRegExp, BSONSymbol, Double, Long } from "bson";
import type { Document } from "./decode.ts";
import { numberKey } from "./number-key.ts";
import { rank, rankOf } from "./types.ts";
import { valueKey } from "./key.ts";

/** MongoDB's order over any two values, the same order that index keys have. */
export function compareValues(left: unknown, right: unknown): number {
  if (left === right) return 0;
  const type = rankOf(left);
  const other = rankOf(right);
  return type === other ? compareSameType(type, left, right) : type - other;
}

export const equalValues = (left: unknown, right: unknown): boolean => compareValues(left, right) === 0;

function compareSameType(type: number, left: unknown, right: unknown): number {
  switch (type) {
    case rank.null:
    case rank.minKey:
    case rank.maxKey:
      return 0;
    case rank.number:
      return compareNumbers(left, right);
    case rank.string:
      return compareTexts(
        left instanceof BSONSymbol ? left.value : String(left),
        right instanceof BSONSymbol ? right.value : String(right),
      );
    case rank.object:
      return compareObjects(left as Document, right as Document);
    case rank.array:
      return compareArrays(left as unknown[], right as unknown[]);
    case rank.objectId:
      return Buffer.compare((left as ObjectId).id, (right as ObjectId).id);
    case rank.boolean:
      return Number(left) - Number(right);
    case rank.date:
      return (left as Date).getTime() - (right as Date).getTime();
    default:
      return Buffer.compare(valueKey(left), valueKey(right));
  }
}

function compareNumbers(left: unknown, right: unknown): number {
  const plainLeft = typeof left === "number" ? left : left instanceof Double ? left.value : undefined;
  const plainRight = typeof right === "number" ? right : right instanceof Double ? right.value : undefined;
  if (plainLeft !== undefined && plainRight !== undefined) {
    if (plainLeft < plainRight) return -1;
    if (plainLeft > plainRight) return 1;
    if (plainLeft === plainRight) return 0;
  }
  if (left instanceof Long && right instanceof Long) return left.compare(right);
  return Buffer.compare(numberKey(left), numberKey(right));
}

/** By code point, as UTF-8 bytes sort; JS compares UTF-16 units, which puts surrogates before U+E000. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return surrogatesLast(a) - surrogatesLast(b);
  }
  return left.length - right.length;
}

const surrogatesLast = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

function compareObjects(left: Document, right: Document): number {
  const leftNames = Object.keys(left);
  const rightNames = Object.keys(right);
  const length = Math.min(leftNames.length, rightNames.length);
  for (let index = 0; index < length; index++) {
    const a = leftNames[index] as string;
    const b = rightNames[index] as string;
    const order =
      rankOf(left[a]) - rankOf(right[b]) || compareTexts(a, b) || compareValues(left[a], right[b]);
    if (order !== 0) return order;
  }
  return leftNames.length - rightNames.length;
}

function compareArrays(left: unknown[], right: unknown[]): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const order = compareValues(left[index], right[index]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Same value and same BSON type all the way down: what decides whether an update changed anything. */
export function identicalValues(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length && left.every((member, index) => identicalValues(member, right[index]))
    );
  }
  const type = rankOf(left);
  if (type !== rankOf(right)) return false;
  if (type === rank.object) return identicalObjects(left as Document, right as Document);
  if (type === rank.number && numberClass(left) !== numberClass(right)) return false;
  if (type === rank.binary)
    return left instanceof Binary === right instanceof Binary && equalValues(left, right);
  if (type === rank.regex)
    return left instanceof BSONRegExp === right instanceof BSONRegExp && equalValues(left, right);
  return equalValues(left, right);
}

const numberClass = (value: unknown): unknown =>
  typeof value === "object" && value ? value.constructor : Number.isInteger(value);

function identicalObjects(left: Document, right: Document): boolean {
  const names = Object.keys(left);
  const others = Object.keys(right);
  if (names.length !== others.length) return false;
  return names.every((name, index) => name === others[index] && identicalValues(left[name], right[name]));
}
