import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";

describe("stamps by amount", () => {
  let app: TestApp;
  let owner: Client;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    ({ owner } = await app.tenant());
  });

  const card = async (amount_per_stamp: string, currency: string, more: object = {}) => {
    const earn = { type: "by_amount", amount_per_stamp, currency };
    const { id } = await made(owner, "/templates", { name: "Spend", goals: [], earn, ...more });
    return (await made(owner, "/cards", { template_id: id, email: "ann@example.com" })).id as string;
  };
  const sale = (card_id: string, amount: unknown, currency = "EUR", more: object = {}) =>
    owner.post("/stamps", { card_id, amount, currency, ...more });

  it("adds whole steps and keeps the remainder to the cent, for texts and numbers", async () => {
    const id = await card("10.00", "EUR");
    const first = (await sale(id, "24.95")).body;
    assert.deepEqual(
      [first.stamp.count, first.stamp.amount, first.card.amount_remainder],
      [2, "24.95", "4.95"],
    );
    const second = (await sale(id, 5.05)).body;
    assert.deepEqual([second.stamp.count, second.card.amount_remainder], [1, "0.00"]);
    for (let at = 0; at < 9; at += 1) await sale(id, 0.1);
    assert.equal((await owner.get(`/cards/${id}`)).body.amount_remainder, "0.90");
  });

  it("counts in the currency's own digits", async () => {
    const yen = await card("1000", "JPY");
    assert.equal((await sale(yen, 1999, "JPY")).body.card.amount_remainder, "999");
    assertRefused(await sale(yen, "1.5", "JPY"), 422, "validation_failed", "/amount");
    ({ owner } = await app.tenant());
    const dinar = await card("1.000", "BHD");
    assert.equal((await sale(dinar, "1.234", "BHD")).body.card.amount_remainder, "0.234");
    ({ owner } = await app.tenant());
    const forint = await card("10.50", "HUF");
    assert.equal((await sale(forint, "10.75", "HUF")).body.card.amount_remainder, "0.25");
  });

  it("answers 200 to a sale too small for a stamp, tells nobody and uses up the receipt", async () => {
    const id = await card("10.00", "EUR", { limits: { cooldown_seconds: 60 } });
    const answer = await sale(id, "3.00", "EUR", { receipt_id: "R1" });
    assert.equal(answer.status, 200);
    assert.equal(answer.body.stamp, null);
    assert.equal(answer.body.card.amount_remainder, "3.00");
    assert.equal((await owner.get(`/events?card_id=${id}&type=stamp_added`)).body.data.length, 0);
    assertRefused(await sale(id, "9.00", "EUR", { receipt_id: "R1" }), 409, "receipt_already_used");
    assert.equal((await owner.get(`/cards/${id}`)).body.amount_remainder, "3.00");
  });

  it("has no limit of stamps per call and fills as many cycles as the sale pays for", async () => {
    const goals = [{ stamps: 5, reward: { type: "award", name: "Cookie" } }];
    const id = await card("1.00", "EUR", { goals });
    const { body } = await sale(id, "23.40");
    assert.deepEqual([body.card.stamps, body.card.cycle, body.goals.length], [3, 5, 4]);
    assert.equal(body.card.total_stamps, 23);
  });

  it("refuses another currency, too many digits, nothing, and a count", async () => {
    const id = await card("10.00", "EUR");
    const answer = await sale(id, "10.00", "USD");
    assertRefused(answer, 422, "currency_mismatch");
    assert.equal(answer.body.expected_currency, "EUR");
    for (const amount of ["1.234", 0, "0.00", -1, "-1.00", "1e3", 0.001])
      assertRefused(await sale(id, amount), 422, "validation_failed");
    assertRefused(await owner.post("/stamps", { card_id: id, count: 1 }), 422, "validation_failed", "/count");
    assertRefused(await owner.post("/stamps", { card_id: id }), 422, "validation_failed", "/amount");
    assertRefused(
      await owner.post("/stamps", { card_id: id, amount: "1.00" }),
      422,
      "validation_failed",
      "/currency",
    );
  });
});
