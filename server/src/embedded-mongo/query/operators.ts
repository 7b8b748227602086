import { BSONRegExp, BSONSymbol, Double } from "bson";
import { compareValues, equalValues } from "../bson/compare.ts";
import type { Document } from "../bson/decode.ts";
import { isNumeric, isPlainObject, rank, rankOf, toNumber, typeAlias, typeNumbers } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { asArray, expression } from "./shapes.ts";

export interface ValueTest {
  some: (value: unknown) => boolean;
  /** The condition holds where no value passes: `$ne` is not "some value differs". */
  negated?: boolean;
}

type CompileValue = (condition: Document) => (value: unknown) => boolean;

export function operatorTest(
  name: string,
  operand: unknown,
  siblings: Document,
  compileValue: CompileValue,
): ValueTest {
  const comparison = comparisonTest(name, operand);
  if (comparison) return comparison;
  switch (name) {
    case "$exists":
      return { some: (value) => value !== undefined, negated: !truthy(operand) };
    case "$type":
      return { some: spread(typeTest(operand)) };
    case "$regex":
      return { some: spread(regexTest(operand, siblings.$options)) };
    case "$size":
      return { some: sizeTest(operand) };
    case "$all":
      return { some: allTest(operand, compileValue) };
    case "$elemMatch":
      return { some: elemMatchTest(operand, compileValue) };
    case "$mod":
      return { some: spread(modTest(operand)) };
    case "$options":
      throw new CommandError("BadValue", "$options needs a $regex");
    default:
      throw unknownOperator(name);
  }
}

const knownElsewhere = /^\$(geo|near|bits|text|where|jsonSchema|expr|minDistance|maxDistance)/;

function unknownOperator(name: string): CommandError {
  if (knownElsewhere.test(name))
    return new CommandError("NotImplemented", `the embedded store does not implement ${name}`);
  return new CommandError("BadValue", `unknown operator: ${name}`);
}

function comparisonTest(name: string, operand: unknown): ValueTest | undefined {
  switch (name) {
    case "$eq":
      return { some: spread(equals(operand)) };
    case "$ne":
      return { some: spread(equals(operand)), negated: true };
    case "$in":
      return { some: spread(oneOf(operand, name)) };
    case "$nin":
      return { some: spread(oneOf(operand, name)), negated: true };
    case "$gt":
      return { some: spread(ordered(operand, (order) => order > 0)) };
    case "$gte":
      return { some: spread(ordered(operand, (order) => order >= 0)) };
    case "$lt":
      return { some: spread(ordered(operand, (order) => order < 0)) };
    case "$lte":
      return { some: spread(ordered(operand, (order) => order <= 0)) };
    default:
      return undefined;
  }
}

/** A condition on an array holds for the array as a whole or for one of its members. */
function spread(test: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => (Array.isArray(value) ? value.some(test) || test(value) : test(value));
}

function equals(operand: unknown): (value: unknown) => boolean {
  if (operand === null || operand === undefined) return (value) => value === null || value === undefined;
  if (typeof operand === "string")
    return (value) => value === operand || (value instanceof BSONSymbol && value.value === operand);
  return (value) => value !== undefined && equalValues(value, operand);
}

function oneOf(operand: unknown, name: string): (value: unknown) => boolean {
  const members = asArray(operand, name);
  if (members.some((member) => expression(member)))
    throw new CommandError("BadValue", `cannot nest $ under ${name}`);
  if (members.every((member) => typeof member === "string")) {
    const texts = new Set<unknown>(members);
    return (value) => texts.has(value);
  }
  const tests = members.map((member) =>
    member instanceof BSONRegExp ? regexTest(member, undefined) : equals(member),
  );
  return (value) => tests.some((test) => test(value));
}

/** Order holds within one type only (a number is neither above nor below a text), MinKey and MaxKey apart. */
function ordered(operand: unknown, accepts: (order: number) => boolean): (value: unknown) => boolean {
  if (operand instanceof BSONRegExp)
    throw new CommandError("BadValue", "Can't have RegEx as arg to predicate over field");
  const type = rankOf(operand);
  if (type === rank.minKey || type === rank.maxKey)
    return (value) => value !== undefined && accepts(compareValues(value, operand));
  if (type === rank.null) return (value) => (value === null || value === undefined) && accepts(0);
  if (type === rank.number && Number.isNaN(toNumber(operand)))
    return (value) => isNaNValue(value) && accepts(0);
  return (value) =>
    value !== undefined &&
    rankOf(value) === type &&
    !isNaNValue(value) &&
    accepts(compareValues(value, operand));
}

const isNaNValue = (value: unknown): boolean =>
  typeof value !== "string" && isNumeric(value) && Number.isNaN(toNumber(value));

function truthy(operand: unknown): boolean {
  return isNumeric(operand)
    ? toNumber(operand) !== 0
    : operand !== false && operand !== null && operand !== undefined;
}

function typeTest(operand: unknown): (value: unknown) => boolean {
  const wanted = new Set((Array.isArray(operand) ? operand : [operand]).map(typeName));
  if (wanted.size === 0) throw new CommandError("FailedToParse", "$type must match at least one type");
  const number = wanted.has("number");
  return (value) => value !== undefined && (wanted.has(typeAlias(value)) || (number && isNumeric(value)));
}

function typeName(type: unknown): string {
  if (typeof type === "string") {
    if (type === "number" || Object.values(typeNumbers).includes(type)) return type;
    throw new CommandError("BadValue", `Unknown type name alias: ${type}`);
  }
  const name = isNumeric(type) ? typeNumbers[toNumber(type)] : undefined;
  if (!name) throw new CommandError("BadValue", `Invalid numerical type code: ${String(type)}`);
  return name;
}

function regexTest(operand: unknown, options: unknown): (value: unknown) => boolean {
  const regex = toRegExp(operand, options);
  return (value) => {
    if (typeof value === "string") return regex.test(value);
    return (
      value instanceof BSONRegExp &&
      value.pattern === regex.source &&
      value.options === regex.flags.replace("u", "")
    );
  };
}

/** MongoDB's `i`, `m` and `s` mean the same in JS; `x` (comments in the pattern) has no counterpart. */
export function toRegExp(operand: unknown, options: unknown): RegExp {
  const pattern = operand instanceof BSONRegExp ? operand.pattern : operand;
  if (typeof pattern !== "string") throw new CommandError("BadValue", "$regex has to be a string");
  const flags = typeof options === "string" ? options : operand instanceof BSONRegExp ? operand.options : "";
  if (flags.includes("x"))
    throw new CommandError("NotImplemented", "the embedded store does not implement the regex option x");
  try {
    return new RegExp(pattern, [...new Set(flags.replace("u", ""))].join(""));
  } catch {
    throw new CommandError("BadValue", `Regular expression is invalid: ${pattern}`);
  }
}

function sizeTest(operand: unknown): (value: unknown) => boolean {
  const size = toNumber(operand);
  if (!Number.isInteger(size) || size < 0) {
    throw new CommandError("BadValue", "Failed to parse $size. Expected a non-negative whole number");
  }
  return (value) => Array.isArray(value) && value.length === size;
}

function allTest(operand: unknown, compileValue: CompileValue): (value: unknown) => boolean {
  const tests = asArray(operand, "$all").map((member) => {
    const nested = expression(member);
    if (!nested) return spread(member instanceof BSONRegExp ? regexTest(member, undefined) : equals(member));
    if (!("$elemMatch" in nested)) throw new CommandError("BadValue", "no $ expressions in $all");
    return elemMatchTest(nested.$elemMatch, compileValue);
  });
  return (value) => tests.length > 0 && tests.every((test) => test(value));
}

function elemMatchTest(operand: unknown, compileValue: CompileValue): (value: unknown) => boolean {
  if (!isPlainObject(operand)) throw new CommandError("BadValue", "$elemMatch needs an Object");
  const test = compileValue(operand);
  return (value) => Array.isArray(value) && value.some(test);
}

function modTest(operand: unknown): (value: unknown) => boolean {
  const terms = asArray(operand, "$mod").map((term) => Math.trunc(toNumber(term)));
  const [divisor, remainder] = terms;
  if (divisor === undefined || remainder === undefined || terms.length > 2) {
    throw new CommandError("BadValue", "malformed mod, needs to be [divisor, remainder]");
  }
  if (divisor === 0) throw new CommandError("BadValue", "divisor cannot be 0");
  return (value) => {
    if (typeof value !== "number" && !(value instanceof Double) && !isNumeric(value)) return false;
    return Math.trunc(toNumber(value)) % divisor === remainder;
  };
}
