import { Double, Int32, Long, Timestamp } from "bson";
import { equalValues } from "../bson/compare.ts";
import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";

/**
 * mingo reckons with JS numbers. Whole doubles and int64 become such on the way in (an int64 above 2^53 loses its last digits there), and on
 * the way out whole numbers become int32 or int64 again. Decimal128 passes through untouched and cannot be reckoned with.
 */
export function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Double || value instanceof Int32) return value.value;
  if (value instanceof Long && !(value instanceof Timestamp)) return value.toNumber();
  if (!isPlainObject(value)) return value;
  return mapFields(value, toPlain);
}

export function fromPlain(value: unknown): unknown {
  if (typeof value === "number") {
    const fitsInt32 = value >= -2147483648 && value <= 2147483647;
    return Number.isSafeInteger(value) && !fitsInt32 ? Long.fromNumber(value) : value;
  }
  if (value instanceof RegExp || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  return isPlainObject(value) ? mapFields(value, fromPlain) : value;
}

/** Gives what a pipeline left unchanged its stored number type back: a Double 1 must not come back as int32 1. */
export function restoreTypes(changed: unknown, stored: unknown): unknown {
  if (isPlainObject(changed) && isPlainObject(stored)) {
    return Object.fromEntries(
      Object.entries(changed).map(([name, value]) => [
        name,
        name in stored ? restoreTypes(value, stored[name]) : value,
      ]),
    );
  }
  if (Array.isArray(changed) && Array.isArray(stored))
    return changed.map((value, index) => restoreTypes(value, stored[index]));
  const comparable = typeof changed === "number" || changed instanceof Long;
  return comparable && stored !== undefined && equalValues(changed, stored) ? stored : changed;
}

function mapFields(object: Document, map: (value: unknown) => unknown): Document {
  const mapped: Document = {};
  for (const name of Object.keys(object)) {
    const value = map(object[name]);
    if (value !== undefined) mapped[name] = value;
  }
  return mapped;
}
