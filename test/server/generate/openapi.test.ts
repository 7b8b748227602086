import assert from "node:assert/strict";
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

  it("shows an example problem for every code of the table", () => {
    const examples = (document["components"]?.["examples"] ?? {}) as Record<string, Node>;
    assert.deepEqual(Object.keys(examples), Object.keys(errors));
    assert.equal(problemExample("voucher_already_redeemed")["redeemed_at"], "2026-05-10T09:00:00Z");
    assert.ok(!JSON.stringify(examples).includes('"text"'), "a detail member has no example");
  });
});
