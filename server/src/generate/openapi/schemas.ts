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

/** Turns `#/$defs/X`, where zod puts named parts, into references into components. */
const withComponentRefs = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withComponentRefs);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "$ref" ? String(inner).replace("#/$defs/", "#/components/schemas/") : withComponentRefs(inner),
    ]),
  );
};

export const createSchemas = (): Schemas => {
  const components = new Map<string, JsonSchema>();
  const hoisted = (schema: z.ZodType): JsonSchema => {
    const { $defs = {}, ...root } = jsonSchemaOf(schema);
    for (const [name, part] of Object.entries($defs)) {
      components.set(name, withComponentRefs(part) as JsonSchema);
    }
    return withComponentRefs(root) as JsonSchema;
  };
  return {
    inline(schema) {
      const name = schema.meta()?.id;
      if (name === undefined) return hoisted(schema);
      if (!components.has(name)) components.set(name, hoisted(schema));
      return refTo(name);
    },
    named(name, schema) {
      components.set(name, hoisted(schema));
      return refTo(name);
    },
    all: () => Object.fromEntries([...components].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
};
