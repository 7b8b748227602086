import type { ActionDefinition } from "../../../server/src/catalog/index.ts";
import type { Wanted } from "../tenancy/request.ts";
import type { Change } from "./fuzz-values.ts";

/* A right call with changes, as its bytes. */

export interface Sent {
  readonly path: string;
  readonly body: string;
}

/** Stands for a JSON text until the whole is one: what is put in may be no value of JavaScript. */
const marks = (texts: string[], text: string): string => `\u{f0000}${texts.push(text) - 1}\u{f0000}`;

type Holder = { [name: string]: unknown };
interface Slot {
  readonly holder: Holder;
  readonly name: string;
}

const slotsOf = (value: unknown): Slot[] => {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((name) => [{ holder, name }, ...slotsOf(holder[name])]);
};

const change = (whole: { body: unknown }, texts: string[], one: Change): void => {
  if (one.kind === "whole") whole.body = marks(texts, one.text);
  if (!("at" in one) || one.kind === "query") return;
  const slots = slotsOf(whole);
  const slot = slots[one.at % slots.length];
  if (slot === undefined) return;
  const { holder, name } = slot;
  const before = holder[name];
  if (one.kind === "value") holder[name] = marks(texts, one.json);
  if (one.kind === "without") delete holder[name];
  const isObject = typeof before === "object" && before !== null && !Array.isArray(before);
  if (one.kind === "member" && isObject)
    Object.defineProperty(before, one.name, {
      value: marks(texts, one.json),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  if (one.kind === "twice" && isObject) {
    const [member = "a"] = Object.keys(before);
    const again = `{${JSON.stringify(member)}:${one.json},${JSON.stringify(before).slice(1)}`;
    holder[name] = marks(texts, again.replace(",}", "}"));
  }
};

const bodyOf = (wanted: Wanted, changes: readonly Change[]): string => {
  const texts: string[] = [];
  const whole = { body: structuredClone(wanted.body) };
  for (const one of changes) change(whole, texts, one);
  const put = (text: string): string =>
    text.replaceAll(/"\u{f0000}(\d+)\u{f0000}"/gu, (_, index: string) => put(texts[Number(index)] ?? ""));
  return whole.body === undefined ? "" : put(JSON.stringify(whole.body));
};

const queryOf = (action: ActionDefinition, wanted: Wanted, changes: readonly Change[]): string => {
  const names = Object.keys((action.query as unknown as { shape: object }).shape);
  const pairs = Object.entries(wanted.query).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
  );
  for (const one of changes) {
    if (one.kind === "query" && names.length > 0) pairs.push(`${names[one.at % names.length]}=${one.text}`);
    if (one.kind === "unasked") pairs.push(`${one.name}=${one.text}`);
  }
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
};

/** The bytes of a right call with these changes. */
export const changed = (action: ActionDefinition, wanted: Wanted, changes: readonly Change[]): Sent => {
  const spoilt = changes.find((one) => one.kind === "address");
  const path = action.path.replaceAll(/:(\w+)/g, (_, name: string) =>
    spoilt ? spoilt.text : encodeURIComponent(String(wanted.params[name])),
  );
  return { path: `/v1${path}${queryOf(action, wanted, changes)}`, body: bodyOf(wanted, changes) };
};
