import { createHash, createHmac } from "node:crypto";
import { DateTime } from "luxon";

type Values = readonly unknown[];
type Json = Record<string, unknown>;

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === "";

const object = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});

const list = (name: string, value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw new TypeError(`${name} needs an array`);
  return value;
};

/** Text as IML joins it: nothing for what is missing. */
export const asText = (value: unknown): string => {
  if (value === undefined || value === null) return "";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") throw new TypeError("IML joins no objects into text here");
  return String(value);
};

/** The tokens of a date format that this evaluator knows, in luxon's letters. */
const dateTokens: Readonly<Record<string, string>> = {
  YYYY: "yyyy",
  MM: "MM",
  DD: "dd",
  HH: "HH",
  mm: "mm",
  ss: "ss",
  Z: "ZZ",
  X: "X",
  T: "'T'",
};

const asDate = (value: unknown): Date => {
  const date = value instanceof Date ? value : new Date(asText(value));
  if (isEmpty(value) || Number.isNaN(date.getTime())) throw new TypeError(`"${asText(value)}" is not a date`);
  return date;
};

/** Times are in UTC unless a zone is given. */
const formatDate = ([value, format, zone]: Values): string => {
  const at = DateTime.fromJSDate(asDate(value), { zone: isEmpty(zone) ? "utc" : asText(zone) });
  if (!at.isValid) throw new TypeError(`"${asText(zone)}" is no time zone`);
  return asText(format).replace(/YYYY|MM|DD|HH|mm|ss|[A-Za-z]/g, (token) => {
    const letters = dateTokens[token];
    if (!letters) throw new TypeError(`this evaluator knows no date token ${token}`);
    return at.toFormat(letters);
  });
};

const sha256 = ([text, encoding, key, keyEncoding]: Values): string => {
  if (encoding !== "hex") throw new TypeError("this evaluator knows hex digests only");
  if (isEmpty(key)) return createHash("sha256").update(asText(text)).digest("hex");
  if (keyEncoding !== "text") throw new TypeError("this evaluator knows keys as text only");
  return createHmac("sha256", asText(key)).update(asText(text)).digest("hex");
};

const contains = ([whole, part]: Values): boolean =>
  Array.isArray(whole) ? whole.includes(part) : asText(whole).includes(asText(part));

const toCollection = ([items, key, value]: Values): Json =>
  Object.fromEntries(
    (isEmpty(items) ? [] : list("toCollection", items)).map((item) => [
      asText(object(item)[asText(key)]),
      object(item)[asText(value)],
    ]),
  );

const without = (from: Json, names: Values): Json =>
  Object.fromEntries(Object.entries(from).filter(([key]) => !names.includes(key)));
const within = (from: Json, names: Values): Json =>
  Object.fromEntries(Object.entries(from).filter(([key]) => names.includes(key)));

/** The functions of IML that the app and the blueprints use, as Make's documentation describes them. Nothing else is known. */
export const functions: Readonly<Record<string, (args: Values) => unknown>> = {
  omit: ([from, ...names]) => without(object(from), names),
  pick: ([from, ...names]) => within(object(from), names),
  length: ([value]) => (Array.isArray(value) ? value.length : asText(value).length),
  substring: ([text, start, end]) => asText(text).substring(Number(start), Number(end)),
  lower: ([text]) => asText(text).toLowerCase(),
  capitalize: ([text]) => asText(text).replace(/^./, (letter) => letter.toUpperCase()),
  split: ([text, by]) => asText(text).split(asText(by)),
  join: ([items, by]) => list("join", items).map(asText).join(asText(by)),
  map: ([items, key]) => list("map", items).map((item) => object(item)[asText(key)]),
  contains,
  base64: ([text]) => Buffer.from(asText(text)).toString("base64"),
  sha256,
  md5: ([text]) => createHash("md5").update(asText(text)).digest("hex"),
  escapeHTML: ([text]) => asText(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
  encodeURL: ([text]) => encodeURIComponent(asText(text)),
  parseNumber: ([text]) => Number(asText(text)),
  abs: ([number]) => Math.abs(Number(number)),
  parseDate: ([value]) => asDate(value),
  formatDate,
  toCollection,
};

/** Functions that look at their arguments one by one; each argument comes as a thunk. */
export const lazyFunctions: Readonly<Record<string, (args: readonly (() => unknown)[]) => unknown>> = {
  if: ([condition, yes, no]) => (condition?.() ? yes?.() : no?.()),
  ifempty: ([value, otherwise]) => {
    const given = value?.();
    return isEmpty(given) ? otherwise?.() : given;
  },
  switch: ([value, ...cases]) => {
    const given = value?.();
    for (let at = 0; at + 1 < cases.length; at += 2) if (cases[at]?.() === given) return cases[at + 1]?.();
    return cases.length % 2 === 1 ? cases.at(-1)?.() : undefined;
  },
};
