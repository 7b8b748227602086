import { Decimal128, Long } from "bson";
import { toNumber } from "./types.ts";

const exact = 0x00;
const between = 0x01;

/**
 * A number as bytes whose memcmp order is the numeric order over int32, int64, double and Decimal128 alike, equal numbers giving equal bytes:
 * the greatest double not above the number, then, where it is not that double itself, its place up to the next double as a 128-bit fraction.
 * Decimal128 values beyond a double's range or finer than 2^-128 of its gap share a key; queries look at the document again.
 */
export function numberKey(value: unknown): Buffer {
  if (value instanceof Decimal128) return decimalKey(value);
  if (value instanceof Long && !isSafe(value)) return integerKey(value.toBigInt());
  if (typeof value === "bigint") return integerKey(value);
  return doubleKey(toNumber(value), undefined);
}

const isSafe = (value: Long): boolean => Math.abs(value.toNumber()) <= Number.MAX_SAFE_INTEGER;

function integerKey(value: bigint): Buffer {
  return rationalKey(value, 1n, Number(value));
}

function decimalKey(value: Decimal128): Buffer {
  const text = value.toString();
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  const near = Number(text);
  if (!parts || !Number.isFinite(near)) return doubleKey(clamp(text, near), undefined);
  const fraction = parts[3] ?? "";
  const exponent = Number(parts[4] ?? 0) - fraction.length;
  const digits = BigInt(`${parts[1]}${parts[2]}${fraction}`);
  if (exponent < -400) return doubleKey(near, undefined);
  const scale = 10n ** BigInt(Math.abs(exponent));
  return exponent >= 0 ? rationalKey(digits * scale, 1n, near) : rationalKey(digits, scale, near);
}

// "1E+400" is finite in Decimal128 but not as a double: it sorts beside the greatest double, below real infinity.
function clamp(text: string, near: number): number {
  if (Number.isNaN(near) || /inf/i.test(text)) return near;
  return near > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE;
}

function rationalKey(numerator: bigint, denominator: bigint, near: number): Buffer {
  let floor = near;
  if (compareToDouble(numerator, denominator, floor) < 0) floor = neighbour(floor, -1n);
  if (compareToDouble(numerator, denominator, floor) === 0) return doubleKey(floor, undefined);
  const [low, lowScale] = fractionOf(floor);
  const [high, highScale] = fractionOf(neighbour(floor, 1n));
  // (value - low) / (high - low), scaled to 128 bits.
  const offset = (numerator * lowScale - low * denominator) * highScale;
  const gap = (high * lowScale - low * highScale) * denominator;
  return doubleKey(floor, (offset << 128n) / gap);
}

function compareToDouble(numerator: bigint, denominator: bigint, double: number): number {
  const [top, bottom] = fractionOf(double);
  const difference = numerator * bottom - top * denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const scratch = new DataView(new ArrayBuffer(8));

/** A finite double as an exact fraction. */
function fractionOf(double: number): [bigint, bigint] {
  scratch.setFloat64(0, double);
  const bits = scratch.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & 0xfffffffffffffn) | (biased === 0 ? 0n : 0x10000000000000n);
  const exponent = Math.max(biased, 1) - 1075;
  const signed = double < 0 ? -mantissa : mantissa;
  return exponent >= 0 ? [signed << BigInt(exponent), 1n] : [signed, 1n << BigInt(-exponent)];
}

function neighbour(double: number, step: 1n | -1n): number {
  if (double === 0) return Number(step) * Number.MIN_VALUE;
  scratch.setFloat64(0, double);
  scratch.setBigUint64(0, scratch.getBigUint64(0) + (double > 0 ? step : -step));
  return scratch.getFloat64(0);
}

function doubleKey(double: number, fraction: bigint | undefined): Buffer {
  const key = Buffer.allocUnsafe(fraction === undefined ? 9 : 25);
  // NaN sorts below all other numbers; minus zero equals zero.
  if (Number.isNaN(double)) key.fill(0, 0, 8);
  else {
    key.writeDoubleBE(double === 0 ? 0 : double, 0);
    if (double < 0) for (let index = 0; index < 8; index++) key[index] = ~(key[index] as number) & 0xff;
    else key[0] = (key[0] as number) | 0x80;
  }
  key[8] = fraction === undefined ? exact : between;
  if (fraction !== undefined) {
    key.writeBigUInt64BE(fraction >> 64n, 9);
    key.writeBigUInt64BE(fraction & 0xffffffffffffffffn, 17);
  }
  return key;
}
