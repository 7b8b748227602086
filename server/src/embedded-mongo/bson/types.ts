import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from "bson";
import type { Document } from "./decode.ts";

/**
 * MongoDB's order of types when values of different types are compared
 * (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/). The numbers are stored in index keys: they never change.
 */
export const rank = {
  minKey: 1,
  missing: 4,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 50,
  regex: 55,
  dbPointer: 57,
  code: 60,
  maxKey: 127,
} as const;

export function rankOf(value: unknown): number {
  switch (typeof value) {
    case "string":
      return rank.string;
    case "number":
    case "bigint":
      return rank.number;
    case "boolean":
      return rank.boolean;
    case "undefined":
      return rank.null;
    default:
      return value === null ? rank.null : rankOfObject(value as object);
  }
}

function rankOfObject(value: object): number {
  if (Array.isArray(value)) return rank.array;
  if (value instanceof Date) return rank.date;
  if (isPlainObject(value)) return rank.object;
  if (value instanceof ObjectId) return rank.objectId;
  if (value instanceof Timestamp) return rank.timestamp;
  if (isNumberObject(value)) return rank.number;
  if (value instanceof Binary) return rank.binary;
  if (value instanceof BSONRegExp || value instanceof RegExp) return rank.regex;
  if (value instanceof BSONSymbol) return rank.string;
  if (value instanceof Code) return rank.code;
  if (value instanceof MinKey) return rank.minKey;
  if (value instanceof MaxKey) return rank.maxKey;
  if (value instanceof DBRef) return rank.dbPointer;
  if (value instanceof Uint8Array) return rank.binary;
  throw new TypeError("a value of no BSON type");
}

export function isPlainObject(value: unknown): value is Document {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export type NumberObject = Double | Long | Int32 | Decimal128;

// Timestamp extends Long in bson; it is no number.
function isNumberObject(value: object): value is NumberObject {
  return (
    value instanceof Double ||
    (value instanceof Long && !(value instanceof Timestamp)) ||
    value instanceof Decimal128 ||
    value instanceof Int32
  );
}

export function isNumeric(value: unknown): value is number | bigint | NumberObject {
  return rankOf(value) === rank.number;
}

/** The BSON type's alias as `$type` knows it. */
export function typeAlias(value: unknown): string {
  if (typeof value === "number")
    return Number.isInteger(value) && Math.abs(value) <= 2147483648 && !isMinusZero(value) ? "int" : "double";
  if (value instanceof Double) return "double";
  if (value instanceof Timestamp) return "timestamp";
  if (value instanceof Long || typeof value === "bigint") return "long";
  if (value instanceof Decimal128) return "decimal";
  if (value instanceof Int32) return "int";
  if (value instanceof BSONSymbol) return "symbol";
  if (value instanceof Code) return value.scope ? "javascriptWithScope" : "javascript";
  return aliasByRank[rankOf(value)] ?? "null";
}

const isMinusZero = (value: number): boolean => Object.is(value, -0);

const aliasByRank: Record<number, string> = {
  [rank.minKey]: "minKey",
  [rank.null]: "null",
  [rank.string]: "string",
  [rank.object]: "object",
  [rank.array]: "array",
  [rank.binary]: "binData",
  [rank.objectId]: "objectId",
  [rank.boolean]: "bool",
  [rank.date]: "date",
  [rank.regex]: "regex",
  [rank.dbPointer]: "dbPointer",
  [rank.maxKey]: "maxKey",
};

export const typeNumbers: Record<number, string> = {
  1: "double",
  2: "string",
  3: "object",
  4: "array",
  5: "binData",
  6: "undefined",
  7: "objectId",
  8: "bool",
  9: "date",
  10: "null",
  11: "regex",
  12: "dbPointer",
  13: "javascript",
  14: "symbol",
  15: "javascriptWithScope",
  16: "int",
  17: "timestamp",
  18: "long",
  19: "decimal",
  [-1]: "minKey",
  127: "maxKey",
};

/** The nearest JS number of any numeric value; NaN for what is no number. */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (value instanceof Double || value instanceof Int32) return value.value;
  if (value instanceof Long) return value.toNumber();
  if (value instanceof Decimal128) return Number(value.toString());
  return typeof value === "bigint" ? Number(value) : NaN;
}
