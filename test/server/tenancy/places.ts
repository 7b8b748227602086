import { jsonSchemaOf, type ActionDefinition, type JsonSchema } from "../../../server/src/catalog/index.ts";
import { resolved } from "../../../server/src/catalog/json-schema.ts";

/* Where a call can name something of a business, read from the catalogue's schemas. */

export const parts = ["params", "query", "body"] as const;

export interface Place {
  readonly part: (typeof parts)[number];
  /** From the part's root; "0" for the items of a list. */
  readonly steps: readonly string[];
  /** A prefix of an id, or the natural name of something; null for a name that nobody has judged yet. */
  readonly kind: string | null;
}

/** Members that name something, by what. */
const kindsByName: Readonly<Record<string, string>> = {
  template_id: "tpl",
  voucher_template_id: "vt",
  location_id: "loc",
  customer_id: "c",
  customer_ids: "c",
  card_id: "card",
  staff_id: "st",
  message_id: "message_id",
  reference: "reference",
};

/** Members that end as ids do and name nothing of a business: the caller's own words. */
const ownWords = new Set(["receipt_id", "external_id", "request_id"]);

/** Members called `id` in a body, by where they stand. */
const kindsByPlace: readonly (readonly [RegExp, string])[] = [[/^events\/0\/id$/, "report"]];

/** What a person or a thing goes by beside its id, where a call looks for one: in a query, or in a card selector. */
const naturalNames = new Set([
  "card_number",
  "email",
  "phone",
  "external_id",
  "code",
  "query",
  "redeem_code",
]);

/** Places where such a member looks for nothing. */
const notSought: Readonly<Record<string, RegExp>> = {
  "where a till's own sale has it": /^body\/mapping\//,
  "what a draft gives its parts": /\/variants\/0\/id$/,
  "the code that a new voucher is to have": /^body\/redeem_code of issue_voucher$/,
};

const isSelector = (node: JsonSchema): boolean => node.properties?.["card_number"] !== undefined;

interface Member {
  readonly name: string;
  readonly steps: readonly string[];
  readonly searches: boolean;
}

const kindOf = ({ name, steps, searches }: Member, node: JsonSchema): string | null | undefined => {
  const [, prefix] = /^Id, starts with (\w+)_\.$/.exec(node.description ?? "") ?? [];
  if (prefix !== undefined) return prefix;
  if (searches && naturalNames.has(name)) return name;
  if (kindsByName[name] !== undefined) return kindsByName[name];
  const [, byPlace] = kindsByPlace.find(([place]) => place.test(steps.join("/"))) ?? [];
  if (byPlace !== undefined) return byPlace;
  return /(^|_)ids?$/.test(name) && !ownWords.has(name) ? null : undefined;
};

const walk = (
  given: JsonSchema,
  root: JsonSchema,
  { name, steps, searches }: Member,
): { steps: readonly string[]; kind: string | null }[] => {
  const node = resolved(given, root);
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  if (branches.length > 0)
    return branches.flatMap((one) =>
      walk({ description: node.description ?? "", ...one }, root, { name, steps, searches }),
    );
  if (node.items) return walk(node.items, root, { name, steps: [...steps, "0"], searches });
  if (node.properties)
    return Object.entries(node.properties).flatMap(([member, inner]) =>
      walk(inner, root, {
        name: member,
        steps: [...steps, member],
        searches: searches || isSelector(node),
      }),
    );
  if (node.type !== "string" || node.enum !== undefined) return [];
  const kind = kindOf({ name, steps, searches }, node);
  return kind === undefined ? [] : [{ steps, kind }];
};

/** Each place of an action once, in the schemas' order. */
export const placesOf = (action: ActionDefinition): readonly Place[] => {
  const found = parts
    .filter((part) => part !== "body" || action.takes === undefined)
    .filter((part) => action[part].def.type !== "undefined")
    .flatMap((part) => {
      const root = jsonSchemaOf(action[part]);
      return walk(root, root, { name: "", steps: [], searches: part === "query" }).map((place) => ({
        part,
        ...place,
      }));
    });
  const named = new Map(found.map((place) => [[place.part, ...place.steps].join("/"), place]));
  return [...named]
    .filter(
      ([name]) =>
        !Object.values(notSought).some(
          (place) => place.test(`${name} of ${action.name}`) || place.test(name),
        ),
    )
    .map(([, place]) =>
      place.kind === "cmp" && action.path.startsWith("/broadcasts") ? { ...place, kind: "broadcast" } : place,
    );
};
