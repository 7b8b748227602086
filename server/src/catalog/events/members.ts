import { alternatives, jsonSchemaOf, type JsonSchema } from "../json-schema.ts";
import type { EventDefinition } from "../define.ts";
import { spellOut } from "../words.ts";
import { eventSchema } from "./index.ts";

/** A member of an event, as people read it. */
export interface EventMember {
  /** Dotted, for instance card.stamps. */
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly type: "text" | "number" | "boolean" | "time" | "date" | "list" | "object";
  /** The only ones it has. */
  readonly values: string[] | null;
  readonly nullable: boolean;
}

const typeOf = (node: JsonSchema): EventMember["type"] => {
  if (node.properties !== undefined || node.type === "object") return "object";
  if (node.type === "array") return "list";
  if (node.type === "integer" || node.type === "number") return "number";
  if (node.type === "boolean") return "boolean";
  if (node.format === "date-time") return "time";
  return node.format === "date" ? "date" : "text";
};

const valuesOf = (node: JsonSchema): string[] | null => {
  const items = node.type === "array" && node.items ? node.items : node;
  const values = items.const === undefined ? items.enum : [items.const];
  return values?.map(String) ?? null;
};

const membersBelow = (node: JsonSchema, root: JsonSchema, prefix: string): EventMember[] =>
  Object.entries(node.properties ?? {}).flatMap(([key, given]) => {
    const { options, nullable } = alternatives(given, root);
    const [shape = given] = options;
    const name = `${prefix}${key}`;
    const member: EventMember = {
      name,
      label: given.title ?? shape.title ?? spellOut(key),
      description: given.description ?? shape.description ?? null,
      type: typeOf(shape),
      values: valuesOf(shape),
      nullable: nullable || given.type === "null",
    };
    return [member, ...membersBelow(shape, root, `${name}.`)];
  });

/** All members of an event in the contact form, in their order on the wire, also those inside others. */
export const eventMembers = (event: EventDefinition): EventMember[] => {
  const root = jsonSchemaOf(eventSchema(event, "contact"));
  return membersBelow(root, root, "");
};
