import { compareValues, equalValues } from "../bson/compare.ts";
import type { Document } from "../bson/decode.ts";
import { isNumeric, isPlainObject, toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { compileValue } from "../query/filter.ts";
import { asArray, expression } from "../query/shapes.ts";
import { compileSort } from "../query/sort.ts";

const pushModifiers = new Set(["$each", "$position", "$slice", "$sort"]);

export function push(array: unknown[], operand: unknown): unknown[] {
  if (!isPlainObject(operand) || !("$each" in operand)) return [...array, operand];
  const unknown = Object.keys(operand).find((name) => !pushModifiers.has(name));
  if (unknown) throw new CommandError("BadValue", `Unrecognized clause in $push: ${unknown}`);
  const added = asArray(operand.$each, "$each");
  const at = operand.$position === undefined ? array.length : whole(operand.$position, "$position");
  const result = [...array];
  result.splice(at < 0 ? Math.max(0, array.length + at) : at, 0, ...added);
  const sorted = operand.$sort === undefined ? result : sortMembers(result, operand.$sort);
  return operand.$slice === undefined ? sorted : slice(sorted, whole(operand.$slice, "$slice"));
}

function slice(array: unknown[], count: number): unknown[] {
  if (count === 0) return [];
  return count > 0 ? array.slice(0, count) : array.slice(count);
}

function sortMembers(array: unknown[], order: unknown): unknown[] {
  if (isPlainObject(order)) {
    const compare = compileSort(order);
    return array.sort((left, right) => compare(left as Document, right as Document));
  }
  const direction = whole(order, "$sort");
  if (Math.abs(direction) !== 1)
    throw new CommandError("BadValue", "The $sort element value must be either 1 or -1");
  return array.sort((left, right) => direction * compareValues(left, right));
}

export function addToSet(array: unknown[], operand: unknown): unknown[] {
  const added = isPlainObject(operand) && "$each" in operand ? asArray(operand.$each, "$each") : [operand];
  const result = [...array];
  for (const value of added) if (!result.some((member) => equalValues(member, value))) result.push(value);
  return result;
}

export function pop(array: unknown[], operand: unknown): unknown[] {
  const end = whole(operand, "$pop");
  if (Math.abs(end) !== 1) throw new CommandError("FailedToParse", `$pop expects 1 or -1, found: ${end}`);
  return end === 1 ? array.slice(0, -1) : array.slice(1);
}

export function pull(array: unknown[], operand: unknown): unknown[] {
  const test = pullTest(operand);
  return array.filter((member) => !test(member));
}

function pullTest(operand: unknown): (value: unknown) => boolean {
  if (isPlainObject(operand) && (expression(operand) || Object.keys(operand).length > 0))
    return compileValue(operand);
  const predicate = compileValue({ $eq: operand });
  // `$pull: {a: /x/}` matches by pattern, as a filter would.
  return typeof operand === "object" && operand?.constructor.name === "BSONRegExp"
    ? compileValue({ $regex: operand })
    : predicate;
}

export function pullAll(array: unknown[], operand: unknown): unknown[] {
  const removed = asArray(operand, "$pullAll");
  return array.filter((member) => !removed.some((value) => equalValues(member, value)));
}

function whole(value: unknown, name: string): number {
  const number = toNumber(value);
  if (!isNumeric(value) || !Number.isInteger(number))
    throw new CommandError("BadValue", `The value for ${name} must be an integer value`);
  return number;
}
