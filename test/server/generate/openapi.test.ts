import assert from "node:assert/strict";
import { BaseResolver, createConfig, lintDocument, makeDocumentFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";
import { actions, errors, errorsOf, eventNames } from "../../../server/src/catalog/index.ts";
import { openApi } from "../../../server/src/generate/openapi/index.ts";
import { problemExample } from "../../../server/src/generate/openapi/problems.ts";

type Node = Readonly<Record<string, unknown>>;

const document = JSON.parse(JSON.stringify(openApi())) as Record<string, Record<string, Node>>;
const operations = Object.values(document["paths"] ?? {}).flatMap((path) => Object.values(path) as Node[]);

const refsIn = (value: unknown): string[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "$ref" ? [String(inner)] : refsIn(inner)));
};

const unionsIn = (value: unknown): Node[] => {
  if (typeof value !== "object" || value === null) return [];
  return [...("oneOf" in value ? [value as Node] : []), ...Object.values(value).flatMap(unionsIn)];
};

const at = (ref: string): unknown =>
  ref
    .slice(2)
    .split("/")
    .reduce<unknown>((node, key) => (node as Node | undefined)?.[key], document);

describe("OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const { valid, errors: faults } = await new Validator().validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(faults));
  });

  it("points to nothing that is not there", () => {
    assert.deepEqual(
      refsIn(document).filter((ref) => at(ref) === undefined),
      [],
    );
  });

  it("passes the recommended rules of Redocly", async () => {
    const text = JSON.stringify(document);
    const problems = await lintDocument({
      document: makeDocumentFromString(text, "/openapi.json"),
      // The address in the committed document is the one of a first try.
      config: await createConfig({ extends: ["recommended"], rules: { "no-server-example.com": "off" } }),
      externalRefResolver: new BaseResolver(),
    });
    assert.deepEqual(
      problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
      [],
    );
  });

  it("has a real schema under each name, and discriminators that name their branches", () => {
    const schemas = (document["components"]?.["schemas"] ?? {}) as Record<string, Node>;
    const empty = Object.entries(schemas).filter(([, schema]) => "$ref" in schema);
    assert.deepEqual(empty, []);
    const unions = unionsIn(document).filter(({ discriminator }) => discriminator !== undefined);
    assert.ok(unions.length > 5);
    for (const { oneOf, discriminator } of unions) {
      const { propertyName, mapping } = discriminator as { propertyName: string; mapping: Node };
      const branches = oneOf as readonly { $ref: string }[];
      assert.deepEqual(
        branches.map(({ $ref }) => $ref),
        Object.values(mapping),
      );
      for (const [said, ref] of Object.entries(mapping)) {
        const { properties } = at(String(ref)) as { properties: Record<string, Node> };
        assert.equal(properties[propertyName]?.["const"], said);
      }
    }
  });

  it("has an operation for every action, with an Idempotency-Key on every POST", () => {
    assert.equal(operations.length, actions.length);
    const posts = Object.values(document["paths"] ?? {}).flatMap((path) => path["post"] ?? []);
    for (const post of posts as Node[]) {
      assert.ok(
        refsIn(post["parameters"]).includes("#/components/parameters/IdempotencyKey"),
        String(post["operationId"]),
      );
    }
  });

  it("describes every status that an action can answer with", () => {
    for (const action of actions) {
      const operation = operations.find((one) => one["operationId"] === action.name);
      const described = Object.keys(operation?.["responses"] as object).map(Number);
      const expected = [
        action.status,
        ...(action.alsoStatus ?? []),
        ...errorsOf(action).map((code) => errors[code].status),
      ];
      assert.deepEqual(
        described,
        [...new Set(expected)].sort((left, right) => left - right),
      );
    }
  });

  it("announces every event as webhooks in both customer forms, with the delivery headers", () => {
    const webhooks = document["webhooks"] ?? {};
    assert.deepEqual(Object.keys(webhooks), eventNames);
    for (const webhook of Object.values(webhooks)) {
      const post = webhook["post"] as Record<string, Node[]>;
      assert.deepEqual(
        post["parameters"]?.map((header) => header["name"]),
        [
          "webhook-id",
          "webhook-timestamp",
          "webhook-signature",
          "x-7stamp-event",
          "x-7stamp-delivery",
          "x-7stamp-id-signature",
        ],
      );
      assert.equal(refsIn(post["requestBody"]).length, 2);
    }
  });

  it("shows an example problem for every code that an action may answer with", () => {
    const examples = (document["components"]?.["examples"] ?? {}) as Record<string, Node>;
    const used = new Set<string>(actions.flatMap((action) => errorsOf(action)));
    assert.deepEqual(
      Object.keys(examples),
      Object.keys(errors).filter((code) => used.has(code)),
    );
    assert.equal(problemExample("voucher_already_redeemed")["redeemed_at"], "2026-05-10T09:00:00Z");
    assert.ok(!JSON.stringify(examples).includes('"text"'), "a detail member has no example");
  });
});
