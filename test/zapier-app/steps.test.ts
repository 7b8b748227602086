import assert from "node:assert/strict";
import nock from "nock";
import type { Bundle, PlainInputField, ZObject } from "zapier-platform-core";
import { catalog, host, keysOf, operationOf, refusal, run, withFakeServer, type Input } from "./support.ts";

/** A filled form, and the request it must make. */
interface Row {
  readonly step: string;
  readonly when: string;
  readonly input: Input;
  readonly path: string;
  readonly body: nock.DataMatcherMap;
}

const rows: readonly Row[] = [
  {
    step: "issue_card",
    when: "with a customer and consents",
    input: {
      template_id: "tpl_1",
      email: "ann@example.com",
      name: "Ann",
      birthday: "--05-14",
      email_consent: true,
    },
    path: "/v1/cards",
    body: {
      template_id: "tpl_1",
      email: "ann@example.com",
      name: "Ann",
      birthday: "--05-14",
      consents: { email: true },
    },
  },
  {
    step: "issue_card",
    when: "with blank optional fields, which are dropped",
    input: {
      template_id: "tpl_1",
      email: "",
      phone: "+380671112233",
      name: "  ",
      language: null,
      email_consent: "",
    },
    path: "/v1/cards",
    body: { template_id: "tpl_1", phone: "+380671112233" },
  },
  {
    step: "issue_card",
    when: "with yes and no as text",
    input: { template_id: "tpl_1", email: "a@example.com", viber_consent: "false", whatsapp_consent: "Yes" },
    path: "/v1/cards",
    body: { template_id: "tpl_1", email: "a@example.com", consents: { viber: false, whatsapp: true } },
  },
  {
    step: "add_stamp",
    when: "with the most exact of the filled card fields",
    input: { email: "ann@example.com", phone: "+380671112233", card_number: "482913", count: "2" },
    path: "/v1/stamps",
    body: { card_number: "482913", count: 2 },
  },
  {
    step: "add_stamp",
    when: "with an amount as it was written",
    input: { card_id: "card_1", amount: "24.50", currency: "EUR", receipt_id: "R-1" },
    path: "/v1/stamps",
    body: { card_id: "card_1", amount: "24.50", currency: "EUR", receipt_id: "R-1" },
  },
  {
    step: "issue_voucher",
    when: "from a template",
    input: { voucher_template_id: "vt_1", email: "ann@example.com", title: "" },
    path: "/v1/vouchers",
    body: { voucher_template_id: "vt_1", email: "ann@example.com" },
  },
  {
    step: "issue_voucher",
    when: "made here, valid some days",
    input: { title: "A coffee", formats: ["qr", ""], validity_days: "30" },
    path: "/v1/vouchers",
    body: { title: "A coffee", formats: ["qr"], validity: { type: "days", value: 30 } },
  },
  {
    step: "redeem_voucher",
    when: "by its code",
    input: { code: "FREECOFFEE", email: "ann@example.com", voucher_id: "" },
    path: "/v1/redemptions",
    body: { code: "FREECOFFEE", email: "ann@example.com" },
  },
  {
    step: "redeem_voucher",
    when: "by its ID, which says all",
    input: { code: "FREECOFFEE", voucher_id: "v_1", email: "ann@example.com", receipt_id: "R-1" },
    path: "/v1/vouchers/v_1/redeem",
    body: { receipt_id: "R-1" },
  },
  {
    step: "save_customer",
    when: "found by any of email, phone and external number",
    input: { email: "ann@example.com", phone: "+380671112233", external_id: "crm-1", name: "Ann" },
    path: "/v1/customers",
    body: { email: "ann@example.com", phone: "+380671112233", external_id: "crm-1", name: "Ann" },
  },
  {
    step: "send_broadcast",
    when: "to all customers",
    input: { channel: "viber", message: "Hello", audience: "all", template_id: "tpl_1" },
    path: "/v1/broadcasts",
    body: { channel: "viber", message: "Hello", audience: { all: true } },
  },
  {
    step: "send_broadcast",
    when: "to the holders of a card template",
    input: {
      channel: "viber",
      message: "Hello",
      audience: "template",
      template_id: "tpl_1",
      inactive_days: "",
    },
    path: "/v1/broadcasts",
    body: { channel: "viber", message: "Hello", audience: { template_id: "tpl_1" } },
  },
  {
    step: "send_broadcast",
    when: "to one customer where a list is asked for",
    input: { channel: "viber", message: "Hello", audience: "customers", customer_ids: "c_1" },
    path: "/v1/broadcasts",
    body: { channel: "viber", message: "Hello", audience: { customer_ids: ["c_1"] } },
  },
];

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

  for (const { key, calls } of catalog.creates)
    it(`${key} sends its Reference as Idempotency-Key and nowhere else`, async () => {
      const row = rows.find(({ step }) => step === key);
      assert.ok(row && calls.every(({ send }) => send.some(({ field }) => field === "reference")));
      nock(host, { reqheaders: { "idempotency-key": "order 1042" } })
        .post(row.path, row.body)
        .reply(200, {});
      await run(operationOf("creates", key).perform, { input: { ...row.input, reference: "order 1042" } });
      nock(host, { badheaders: ["idempotency-key"] })
        .post(row.path, row.body)
        .reply(200, {});
      await run(operationOf("creates", key).perform, { input: { ...row.input, reference: "" } });
    });

  const lacking: [step: string, input: Input, sentence: RegExp][] = [
    ["issue_card", { template_id: "tpl_1", email: "", phone: " " }, /at least one of “Email” or “Phone”/],
    ["issue_card", { email: "a@example.com", template_id: "" }, /^Fill in “Card Template ID”/],
    ["add_stamp", { count: 1 }, /“Card ID”, “Card Number”, “Customer Email” or “Customer Phone”/],
    ["issue_voucher", { email: "a@example.com" }, /“Voucher Template ID” or “Title”/],
    ["redeem_voucher", { code: "" }, /“Voucher ID” or “Redeem Code”/],
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
