import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { filesBelow, root } from "../../guards/tree.ts";

/*
 * Make's editor checks each file by a schema that it finds by the file's name. The schemas are Make's and lie beside
 * the repository where it is developed; elsewhere this check says that it was left out.
 */

const folder = join(root, "../shared/reference/make-schemas");

/** File name → schema, as the editor binds them, and two names that it forgets. */
const bindings: readonly [RegExp, string][] = [
  [/\/base\.iml\.json$/, "base"],
  [/\.(communication|attach|detach|update)\.iml\.json$/, "api"],
  [/\.(params|static-params|mappable-params|interface)\.iml\.json$/, "parameters"],
  [/\.samples\.iml\.json$/, "samples"],
  [/\.scope\.iml\.json$/, "scope"],
  [/\/groups\.json$/, "groups"],
  [/\/makecomapp\.json$/, "makecomapp.schema"],
];

/** Inner `$id`s repeat from file to file, so they are dropped; each file is known by its own name. */
const withoutInnerIds = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(withoutInnerIds);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !(key === "$id" && typeof value === "string" && value.startsWith("#")))
      .map(([key, value]) => [key, withoutInnerIds(value)]),
  );
};

const place = "https://schemas.example.com/";

const loadSchemas = (): Ajv => {
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true, validateFormats: false });
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".json"))) {
    const schema = withoutInnerIds(JSON.parse(readFileSync(join(folder, name), "utf8"))) as object;
    ajv.addSchema({ ...schema, $id: `${place}${name}` });
  }
  return ajv;
};

const files = filesBelow("make-app").filter((path) => path.endsWith(".json"));

const schemaNameOf = (path: string): string | undefined =>
  bindings.find(([pattern]) => pattern.test(path))?.[1];

const faults = (ajv: Ajv, path: string): string[] => {
  const validate = ajv.getSchema(`${place}${schemaNameOf(path)}.json`) as ValidateFunction;
  if (validate(JSON.parse(readFileSync(join(root, path), "utf8")))) return [];
  return (validate.errors ?? []).map((error) => `${path}${error.instancePath} ${error.message}`);
};

describe("Make app › schemas", () => {
  it("cover every file", () => {
    assert.deepEqual(
      files.filter((path) => schemaNameOf(path) === undefined),
      [],
    );
  });

  it("of Make's editor accept every file", () => {
    if (!existsSync(folder)) {
      process.stdout.write("      left out: Make's schemas are not beside this repository\n");
      return;
    }
    const ajv = loadSchemas();
    assert.deepEqual(
      files.flatMap((path) => faults(ajv, path)),
      [],
    );
  });

  it("of Make's editor refuse a file with a fault, so that the check above means something", () => {
    if (!existsSync(folder)) return;
    const validate = loadSchemas().getSchema(`${place}api.json`) as ValidateFunction;
    assert.equal(validate({ url: "/v1/cards", method: "POST" }), false);
    assert.equal(validate({ url: "/v1/cards", method: "POST", body: {} }), true);
  });
});
