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

/** The lowest id body that an id of this time can have: what range queries start from. */
export const lowestIdAt = (prefix: IdPrefix, time: Date): string => {
  const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  let rest = time.getTime();
  let encoded = "";
  for (let digit = 0; digit < 10; digit += 1) {
    encoded = alphabet.charAt(rest % 32) + encoded;
    rest = Math.floor(rest / 32);
  }
  return `${prefix}_${encoded}${"0".repeat(16)}`;
};
