import { randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";
import type { NewBytes } from "./secrets.ts";

export type IdPrefix =
  | "b"
  | "loc"
  | "st"
  | "key"
  | "tpl"
  | "vt"
  | "pic"
  | "c"
  | "card"
  | "wp"
  | "stamp"
  | "rw"
  | "v"
  | "cmp"
  | "msgr"
  | "till"
  | "evt"
  | "hook"
  | "var"
  | "test"
  | "req";

/** Gives opaque, prefixed ids that sort by time: a lower-case ULID behind the prefix. */
export type NewId = (prefix: IdPrefix) => string;

export const createIds = (clock: Clock): NewId => {
  let last = { at: -1, random: 0n };
  return (prefix) => {
    const at = clock.now().getTime();
    // Within a millisecond, and while a clock that was set back catches up, ids count on: they sort as they were given.
    last = at <= last.at ? { at: last.at, random: last.random + 1n } : { at, random: freshRandom() };
    return `${prefix}_${base32(BigInt(last.at), 10)}${base32(last.random, 16)}`;
  };
};

/** 79 random bits: one less than there is room for, so that counting on never overflows. */
const freshRandom = (): bigint => BigInt(`0x${randomBytes(10).toString("hex")}`) / 2n;

/** The sortable part of an id, without its prefix. */
export const idBody = (id: string): string => id.slice(id.indexOf("_") + 1);

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** When an id was given; null for what is no id of ours. */
export const timeOfId = (id: string): Date | null => {
  const digits = [...idBody(id).slice(0, 10)].map((character) => alphabet.indexOf(character));
  if (digits.length < 10 || digits.includes(-1)) return null;
  return new Date(digits.reduce((time, digit) => time * 32 + digit, 0));
};

const base32 = (value: bigint, digits: number): string => {
  let rest = value;
  let encoded = "";
  for (let digit = 0; digit < digits; digit += 1) {
    encoded = alphabet.charAt(Number(rest % 32n)) + encoded;
    rest /= 32n;
  }
  return encoded;
};

/** The lowest id body that an id of this time can have: what range queries start from. */
export const lowestIdAt = (prefix: IdPrefix, time: Date): string =>
  `${prefix}_${base32(BigInt(time.getTime()), 10)}${"0".repeat(16)}`;

/**
 * Ids that are the same again whenever a command is run again: the first of a prefix, the second, and so on. Not those
 * of events: streams and lists go by them, so an event of a late repeat must not stand among the old.
 * @param at the time the ids sort by
 */
export const repeatableIds = (fresh: NewId, at: Date, newBytes: NewBytes): NewId => {
  const given = new Map<IdPrefix, bigint>();
  return (prefix) => {
    if (prefix === "evt") return fresh(prefix);
    const count = given.get(prefix) ?? 0n;
    given.set(prefix, count + 1n);
    // One bit less than the 80 there are, so that counting on never overflows.
    const first = BigInt(`0x${newBytes(`id ${prefix}`, 10).toString("hex")}`) / 2n;
    return `${prefix}_${base32(BigInt(at.getTime()), 10)}${base32(first + count, 16)}`;
  };
};
