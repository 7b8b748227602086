import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { sales } from "../../../server/src/tills/sales/model.ts";
import { award, made, newEmail, signingTill, type SigningTill } from "./stage.ts";

const fields = {
  receipt_id: "/check/no",
  amount: "/check/total",
  sold_at: "/check/closed",
  currency: "/cur",
  phone: "/guest/phone",
  email: "/guest/mail",
  card_number: "/guest/card~1no",
  redeem_code: "/gift",
};

describe("a till that sends its own shape", () => {
  const clock = new TestClock();
  let app: TestApp;
  let owner: Client;
  let templateId: string;
  let receipts = 0;

  const till = async (mapping: Record<string, unknown>): Promise<SigningTill> => {
    const body = { name: "Own", kind: "serve", template_id: templateId, mapping };
    return signingTill(app, clock, await made(owner, "/tills", body));
  };
  const card = (more: Record<string, unknown> = {}) =>
    made(owner, "/cards", { template_id: templateId, email: newEmail(), ...more });
  const check = (more: Record<string, unknown> = {}) => ({ no: (receipts += 1), total: 20.5, ...more });

  before(async () => {
    app = await startTestApp({ clock });
    owner = (await app.tenant()).owner;
    const earn = { type: "by_amount", amount_per_stamp: "10.00", currency: "EUR" };
    templateId = (await made(owner, "/templates", { name: "T", earn, goals: [award(900)] })).id;
  });
  after(() => app.stop());

  it("is understood by its mapping: names, numbers for texts, members nobody asked for", async () => {
    const own = await till({ fields });
    const issued = await card({ phone: "+380671112233" });
    const body = {
      cur: "EUR",
      version: 7,
      check: check({ closed: "2026-05-11 15:30:00", lines: [{ sku: 1 }] }),
      guest: { phone: 380671112233, mail: "", "card/no": null },
    };
    const refused = await own.send({ ...body, guest: { "card/no": 1 } });
    assert.equal(refused.body.code, "card_not_found");
    const answer = await own.send({
      ...body,
      guest: { "card/no": Number(issued.number), mail: "x@example.com" },
    });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.body.stamp.count, 2);
    assert.equal(answer.body.receipt_id, String(body.check["no"]));
    const stored = await app.platform.store.collection(sales).findOne({ receipt_id: answer.body.receipt_id });
    assert.equal(stored?.sold_at.toISOString(), "2026-05-11T12:30:00.000Z", "local time is the business's");
  });

  it("is refused a receipt's number that JSON does not keep whole, and takes it as text", async () => {
    const { receipt_id, amount } = fields;
    const own = await till({ fields: { receipt_id, amount }, currency: "EUR" });
    const no = 2 ** 53;
    const answer = await own.send({ check: check({ no }) });
    assert.equal(answer.status, 422, answer.text);
    assert.deepEqual(
      answer.body.errors.map((one: { pointer: string }) => one.pointer),
      [receipt_id],
    );
    assert.equal((await own.send({ check: check({ no: no - 1 }) })).status, 201);
    for (const text of [`${no}`, "9007199254740993"])
      assert.equal((await own.send({ check: check({ no: text }) })).body.receipt_id, text);
  });

  it("may count in minor units, as whole numbers or texts, and send no currency or time", async () => {
    const { receipt_id, amount, card_number } = fields;
    const own = await till({
      fields: { receipt_id, amount, card_number },
      amount_unit: "minor",
      currency: "EUR",
    });
    const { number } = await card();
    for (const [total, count] of [
      [1000, 1],
      ["2050", 2],
    ])
      assert.equal(
        (await own.send({ check: check({ total }), guest: { "card/no": number } })).body.stamp.count,
        count,
      );
    for (const total of [10.5, "10.5", -100, "abc", null, 100_000_000_000]) {
      const answer = await own.send({ check: check({ total }), guest: { "card/no": number } });
      assert.equal(answer.status, 422, `${String(total)}: ${answer.text}`);
      assert.equal(answer.body.errors[0].pointer, "/check/total");
    }
  });

  it("may send floats in major units with their noise, and no more digits than the currency has", async () => {
    const own = await till({ fields });
    const { number } = await card();
    const send = (total: unknown) =>
      own.send({ cur: "EUR", check: check({ total }), guest: { "card/no": number } });
    const noisy = await send(0.1 + 0.2 + 9.7);
    assert.deepEqual([noisy.status, noisy.body.stamp.amount], [201, "10.00"], noisy.text);
    for (const total of [10.005, -1, 1e9, "1e3", {}])
      assert.equal((await send(total)).status, 422, String(total));
  });

  it("is told of a fault where the till itself keeps the value", async () => {
    const own = await till({ fields });
    const answer = await own.send({ cur: "euro", check: { total: 5 } });
    assert.equal(answer.status, 422);
    const pointers = answer.body.errors.map((one: { pointer: string }) => one.pointer).sort();
    assert.deepEqual(pointers, ["/check/no", "/cur"]);
  });

  it("repeats a receipt like any other", async () => {
    const own = await till({ fields });
    const { number } = await card();
    const body = { cur: "EUR", check: check(), guest: { "card/no": number } };
    const first = await own.send(body);
    const again = await own.send(body);
    assert.deepEqual([first.status, again.status, again.body], [201, 200, first.body]);
  });
});

describe("tills", () => {
  let app: TestApp;
  let owner: Client;
  let templateId: string;

  before(async () => {
    app = await startTestApp();
    owner = (await app.tenant()).owner;
    templateId = (await made(owner, "/templates", { name: "T", goals: [] })).id;
  });
  after(() => app.stop());

  const body = (more: Record<string, unknown> = {}) => ({
    name: "A",
    kind: "generic",
    template_id: templateId,
    ...more,
  });

  it("are created, listed, changed and deleted; the secret is shown once", async () => {
    const { secret, ...shown } = await made(owner, "/tills", body());
    assert.match(secret, /^till_sec_\w{43}$/);
    assert.deepEqual((await owner.get(`/tills/${shown.id}`)).body, shown);
    assert.ok((await owner.get("/tills")).body.data.some((one: { id: string }) => one.id === shown.id));
    const changed = await owner.patch(`/tills/${shown.id}`, { name: "B" });
    assert.deepEqual([changed.status, changed.body.name, changed.body.secret], [200, "B", undefined]);
    assert.equal((await owner.delete(`/tills/${shown.id}`)).status, 204);
    assert.equal((await owner.get(`/tills/${shown.id}`)).status, 404);
    const poster = await made(owner, "/tills", body({ kind: "poster" }));
    assert.equal(poster.secret, undefined);
    assert.equal(poster.connection.status, "not_connected");
  });

  it("refuse what is not theirs or makes no sense", async () => {
    const pointers = { receipt_id: "/a", amount: "/b" };
    const wrong: [Record<string, unknown>, string][] = [
      [{ template_id: "tpl_0" }, "/template_id"],
      [{ location_id: "loc_0" }, "/location_id"],
      [{ kind: "other" }, "/kind"],
      [{ mapping: { fields: pointers } }, "/mapping/currency"],
      [{ mapping: { fields: { ...pointers, currency: "/c" }, currency: "EUR" } }, "/mapping/currency"],
      [{ mapping: { fields: { ...pointers, amount: "b" }, currency: "EUR" } }, "/mapping/fields/amount"],
      [{ mapping: { fields: { ...pointers, tax: "/t" }, currency: "EUR" } }, "/mapping/fields/tax"],
      [{ kind: "poster", mapping: { fields: pointers, currency: "EUR" } }, "/mapping"],
    ];
    for (const [more, pointer] of wrong) {
      const answer = await owner.post("/tills", body(more));
      assert.equal(answer.status, 422, answer.text);
      assert.equal(answer.body.errors[0].pointer, pointer, answer.text);
    }
  });

  it("are read by every role, written by managers, and nobody else's", async () => {
    const tenant = await app.tenant();
    const template = await made(tenant.owner, "/templates", { name: "T", goals: [] });
    const input = { name: "A", kind: "generic", template_id: template.id };
    const [scanner, manager] = [await tenant.member("scanner"), await tenant.member("manager")];
    const { id } = await made(manager, "/tills", input);
    assert.equal((await scanner.get(`/tills/${id}`)).status, 200);
    assert.equal((await scanner.post("/tills", input)).status, 403);
    assert.equal((await scanner.patch(`/tills/${id}`, { name: "B" })).status, 403);
    assert.equal((await scanner.delete(`/tills/${id}`)).status, 403);
    for (const answer of [await owner.get(`/tills/${id}`), await owner.delete(`/tills/${id}`)])
      assert.equal(answer.status, 404);
    assert.equal((await owner.patch(`/tills/${id}`, { name: "B" })).status, 404);
  });
});
