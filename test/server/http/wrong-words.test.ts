import assert from "node:assert/strict";
import type { z } from "zod";
import { actions } from "../../../server/src/catalog/index.ts";
import { Failure } from "../../../server/src/core/failure.ts";
import { parsePart } from "../../../server/src/http/validate.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";

interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly pointer: string;
}

const refusalsOf = (schema: z.ZodType, value: unknown): readonly Refusal[] => {
  try {
    parsePart(schema, value, "body");
    return [];
  } catch (error) {
    assert.ok(error instanceof Failure);
    const said: unknown = error.details["detail"];
    return [...(error.details["errors"] as Refusal[]), { code: "whole", pointer: "", detail: String(said) }];
  }
};

const longText = "x".repeat(200_000);
/** One wrong value of each kind, for whatever is asked for. */
const wrong: readonly unknown[] = [
  undefined,
  null,
  true,
  Number.NaN,
  -1,
  0,
  0.5,
  1e12,
  "",
  " ",
  "?",
  "2026",
  longText,
  [],
  [null, "?", 3],
  Array.from({ length: 1000 }, () => "?"),
  {},
  { type: "?", nobody_knows: 1 },
];

interface Walked {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly valueType?: z.ZodType;
}

/** A schema and everything inside it. */
const partsOf = (schema: z.ZodType): z.ZodType[] => {
  const def = schema.def as unknown as Walked;
  const inner = [
    ...Object.values(def.shape ?? {}),
    ...(def.options ?? []),
    ...[def.innerType, def.in, def.element, def.valueType].filter((one) => one !== undefined),
  ];
  return [schema, ...inner.flatMap(partsOf)];
};

const librarysWords =
  /expected|received|invalid|[<>]=?|too (small|big)|\bstring\b|\bNaN\b|undefined|regex|\^|\\/i;

describe("http › words of wrong values", () => {
  it("are this API's own for whatever the catalogue refuses, never the library's, and never empty of meaning", () => {
    const codes = new Set<string>();
    const said = new Set<string>();
    for (const action of Object.values(actions))
      for (const part of [action.params, action.query, action.body])
        for (const schema of partsOf(part))
          for (const value of wrong)
            for (const { code, detail } of refusalsOf(schema, value)) {
              codes.add(code);
              if (code !== "unknown_field" && code !== "whole") said.add(detail);
              // Values that may be chosen are quoted, and are no words of the sentence.
              const sentence = detail.replace(/"[^"]*"/g, "");
              assert.doesNotMatch(sentence, librarysWords, `${action.name}: ${code}: ${sentence}`);
              assert.doesNotMatch(
                detail,
                /is not right|is not written as it must be|of no kind|another kind/,
              );
            }
    for (const code of [
      "invalid_type",
      "invalid_value",
      "invalid_format",
      "too_small",
      "too_big",
      "unknown_field",
      "required",
      "custom",
    ])
      assert.ok(codes.has(code), `nothing was refused as ${code}`);
    for (const sentence of [
      "is required",
      "must be a number",
      "must be a whole number",
      "must be text",
      "must be true or false",
      "must be a list",
      "must be an object",
      "must be left out",
      "must not be empty",
      "must be at least 1",
      "must be at most 100",
      "must have at most 300 characters",
      "must be an instant such as 2026-05-11T12:34:56Z",
      "must be a day such as 2026-05-11",
      "is no email address",
      'must be one of "apple", "google"',
    ])
      assert.ok(said.has(sentence), `${sentence} in ${[...said].sort().join(" | ").slice(0, 6000)}`);
  });

  describe("over the wire", () => {
    let app: TestApp;
    before(async () => {
      app = await startTestApp();
    });
    after(() => app.stop());

    it("name the place and what it must be", async () => {
      const { owner } = await app.tenant();
      const answer = await owner.post("/stamps", { card_id: "card_1", count: "x" });
      assert.deepEqual(answer.body.errors, [
        { pointer: "/count", code: "invalid_type", detail: "must be a number" },
      ]);
      assert.equal(answer.body.detail, "/count: must be a number");
    });

    it("say what is possible where one of several is to be named, and more or none were", async () => {
      const { owner } = await app.tenant();
      for (const audience of [
        { all: true, template_id: "tpl_1" },
        { customer_ids: [], inactive_days: 3 },
        {},
      ]) {
        const answer = await owner.post("/broadcasts", { channel: "whatsapp", message: "Hello", audience });
        assert.deepEqual(
          answer.body.errors.map(({ pointer, detail }: Record<string, string>) => `${pointer} ${detail}`),
          [
            "/audience must have exactly one of all, template_id, customer_ids, inactive_days, has_active_voucher",
          ],
        );
      }
    });

    it("take a body that is null where none is asked for", async () => {
      const { owner } = await app.tenant();
      const customer = await owner.post("/customers", { name: "Ann Lee" });
      const response = await fetch(`${app.url}/v1/customers/${customer.body.id}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${owner.key}`, "content-type": "application/json" },
        body: "null",
      });
      assert.equal(response.status, 204, await response.text());
    });

    it("tell that a + in the query is written %2B, for emails and phones", async () => {
      const { owner } = await app.tenant();
      const made = await owner.post("/customers", { email: "ann+shop@example.com", phone: "+4930901820" });
      for (const query of ["email=ann+shop@example.com", "phone=+4930901820"]) {
        const [name] = query.split("=");
        for (const list of ["customers", "cards", "vouchers"]) {
          const answer = await owner.get(`/${list}?${query}`);
          assert.equal(answer.status, 422, `${list} ${query}`);
          assert.deepEqual(answer.body.errors, [
            {
              pointer: `?${name}`,
              code: "lost_plus",
              detail: "has a blank where a + may be meant: write + as %2B",
            },
          ]);
        }
        const found = await owner.get(`/customers?${query.replace("+", "%2B")}`);
        assert.deepEqual(
          found.body.data.map(({ id }: { id: string }) => id),
          [made.body.id],
        );
      }
      // A phone written with blanks is one, however the blanks come.
      assert.equal((await owner.get("/customers?phone=%2B49+30+901820")).body.data.length, 1);
    });

    it("take an instant whose offset has no colon", async () => {
      const { owner } = await app.tenant();
      const voucher = { title: "Free coffee", expires_at: "2090-05-11T12:34:56+0100" };
      const answer = await owner.post("/vouchers", voucher);
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.body.expires_at, "2090-05-11T11:34:56Z");
      const wrongly = await owner.post("/vouchers", { ...voucher, expires_at: "2090-05-11 12:34" });
      assert.equal(wrongly.body.errors[0].detail, "must be an instant such as 2026-05-11T12:34:56Z");
    });
  });
});
