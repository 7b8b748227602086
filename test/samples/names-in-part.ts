import { recipes, type Recipe } from "../../server/console/pages/integrations/recipes/recipes.ts";
import type { OutsideCall } from "./other-apps.ts";
import type { Person } from "./shop.ts";

/** Recipes that hand somebody's address to Mailchimp. */
export const intoMailchimp: readonly Recipe[] = recipes.filter(
  ({ apps, event }) => event !== null && apps[1] === "Mailchimp",
);

interface NamesInPart {
  readonly person: Partial<Person>;
  /** The names that Mailchimp is sent, by its merge fields. */
  readonly sent: Readonly<Record<string, string>>;
}

/** People whom a shop knows in part: a stamp card needs an address and nothing else. */
export const namesInPart: readonly NamesInPart[] = [
  { person: { name: "Ann" }, sent: { FNAME: "Ann" } },
  { person: { name: undefined, last_name: "Lee" }, sent: { LNAME: "Lee" } },
  { person: { name: undefined }, sent: {} },
];

/** All names that calls sent to Mailchimp. */
export const mergedNames = (calls: readonly OutsideCall[]): object =>
  Object.assign({}, ...calls.map(({ body }) => (body as { merge_fields?: object }).merge_fields)) as object;
