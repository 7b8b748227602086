import { z } from "zod";

/** The part of JSON Schema that the catalogue's schemas turn into. */
export interface JsonSchema {
  $ref?: string;
  $schema?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string | string[];
  title?: string;
  description?: string;
  format?: string;
  pattern?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema | false;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  examples?: unknown[];
  [keyword: string]: unknown;
}

/** Formats say what these long patterns say, and every validator knows them. */
const patternlessFormats = new Set(["date-time", "date", "email"]);

/** A schema as JSON Schema 2020-12, as the wire has it: before defaults and transforms. Named resources are in `$defs`. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema => {
  const json = z.toJSONSchema(schema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      // zod leaves it out where a value is made ready before it is judged, though the wire has it all the same
      if (def.type === "default" && "defaultValue" in def) jsonSchema.default = def.defaultValue as never;
      if (patternlessFormats.has(String(jsonSchema.format))) delete jsonSchema.pattern;
      // The name is already the key in $defs.
      delete jsonSchema.id;
    },
  }) as JsonSchema;
  delete json.$schema;
  return json;
};

/** Follows a `$ref` into the root's `$defs`. */
export const resolved = (node: JsonSchema, root: JsonSchema): JsonSchema => {
  if (node.$ref === undefined) return node;
  const target = root.$defs?.[node.$ref.replace("#/$defs/", "")];
  if (!target) throw new Error(`nothing is defined at ${node.$ref}`);
  const merged = { ...target, ...node };
  delete merged.$ref;
  return merged;
};

const isNull = (node: JsonSchema): boolean => node.type === "null";

/** The alternatives of a node without null, and whether null is one of them. */
export const alternatives = (
  node: JsonSchema,
  root: JsonSchema,
): { readonly options: readonly JsonSchema[]; readonly nullable: boolean } => {
  const base = resolved(node, root);
  const union = base.anyOf ?? base.oneOf;
  if (union) {
    return {
      options: union.filter((one) => !isNull(one)).map((one) => resolved(one, root)),
      nullable: union.some(isNull),
    };
  }
  const types = Array.isArray(base.type) ? base.type : [base.type];
  return {
    options: types.filter((type) => type !== "null").map((type) => (type ? { ...base, type } : base)),
    nullable: types.includes("null"),
  };
};
