import assert from "node:assert/strict";
import * as catalog from "../../../server/src/catalog/index.ts";
import { sales } from "../../../server/src/tills/sales/model.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";
import { award, made, newEmail, sale, signingTill, type SigningTill } from "./stage.ts";

const mapping = {
  fields: { receipt_id: "/check/no", amount: "/check/total", card_number: "/check/card" },
  amount_unit: "minor",
  currency: "EUR",
};

describe("tills › what a shop sees of them", () => {
  let clock: TestClock;
  let app: TestApp;
  let owner: Client;
  let templateId: string;
  let till: SigningTill;
  let card: { id: string; number: string };

  before(async () => {
    clock = new TestClock();
    app = await startTestApp({ clock });
  });
  after(() => app.stop());
  beforeEach(async () => {
    owner = (await app.tenant()).owner;
    const earn = { type: "by_amount", amount_per_stamp: "10.00", currency: "EUR" };
    templateId = (await made(owner, "/templates", { name: "T", earn, goals: [award(90)] })).id;
    const body = { name: "Counter", kind: "generic", template_id: templateId };
    till = signingTill(app, clock, await made(owner, "/tills", body));
    card = await made(owner, "/cards", { template_id: templateId, email: newEmail() });
  });

  const attempt = async (body: object) => {
    const answer = await owner.post(`/tills/${till.id}/try-mapping`, body);
    assert.equal(answer.status, 200, answer.text);
    catalog.trySale.result.parse(answer.body);
    return answer.body;
  };
  const shown = async () => (await owner.get(`/tills/${till.id}`)).body;

  it("says what a pasted sale would do by a mapping that is not saved, and does nothing", async () => {
    const pasted = { check: { no: 7, total: 2550, card: card.number } };
    const { ok, sale: read, problem, effect } = await attempt({ sale: pasted, mapping });
    assert.deepEqual([ok, problem], [true, null]);
    assert.deepEqual([read.receipt_id, read.amount, read.currency], ["7", "25.50", "EUR"]);
    assert.deepEqual(effect, {
      card: { id: card.id, number: card.number, stamps: 0 },
      stamps_added: 2,
      not_stamped: null,
      redeems_voucher_id: null,
    });
    const { store } = app.platform;
    assert.equal(await store.collection(sales).countDocuments({ till_id: till.id }), 0);
    assert.equal((await owner.get(`/cards/${card.id}`)).body.stamps, 0);
    const seen = await shown();
    assert.deepEqual([seen.mapping, seen.last_sale, seen.last_refusal], [null, null, null]);
  });

  it("says why a pasted sale would be refused, by the till's own names", async () => {
    const unread = await attempt({ sale: { check: { no: 7, total: "?" } }, mapping });
    assert.deepEqual([unread.ok, unread.sale, unread.problem.code], [false, null, "validation_failed"]);
    assert.equal(unread.problem.errors[0].pointer, "/check/total");
    const unknown = await attempt({ sale: sale({ card_number: "000000" }) });
    assert.deepEqual([unknown.ok, unknown.problem.code], [false, "card_not_found"]);
    assert.equal(unknown.problem.what_to_do, catalog.whatToDo.card_not_found);
    assert.equal(unknown.sale.card_number, "000000");
  });

  it("reads by the till's own mapping unless another is given, or none", async () => {
    await owner.patch(`/tills/${till.id}`, { mapping });
    const pasted = { check: { no: 7, total: 500, card: card.number } };
    const { ok, effect } = await attempt({ sale: pasted });
    assert.deepEqual([ok, effect.stamps_added, effect.not_stamped.reason], [true, 0, "amount_too_small"]);
    assert.equal((await attempt({ sale: pasted, mapping: null })).ok, false);
  });

  it("tries no sale of a till that sends none, nor of another business's", async () => {
    const poster = await made(owner, "/tills", { name: "P", kind: "poster", template_id: templateId });
    const sent = { sale: sale() };
    assertRefused(
      await owner.post(`/tills/${poster.id}/try-mapping`, sent),
      422,
      "validation_failed",
      "/sale",
    );
    const stranger = (await app.tenant()).owner;
    assertRefused(await stranger.post(`/tills/${till.id}/try-mapping`, sent), 404, "not_found");
  });

  it("shows the last sale of each till, one by one and in the list", async () => {
    await till.send(sale({ card_number: card.number }));
    clock.advance({ seconds: 5 });
    const last = sale({ card_number: card.number, amount: "30.00" });
    assert.equal((await till.send(last)).status, 201);
    const expected = {
      at: "2026-05-11T12:35:01Z",
      receipt_id: last["receipt_id"],
      amount: "30.00",
      currency: "EUR",
      card_id: card.id,
    };
    assert.deepEqual((await shown()).last_sale, expected);
    const { data } = (await owner.get("/tills")).body;
    assert.deepEqual(data[0].last_sale, expected);
  });

  it("shows the last refusal without a value of the sale, and notes one in ten seconds", async () => {
    await till.send(sale({ email: "ann.lee@example.com" }));
    const { last_refusal: first } = await shown();
    catalog.getTill.result.parse(await shown());
    assert.deepEqual(
      [first.code, first.detail, first.fields],
      ["card_not_found", catalog.errors.card_not_found.title, []],
    );
    assert.equal(first.what_to_do, catalog.whatToDo.card_not_found);
    await till.send(sale({ amount: "x", "ann.lee@example.com": 1 }));
    assert.equal((await shown()).last_refusal.code, "card_not_found");
    clock.advance({ seconds: 10 });
    await till.send(sale({ amount: "x", "ann.lee@example.com": 1 }));
    const { last_refusal: second } = await shown();
    assert.deepEqual([second.code, second.fields], ["validation_failed", ["/amount"]]);
    clock.advance({ seconds: 10 });
    await till.send(sale(), { signature: "t=1,v1=00" });
    assert.equal((await shown()).last_refusal.code, "signature_invalid");
    assert.ok(!JSON.stringify(await shown()).includes("ann.lee"));
  });
});
