import assert from "node:assert/strict";
import { z } from "zod";
import * as catalog from "../../server/src/catalog/index.ts";

interface Schema {
  readonly [member: string]: unknown;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Nothing of these is kept as the text it came as. */
const readFormats = ["date-time", "date", "binary"];

const hasEnd = ({ maxLength, pattern, format, enum: choices, const: only }: Schema): boolean =>
  maxLength !== undefined ||
  choices !== undefined ||
  only !== undefined ||
  readFormats.includes(String(format)) ||
  // A pattern that repeats nothing for ever ends by itself.
  (typeof pattern === "string" && !/[^\\][+*]|\{\d+,\}/.test(pattern.replace(/\[[^\]]*\]/g, "x")));

/** Where a request could hold a text without a maximum, or a list of any length. */
const endless = (schema: Schema, place: string): string[] => {
  const own =
    (schema["type"] === "string" && !hasEnd(schema)) ||
    (schema["type"] === "array" && schema["maxItems"] === undefined && schema["prefixItems"] === undefined);
  const inner = Object.entries(schema).flatMap(([name, value]) => {
    if (name === "properties" || name === "$defs")
      return Object.entries(value as Schema).flatMap(([member, one]) =>
        isSchema(one) ? endless(one, `${place}/${member}`) : [],
      );
    if (Array.isArray(value)) return value.flatMap((one) => (isSchema(one) ? endless(one, place) : []));
    return isSchema(value) && name !== "default" ? endless(value, `${place}/${name}`) : [];
  });
  return own ? [place, ...inner] : inner;
};

const actions = Object.values(catalog as Record<string, unknown>).filter(
  (value): value is catalog.ActionDefinition => isSchema(value) && "method" in value && "params" in value,
);

describe("what a request may hold", () => {
  it("has a maximum wherever it is a text or a list", () => {
    assert.ok(actions.length > 60);
    const found = actions.flatMap(({ name, params, query, body }) =>
      Object.entries({ params, query, body }).flatMap(([part, schema]) => {
        const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
        return endless(json as Schema, `${name} ${part}`);
      }),
    );
    assert.deepEqual(found, []);
  });

  it("would be found without one", () => {
    const body = z.object({
      a: z.string(),
      b: z.string().max(3),
      c: z.array(z.object({ d: z.string().regex(/^x+$/) })),
    });
    assert.deepEqual(endless(z.toJSONSchema(body) as Schema, "body"), ["body/a", "body/c", "body/c/items/d"]);
  });
});
