import { Decimal128, Double, Long } from "bson";
import { toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";

type Operation = "$inc" | "$mul";

/** `$inc` and `$mul` as MongoDB reckons: int32 grows to int64, int64 must not overflow, a double makes doubles, a decimal decimals. */
export function reckon(operation: Operation, current: unknown, operand: unknown): unknown {
  if (current instanceof Decimal128 || operand instanceof Decimal128)
    return decimal(operation, current, operand);
  if (isInteger(current) && isInteger(operand)) return integer(operation, current, operand);
  const [a, b] = [toNumber(current), toNumber(operand)];
  return asDouble(operation === "$inc" ? a + b : a * b);
}

type Integer = number | bigint | Long;

/** A plain JS number that is whole is an int32 here; whole doubles are `Double`. */
function isInteger(value: unknown): value is Integer {
  return (
    value instanceof Long ||
    typeof value === "bigint" ||
    (typeof value === "number" && Number.isInteger(value))
  );
}

export const asDouble = (value: number): unknown => (Number.isInteger(value) ? new Double(value) : value);

function integer(operation: Operation, current: Integer, operand: Integer): unknown {
  const [a, b] = [toBigInt(current), toBigInt(operand)];
  const result = operation === "$inc" ? a + b : a * b;
  const wide = typeof current !== "number" || typeof operand !== "number";
  if (!wide && result >= -2147483648n && result <= 2147483647n) return Number(result);
  if (result !== BigInt.asIntN(64, result)) {
    throw new CommandError(
      "BadValue",
      `Failed to apply ${operation} operations to current value: the int64 would overflow`,
    );
  }
  return Long.fromBigInt(result);
}

const toBigInt = (value: Integer): bigint => (value instanceof Long ? value.toBigInt() : BigInt(value));

function decimal(operation: Operation, current: unknown, operand: unknown): Decimal128 {
  const a = parse(current);
  const b = parse(operand);
  if (!a || !b)
    return Decimal128.fromString(
      String(
        operation === "$inc" ? toNumber(current) + toNumber(operand) : toNumber(current) * toNumber(operand),
      ),
    );
  if (operation === "$mul") return format(a.digits * b.digits, a.exponent + b.exponent);
  const exponent = Math.min(a.exponent, b.exponent);
  return format(scaled(a, exponent) + scaled(b, exponent), exponent);
}

interface Parts {
  digits: bigint;
  exponent: number;
}

function parse(value: unknown): Parts | undefined {
  const text =
    value instanceof Decimal128 || value instanceof Long ? value.toString() : String(toNumber(value));
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  if (!match) return undefined;
  const fraction = match[3] ?? "";
  return {
    digits: BigInt(`${match[1]}${match[2]}${fraction}`),
    exponent: Number(match[4] ?? 0) - fraction.length,
  };
}

function scaled(parts: Parts, exponent: number): bigint {
  const distance = parts.exponent - exponent;
  // Beyond 34 digits apart the smaller number cannot show in the result; shifting further would only cost memory.
  if (distance > 6200) throw new CommandError("BadValue", "the decimals are too far apart to be added");
  return parts.digits * 10n ** BigInt(distance);
}

function format(digits: bigint, exponent: number): Decimal128 {
  return Decimal128.fromStringWithRounding(`${digits}E${exponent}`);
}
