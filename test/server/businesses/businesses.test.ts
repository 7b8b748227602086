import assert from "node:assert/strict";
import { businesses } from "../../../server/src/businesses/model.ts";
import { staffCollection } from "../../../server/src/staff/model.ts";
import { startTestApp, testPassword, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";

const token = "operator-token-of-the-test";
const clock = new TestClock(new Date());

describe("businesses", () => {
  let app: TestApp;
  const input = (login: string) => ({ name: "Corner Coffee", login, password: testPassword });

  before(async () => {
    app = await startTestApp({ clock, env: { OPERATOR_TOKEN: token } });
  });
  after(() => app.stop());

  it("are created with their owner by the operator", async () => {
    const body = { ...input("olena"), country: "DE", time_zone: "Europe/Berlin" };
    const answer = await app.client(token).post("/businesses", body);
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual([answer.body.business.country, answer.body.business.time_zone], ["DE", "Europe/Berlin"]);
    assert.deepEqual([answer.body.staff.login, answer.body.staff.role], ["olena", "owner"]);
    const session = await app.client("").post("/session", { login: "olena", password: testPassword });
    assert.equal(session.body.business.id, answer.body.business.id);
  });

  it("are not created without the token, with a wrong one, or by an owner's key", async () => {
    const { owner } = await app.tenant();
    for (const key of ["", "wrong-operator-token", owner.key]) {
      const answer = await app.client(key).post("/businesses", { unknown: 1 });
      assert.deepEqual([answer.status, answer.body.code], [401, "unauthenticated"]);
    }
    const headers = { "x-api-key": token, "content-type": "application/json" };
    const sent = { method: "POST", headers, body: JSON.stringify(input("keyed")) };
    assert.equal((await fetch(`${app.url}/v1/businesses`, sent)).status, 401);
    const closed = await startTestApp();
    assert.equal((await closed.client(token).post("/businesses", input("else"))).status, 404);
    await closed.stop();
  });

  it("are not created in a country that there is none of, and their login is free", async () => {
    const operator = app.client(token);
    const answer = await operator.post("/businesses", { ...input("nowhere"), country: "XX" });
    assert.deepEqual([answer.status, answer.body.errors?.[0].pointer], [422, "/country"]);
    assert.equal((await operator.post("/businesses", input("nowhere"))).status, 201);
  });

  it("are not created with a currency that is none, whatever else is wrong", async () => {
    await app.client(token).post("/businesses", input("minted"));
    const answer = await app.client(token).post("/businesses", { ...input("minted"), currency: "XXZ" });
    assert.deepEqual([answer.status, answer.body.errors?.[0].pointer], [422, "/currency"]);
  });

  it("are whole or not there when several want one login", async () => {
    const count = () => app.platform.store.collection(businesses).countDocuments();
    const before = await count();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => app.client(token).post("/businesses", input("Wanted"))),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409]);
    assert.equal(answers.find(({ status }) => status === 409)?.body.code, "login_taken");
    assert.equal(await count(), before + 1);
  });

  it("free the login of a founding that a crash cut short", async () => {
    const made = await app.client(token).post("/businesses", input("halfway"));
    await app.platform.store.collection(businesses).deleteOne({ _id: made.body.business.id });
    assert.equal((await app.client(token).post("/businesses", input("halfway"))).status, 409);
    clock.advance({ minutes: 2 });
    assert.equal((await app.client(token).post("/businesses", input("halfway"))).status, 201);
    assert.equal(
      await app.platform.store.collection(staffCollection).countDocuments({ login: "halfway" }),
      1,
    );
  });

  it("read local phone numbers by their country", async () => {
    const { owner } = await app.tenant({ country: "UA" });
    assert.equal((await owner.post("/customers", { phone: "050 123 45 67" })).body.phone, "+380501234567");
    const changed = await owner.patch("/business", { country: "DE" });
    assert.equal(changed.body.country, "DE");
    const german = await owner.post("/customers", { phone: "030 1234567" });
    assert.equal(german.body.phone, "+49301234567");
  });

  it("are found by a phone's beginning also where an earlier version took a country that there is none of", async () => {
    const { owner, business } = await app.tenant();
    await app.platform.store
      .collection(businesses)
      .updateOne({ _id: business.id }, { $set: { country: "XX" } });
    const found = await owner.get("/customers?query=0301234");
    assert.deepEqual([found.status, found.body.data], [200, []]);
  });

  it("end a voucher's last day by their time zone", async () => {
    const { owner } = await app.tenant();
    await owner.patch("/business", { time_zone: "Pacific/Auckland" });
    const validity = { type: "days", value: 1 };
    const voucher = await owner.post("/vouchers", { title: "A free coffee", validity });
    assert.equal(voucher.status, 201, voucher.text);
    const local = new Intl.DateTimeFormat("en-GB", { timeZone: "Pacific/Auckland", timeStyle: "medium" });
    assert.equal(local.format(new Date(voucher.body.expires_at)), "23:59:59");
  });

  it("refuse settings that are none, and change nothing for an empty change", async () => {
    const { owner, business } = await app.tenant();
    for (const wrong of [
      { time_zone: "Mars/Olympus" },
      { country: "Germany" },
      { country: "XX" },
      { currency: "E" },
      { currency: "XXZ" },
      { id: "b_1" },
    ])
      assert.equal((await owner.patch("/business", wrong)).status, 422, JSON.stringify(wrong));
    const same = await owner.patch("/business", {});
    assert.deepEqual([same.status, same.body.name], [200, business.name]);
  });
});
