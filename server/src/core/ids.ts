import { monotonicFactory } from "ulid";
import type { Clock } from "./clock.ts";

export type IdPrefix =
  | "b"
  | "loc"
  | "st"
  | "key"
  | "tpl"
  | "vt"
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
  | "req";

/** Gives opaque, prefixed ids that sort by time: a lower-case ULID behind the prefix. */
export type NewId = (prefix: IdPrefix) => string;

export const createIds = (clock: Clock): NewId => {
  const next = monotonicFactory();
  return (prefix) => `${prefix}_${next(clock.now().getTime()).toLowerCase()}`;
};

/** The sortable part of an id, without its prefix. */
export const idBody = (id: string): string => id.slice(id.indexOf("_") + 1);

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** When an id was given; null for what is no id of ours. */
export const timeOfId = (id: string): Date | null => {
  const digits = [...idBody(id).slice(0, 10)].map((character) => alphabet.indexOf(character));
  if (digits.length < 10 || digits.includes(-1)) return null;
  return new Date(digits.reduce((time, digit) => time * 32 + digit, 0));
};

/** The lowest id body that an id of this time can have: what range queries start from. */
export const lowestIdAt = (prefix: IdPrefix, time: Date): string => {
  let rest = time.getTime();
  let encoded = "";
  for (let digit = 0; digit < 10; digit += 1) {
    encoded = alphabet.charAt(rest % 32) + encoded;
    rest = Math.floor(rest / 32);
  }
  return `${prefix}_${encoded}${"0".repeat(16)}`;
};
