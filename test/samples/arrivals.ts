import assert from "node:assert/strict";
import { partsOf, type Recipe } from "../../server/console/pages/integrations/recipes/recipes.ts";
import type { Answer } from "../support/causes.ts";
import type { OutsideCall } from "./other-apps.ts";

const hosts: Readonly<Record<string, string>> = {
  Mailchimp: "api.mailchimp.com",
  Slack: "slack.com",
  HubSpot: "api.hubapi.com",
  Pipedrive: "api.pipedrive.com",
  "Google Sheets": "sheets.googleapis.com",
};

export const memberOf = (record: Answer, path: string): unknown =>
  path.split(".").reduce((inner: Answer, name) => inner?.[name], record) as unknown;

/** A text with the members of the event that stand in it; one that the event has not is "". */
export const filledFrom = (record: Answer, text: string): string =>
  partsOf(text)
    .map((part) => (part.isMember ? String(memberOf(record, part.text) ?? "") : part.text))
    .join("");

/** Whether a value holds all of what is wanted; numbers come as texts in one market. */
const holds = (given: Answer, wanted: Answer, record: Answer): boolean => {
  if (typeof wanted === "string") return String(given) === filledFrom(record, wanted);
  if (typeof given !== "object" || given === null) return false;
  return (
    Array.isArray(given) === Array.isArray(wanted) &&
    Object.entries(wanted as object).every(([name, inner]) => holds(given[name], inner, record))
  );
};

/** What a recipe says arrives has arrived, filled from the record that its trigger gave. */
export const expectArrivals = (recipe: Recipe, calls: readonly OutsideCall[], record: Answer): void => {
  assert.ok(recipe.arrives.length > 0, `${recipe.id} says of nothing that it arrives`);
  for (const { app, body } of recipe.arrives) {
    const host = hosts[app] ?? assert.fail(`no host of ${app}`);
    assert.ok(
      calls.some((call) => new URL(call.url).host.endsWith(host) && holds(call.body, body, record)),
      `${recipe.id}: ${app} got no ${JSON.stringify(body)} in ${JSON.stringify(calls)}`,
    );
  }
};
