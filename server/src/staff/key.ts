import { crc32 } from "node:zlib";
import { sha256Hex, textOf, type NewBytes } from "../core/secrets.ts";

/*
 * API keys: `7loc_sc_` + 32 random base62 characters (190 bits) + 6 characters of checksum. The checksum lets a
 * mistyped or truncated key be refused without a look into the store, and lets secret scanners recognise a real one:
 * /7loc_sc_[0-9A-Za-z]{38}/.
 */

const prefix = "7loc_sc_";
const randomLength = 32;
const pattern = /^7loc_sc_([0-9A-Za-z]{32})([0-9a-z]{6})$/;

const checksum = (random: string): string =>
  crc32(prefix + random)
    .toString(36)
    .padStart(7, "0")
    .slice(-6);

export interface NewKey {
  key: string;
  hash: string;
  masked: string;
}

export const generateKey = (newBytes: NewBytes): NewKey => {
  const random = textOf(newBytes("api key", randomLength));
  const key = `${prefix}${random}${checksum(random)}`;
  return { key, hash: sha256Hex(key), masked: `${prefix}${"•".repeat(8)}${key.slice(-4)}` };
};

/** The hash under which a key is stored, or null for a text that cannot be a key. */
export const hashOfKey = (key: string): string | null => {
  const match = pattern.exec(key);
  return match?.[1] !== undefined && checksum(match[1]) === match[2] ? sha256Hex(key) : null;
};
