import { Decimal128, Double, Long, Timestamp } from "bson";
import { compareValues, identicalValues } from "../bson/compare.ts";
import type { Document } from "../bson/decode.ts";
import { isNumeric, isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { valueAt } from "../query/path.ts";
import * as arrays from "./arrays.ts";
import { reckon } from "./numbers.ts";
import { setAt, unsetAt } from "./path.ts";

/** Applies one operator at one concrete path; says whether the document changed. */
export type Operator = (document: Document, path: string[], operand: unknown, now: Date) => boolean;

function computed(compute: (current: unknown, operand: unknown, now: Date) => unknown): Operator {
  return (document, path, operand, now) => {
    const current = valueAt(document, path);
    const next = compute(current, operand, now);
    if (next === undefined || (current !== undefined && identicalValues(current, next))) return false;
    setAt(document, path, next);
    return true;
  };
}

function onArray(name: string, compute: (array: unknown[], operand: unknown) => unknown[]): Operator {
  const creates = name === "$push" || name === "$addToSet";
  return computed((current, operand) => {
    if (current === undefined) return creates ? compute([], operand) : undefined;
    if (Array.isArray(current)) return compute(current, operand);
    throw new CommandError(
      creates ? "BadValue" : "TypeMismatch",
      `The field must be an array to apply ${name}`,
    );
  });
}

function arithmetic(name: "$inc" | "$mul"): Operator {
  return computed((current, operand) => {
    if (!isNumeric(operand))
      throw new CommandError(
        "TypeMismatch",
        `Cannot ${name === "$inc" ? "increment" : "multiply"} with non-numeric argument`,
      );
    if (current === undefined) return name === "$inc" ? operand : zeroLike(operand);
    if (!isNumeric(current))
      throw new CommandError("TypeMismatch", `Cannot apply ${name} to a value of non-numeric type.`);
    return reckon(name, current, operand);
  });
}

function zeroLike(operand: unknown): unknown {
  if (operand instanceof Long) return Long.ZERO;
  if (operand instanceof Decimal128) return Decimal128.fromString("0");
  return typeof operand === "number" && Number.isInteger(operand) ? 0 : new Double(0);
}

function extreme(direction: 1 | -1): Operator {
  return computed((current, operand) =>
    current === undefined || direction * compareValues(operand, current) > 0 ? operand : undefined,
  );
}

const currentDate: Operator = computed((_current, operand, now) => {
  const type = isPlainObject(operand) ? operand.$type : operand;
  if (type === true || type === false || type === "date") return now;
  if (type === "timestamp") return new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
  throw new CommandError("BadValue", "$currentDate needs true, {$type: 'date'} or {$type: 'timestamp'}");
});

const bit: Operator = computed((current, operand) => {
  if (!isPlainObject(operand)) throw new CommandError("BadValue", "The $bit modifier needs a document");
  return Object.entries(operand).reduce<unknown>(
    (value, [name, mask]) => bitwise(name, value, mask),
    current ?? 0,
  );
});

function bitwise(name: string, value: unknown, mask: unknown): unknown {
  const wide = value instanceof Long || mask instanceof Long;
  if (!isNumeric(value) || !isNumeric(mask) || value instanceof Double || mask instanceof Double) {
    throw new CommandError("BadValue", "Cannot apply $bit to a value of non-integral type");
  }
  const [a, b] = [BigInt(value.toString()), BigInt(mask.toString())];
  const operations: Record<string, bigint> = { and: a & b, or: a | b, xor: a ^ b };
  const result = operations[name];
  if (result === undefined)
    throw new CommandError(
      "BadValue",
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`,
    );
  return wide ? Long.fromBigInt(BigInt.asIntN(64, result)) : Number(BigInt.asIntN(32, result));
}

const set = computed((_current, operand) => operand);

export const operators: Readonly<Record<string, Operator>> = {
  $set: set,
  $setOnInsert: set,
  $unset: (document, path) => unsetAt(document, path),
  $inc: arithmetic("$inc"),
  $mul: arithmetic("$mul"),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
  $bit: bit,
  $push: onArray("$push", arrays.push),
  $addToSet: onArray("$addToSet", arrays.addToSet),
  $pop: onArray("$pop", arrays.pop),
  $pull: onArray("$pull", arrays.pull),
  $pullAll: onArray("$pullAll", arrays.pullAll),
};

export function rename(document: Document, from: string[], to: string[]): boolean {
  const value = valueAt(document, from);
  if (value === undefined) return false;
  unsetAt(document, from);
  unsetAt(document, to);
  setAt(document, to, value);
  return true;
}
