import assert from "node:assert/strict";
import {
  exampleBody,
  exampleOf,
  selectorKeys,
  type ActionDefinition,
} from "../../../server/src/catalog/index.ts";
import { placesOf, type Place } from "./places.ts";
import type { Outside, Shop } from "./stage.ts";

/* Calls that are right but for what one place in them names. */

export interface Wanted {
  readonly params: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
}

const toGift = { type: "voucher", voucher_template_id: "" };
const variant = { type: "voucher", probability: 100, name: "Gift", voucher_template_id: "" };
const program = {
  goals: [{ stamps: 3, reward: toGift }],
  birthday: { enabled: true, days_before: 3, voucher_template_id: "" },
  inactivity: { enabled: true, days: 30, voucher_template_id: "" },
};
const lottery = { goals: [{ stamps: 3, reward: { type: "lottery", name: "Spin", variants: [variant] } }] };
const news = { name: "N", channels: ["messengers"], message: "Hi" };
const audiences = [{ template_id: "" }, { customer_ids: [""] }];

/** Bodies for places that the catalogue's example has not; whoever adds such a place adds its body. */
const bodiesOf = ({ receiver }: Outside): Readonly<Record<string, readonly object[]>> => ({
  create_template: [
    { name: "T", ...program },
    { name: "T", ...lottery },
  ],
  update_template: [program, lottery],
  preview_template: [{ template: { name: "T", ...program } }, { template: { name: "T", ...lottery } }],
  create_campaign: audiences.map((audience) => ({ ...news, audience })),
  send_broadcast: audiences.map((audience) => ({ channel: "whatsapp", message: "Hi", audience })),
  preview_audience: audiences.map((audience) => ({ audience })),
  create_hook: [
    {
      target_url: receiver.url,
      events: ["*"],
      filters: { template_id: "", location_id: "", voucher_template_id: "" },
    },
  ],
  update_hook: [{ filters: { template_id: "", location_id: "", voucher_template_id: "" } }],
  issue_voucher: [{ title: "Gift" }],
  redeem_code: [{ code: "" }],
  record_sale: [{ receipt_id: "R-1", sold_at: "2026-05-11T12:34:50Z", amount: "1.00", currency: "EUR" }],
});

const at = (value: unknown, step: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined;
const reaches = (value: unknown, steps: readonly string[]): boolean => steps.reduce(at, value) !== undefined;

const put = (whole: unknown, steps: readonly string[], value: string): void => {
  const target = steps.slice(0, -1).reduce(at, whole);
  const last = steps.at(-1) ?? "";
  if (typeof target === "object" && target !== null) (target as Record<string, unknown>)[last] = value;
};

/** A sale's own selector and a card selector are one of several. */
const dropOtherSelectors = (whole: unknown, { steps }: Place): void => {
  const name = steps.at(-1) ?? "";
  const target = steps.slice(0, -1).reduce(at, whole);
  if (!(selectorKeys as readonly string[]).includes(name) || typeof target !== "object") return;
  for (const key of selectorKeys) if (key !== name) delete (target as Record<string, unknown>)[key];
};

const bodyFor = (outside: Outside, action: ActionDefinition, place: Place): unknown => {
  const written = bodiesOf(outside)[action.name] ?? [];
  const example = exampleBody(action);
  if (place.part !== "body") return structuredClone(example);
  const candidates = [...written, example];
  const fitting = candidates.find((one) => reaches(one, place.steps)) ?? candidates[0];
  const body: unknown = structuredClone(fitting);
  put(body, place.steps, "");
  dropOtherSelectors(body, place);
  assert.ok(reaches(body, place.steps), `write a body of ${action.name} with ${place.steps.join("/")}`);
  return body;
};

/** A call that names the shop's own everywhere. */
export const rightCall = (outside: Outside, shop: Shop, action: ActionDefinition, place: Place): Wanted => {
  const wanted = {
    params: {},
    query: exampleOf(action.query) as Record<string, unknown>,
    body: bodyFor(outside, action, place),
  };
  delete wanted.query["limit"];
  // Of each place its own, or the first one's would be answered again.
  if (reaches(wanted.body, ["receipt_id"])) put(wanted.body, ["receipt_id"], `R ${place.steps.join("/")}`);
  for (const { part, steps, kind } of placesOf(action)) {
    const isThis = part === place.part && steps.join("/") === place.steps.join("/");
    if (part === "params" || isThis || reaches(wanted[part], steps))
      put(wanted[part], steps, shop.own[kind ?? ""] ?? "");
    const later = steps.map((step) => (step === "0" ? "1" : step));
    if (later.includes("1") && reaches(wanted[part], later))
      put(wanted[part], later, shop.own[kind ?? ""] ?? "");
  }
  return wanted;
};

/** The same call, naming something else at the place. */
export const naming = (call: Wanted, place: Place, value: string): Wanted => {
  const changed = structuredClone(call);
  put(changed[place.part], place.steps, value);
  return changed;
};
