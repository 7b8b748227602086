import type { z } from "zod";
import { jsonSchemaOf, type JsonSchema } from "../../catalog/index.ts";

/** Schemas of one document: what has a name stands once under components and is referred to. */
export interface Schemas {
  /** The schema inline, its named parts as references. */
  inline(schema: z.ZodType): JsonSchema;
  /** A reference to the schema under this name. */
  named(name: string, schema: z.ZodType): JsonSchema;
  /** All named schemas, by name. */
  all(): Record<string, JsonSchema>;
}

const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/**
 * A default is said in words: generators of clients make a member required that has one, and nothing at all of one that is
 * an object or a list.
 */
const withDefaultInWords = (node: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { default: usual, ...rest } = node;
  if (usual === undefined) return node;
  const said = `Left out: \`${JSON.stringify(usual)}\`.`;
  return { ...rest, description: [node["description"], said].filter(Boolean).join(" ") };
};

/** `per_order` → `PerOrder`, for the names of schemas. */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** What a branch of a discriminated union calls itself; null for a branch of another union. */
const typeOf = (branch: unknown): string | null => {
  const said = (branch as JsonSchema).properties?.["type"]?.const;
  return typeof said === "string" ? said : null;
};

/** Where a node stands: under which member, and whether in a request, whose schemas may differ from an answer's. */
interface Place {
  readonly member: string;
  readonly isRequest: boolean;
}

export const createSchemas = (): Schemas => {
  const components = new Map<string, JsonSchema>();

  /** The branches under names of their own: a discriminator knows no others. */
  const discriminated = (branches: readonly unknown[], { member, isRequest }: Place): object => {
    const refs = branches.map((branch): [string, JsonSchema] => {
      const said = typeOf(branch) ?? "";
      const name = `${pascalCase(said)}${pascalCase(member)}${isRequest ? "In" : ""}`;
      components.set(name, branch as JsonSchema);
      return [said, refTo(name)];
    });
    const mapping = Object.fromEntries(refs.map(([said, { $ref }]) => [said, $ref]));
    return { oneOf: refs.map(([, ref]) => ref), discriminator: { propertyName: "type", mapping } };
  };

  /** Turns `#/$defs/X`, where zod puts named parts, into references into components. */
  const asComponent = (value: unknown, place: Place): unknown => {
    if (Array.isArray(value)) return value.map((one) => asComponent(one, place));
    if (typeof value !== "object" || value === null) return value;
    const node = withDefaultInWords(value as Readonly<Record<string, unknown>>);
    const made = Object.fromEntries(
      Object.entries(node).map(([key, inner]) => {
        if (key === "$ref") return [key, String(inner).replace("#/$defs/", "#/components/schemas/")];
        if (key !== "properties") return [key, asComponent(inner, place)];
        const members = Object.entries(inner as object).map(([member, schema]) => [
          member,
          asComponent(schema, { ...place, member }),
        ]);
        return [key, Object.fromEntries(members)];
      }),
    );
    const { oneOf, anyOf, ...rest } = made;
    const branches = (oneOf ?? anyOf) as unknown[] | undefined;
    const isDiscriminated = branches?.every((branch) => typeOf(branch) !== null) === true;
    return isDiscriminated ? { ...rest, ...discriminated(branches, place) } : made;
  };

  const hoisted = (schema: z.ZodType, owner: string): JsonSchema => {
    const { $defs = {}, ...root } = jsonSchemaOf(schema);
    const placeIn = (member: string): Place => ({ member, isRequest: owner.endsWith("Request") });
    for (const [name, part] of Object.entries($defs))
      components.set(name, asComponent(part, placeIn(name)) as JsonSchema);
    return asComponent(root, placeIn(owner)) as JsonSchema;
  };

  return {
    inline(schema) {
      const name = schema.meta()?.id;
      const root = hoisted(schema, name ?? "");
      if (name === undefined) return root;
      // A schema that others name too comes as a reference to itself, its content among the parts.
      if (root.$ref === undefined) components.set(name, root);
      return refTo(name);
    },
    named(name, schema) {
      components.set(name, hoisted(schema, name));
      return refTo(name);
    },
    all: () => Object.fromEntries([...components].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
};
