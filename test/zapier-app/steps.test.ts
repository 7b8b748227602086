import assert from "node:assert/strict";
import nock from "nock";
import type { Bundle, PlainInputField, ZObject } from "zapier-platform-core";
import { catalog, host, keysOf, operationOf, refusal, run, withFakeServer, type Input } from "./support.ts";
import { rows } from "./step-rows.ts";

describe("zapier steps", () => {
  withFakeServer();

  for (const { step, when, input, path, body } of rows)
    it(`${step} sends ${when}`, async () => {
      const sample = catalog.creates.find(({ key }) => key === step)?.sample;
      nock(host).post(path, body).reply(200, sample);
      const result = await run(operationOf("creates", step).perform, { input });
      assert.deepEqual(keysOf(result), keysOf(sample));
    });

  it("are all in the table", () => {
    assert.deepEqual(
      [...new Set(rows.map(({ step }) => step))].sort(),
      catalog.creates.map(({ key }) => key).sort(),
    );
  });

  const lacking: [step: string, input: Input, sentence: RegExp][] = [
    ["issue_card", { template_id: "tpl_1", email: "", phone: " " }, /at least one of “Email” or “Phone”/],
    ["issue_card", { email: "a@example.com", template_id: "" }, /^Fill in “Card Template”/],
    ["add_stamp", { count: 1 }, /“Card”, “Card Number”, “Customer”, “Customer Email” or “Customer Phone”/],
    ["issue_voucher", { email: "a@example.com" }, /“Voucher Template” or “Title”/],
    ["redeem_voucher", { code: "" }, /“Voucher” or “Redeem Code”/],
    ["save_customer", { name: "Ann" }, /“Email”, “Phone” or “External Number”/],
    ["send_broadcast", { channel: "viber", message: "", audience: "all" }, /^Fill in “Message”/],
    ["send_broadcast", { channel: "viber", message: "Hi", audience: "inactive" }, /^Fill in “Days Inactive”/],
  ];
  for (const [step, input, sentence] of lacking)
    it(`${step} names what it lacks in ${JSON.stringify(input)}`, async () => {
      const failed = await refusal(run(operationOf("creates", step).perform, { input }));
      assert.equal(failed.name, "AppError");
      assert.match(failed.message, sentence);
    });

  const nobody: [step: string, input: Input, sentence: RegExp][] = [
    ["issue_voucher", { voucher_template_id: "vt_1", email: "" }, /^“Customer Email” is mapped but empty/],
    [
      "issue_voucher",
      { title: "A coffee", phone: null, card_id: " " },
      /^“Card[^”]*” or “Customer Phone” are/,
    ],
    ["redeem_voucher", { code: "FREECOFFEE", email: "" }, /^“Customer Email” is mapped but empty/],
  ];
  it("do nothing for just anybody when those who are meant came empty", async () => {
    for (const [step, input, sentence] of nobody) {
      const failed = await refusal(run(operationOf("creates", step).perform, { input }));
      assert.equal(failed.name, "HaltedError");
      assert.match(failed.message, sentence);
    }
  });

  it("refuse half a character by the label of its field, before anything is sent", async () => {
    const half = "Happy birthday \ud83c";
    for (const [kind, step, input, label] of [
      ["creates", "issue_card", { template_id: "tpl_1", email: "ann@example.com", name: half }, "Name"],
      ["creates", "send_broadcast", { channel: "viber", audience: "all", message: half }, "Message"],
      ["searches", "find_customer", { external_id: half }, "External Number"],
    ] as const) {
      const failed = await refusal(run(operationOf(kind, step).perform, { input }));
      assert.deepEqual(
        [failed.name, failed.code, failed.message],
        [
          "AppError",
          "ill_formed_text",
          `“${label}” holds half a character, such as a cut emoji. Map another text.`,
        ],
      );
    }
    const inList = {
      channel: "viber",
      audience: "customers",
      message: "Hi",
      customer_ids: ["c_1", "c_\udf82"],
    };
    assert.equal(
      (await refusal(run(operationOf("creates", "send_broadcast").perform, { input: inList }))).code,
      "ill_formed_text",
    );
  });

  it("take a tick as forms write it, and numbers for texts", async () => {
    for (const [tick, consent] of [
      ["1", true],
      [1, true],
      ["on", true],
      ["Checked", true],
      ["off", false],
      [0, false],
    ] as const) {
      nock(host)
        .post("/v1/customers", { email: "a@example.com", external_id: "1042", consents: { email: consent } })
        .reply(200, catalog.creates.find(({ key }) => key === "save_customer")?.sample);
      const input = { email: "a@example.com", external_id: 1042, email_consent: tick };
      await run(operationOf("creates", "save_customer").perform, { input });
    }
  });

  it("fail where it is not the API that answers, whatever it says", async () => {
    const input = { template_id: "tpl_1", email: "a@example.com" };
    for (const answer of [{}, [], { ok: true, id: "x" }, "<h1>Welcome</h1>"]) {
      nock(host).post("/v1/cards").reply(200, answer);
      const failed = await refusal(run(operationOf("creates", "issue_card").perform, { input }));
      assert.match(failed.message, /is not a 7stamp Connect server/);
    }
  });

  it("fill drop-downs from hidden lists, and take ids from a search step", () => {
    const [card] = operationOf("creates", "add_stamp").inputFields.filter(
      (field) => (field as PlainInputField).key === "card_id",
    ) as PlainInputField[];
    assert.equal(card?.dynamic, "list_cards.id.label");
    assert.equal(card.search, "find_card.id");
  });

  it("show the audience's own field once the audience is chosen", () => {
    const fields = operationOf("creates", "send_broadcast").inputFields;
    const shown = (audience: string) =>
      fields.flatMap((field) =>
        typeof field === "function"
          ? (field as (z: ZObject, bundle: Bundle) => PlainInputField[])(
              {} as ZObject,
              { inputData: { audience } } as unknown as Bundle,
            ).map(({ key }) => key)
          : [],
      );
    assert.deepEqual(shown("all"), []);
    assert.deepEqual(shown("template"), ["template_id"]);
    assert.deepEqual(shown("customers"), ["customer_ids"]);
    assert.deepEqual(shown("inactive"), ["inactive_days"]);
    const steering = fields.find((field) => (field as PlainInputField).key === "audience") as PlainInputField;
    assert.equal(steering.altersDynamicFields, true);
  });
});
