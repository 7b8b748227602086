import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";

describe("customers › save", () => {
  let app: TestApp;
  let owner: Client;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    ({ owner } = await app.tenant({ country: "UA" }));
  });

  const save = (body: object) => owner.post("/customers", body);
  const ann = { email: " Ann@Example.com ", phone: "067 111-22-33", external_id: "crm-1", name: "Ann" };

  it("creates with a folded email and the phone in E.164 by the business's country", async () => {
    const { status, body } = await save({ ...ann, consents: { email: true } });
    assert.equal(status, 201);
    assert.deepEqual(
      [body.created, body.email, body.phone, body.external_id],
      [true, "ann@example.com", "+380671112233", "crm-1"],
    );
    assert.deepEqual(body.consents, { email: true, whatsapp: false, telegram: false, viber: false });
    const { owner: indian } = await app.tenant({ country: "IN" });
    assert.equal((await made(indian, "/customers", { phone: "098765 43210" })).phone, "+919876543210");
  });

  it("finds by email, by phone and by external id, and updates", async () => {
    const { id } = (await save(ann)).body;
    for (const [by, name] of [
      [{ email: "ANN@example.com" }, "A"],
      [{ phone: "+380671112233" }, "B"],
      [{ external_id: "crm-1" }, "C"],
    ] as const) {
      const { status, body } = await save({ ...by, name });
      assert.equal(status, 200);
      assert.deepEqual([body.id, body.created, body.name], [id, false, name]);
    }
    assert.equal(
      (await save({ external_id: "crm-1", email: "new@example.com" })).body.email,
      "new@example.com",
    );
  });

  it("changes with PATCH what is sent, and empties what is null", async () => {
    const { id } = (await save({ ...ann, birthday: "1990-05-14", consents: { email: true } })).body;
    const { body } = await owner.patch(`/customers/${id}`, {
      phone: null,
      birthday: "--02-29",
      consents: { viber: true },
    });
    assert.deepEqual([body.phone, body.birthday, body.name], [null, "--02-29", "Ann"]);
    assert.deepEqual([body.consents.email, body.consents.viber], [true, true]);
    assert.equal((await save({ phone: ann.phone })).status, 201);
  });

  it("lists by email, phone and external id, and none for what is nobody's", async () => {
    const { id } = (await save(ann)).body;
    await save({ email: "bob@example.com" });
    const ids = async (query: string) =>
      (await owner.get(`/customers?${query}`)).body.data.map((one: { id: string }) => one.id);
    for (const query of ["email=ANN@example.com", "phone=0671112233", "external_id=crm-1"])
      assert.deepEqual(await ids(query), [id]);
    for (const query of ["email=x@example.com", "phone=none", "external_id=x"])
      assert.deepEqual(await ids(query), []);
  });

  it("refuses an email or phone of another, by POST and by PATCH", async () => {
    const { id } = (await save(ann)).body;
    const bob = (await save({ email: "bob@example.com" })).body;
    assertRefused(await save({ email: "bob@example.com", phone: ann.phone }), 409, "customer_conflict");
    assertRefused(await save({ external_id: "crm-1", email: "bob@example.com" }), 409, "customer_conflict");
    const answer = await owner.patch(`/customers/${bob.id}`, { email: "ANN@example.com" });
    assertRefused(answer, 409, "customer_conflict");
    assert.equal(answer.body.field, "email");
    assert.equal((await owner.get(`/customers/${id}`)).body.phone, "+380671112233");
  });

  it("refuses values that are none", async () => {
    for (const [field, value] of [
      ["email", "ann"],
      ["phone", "12"],
      ["birthday", "1990-02-30"],
      ["birthday", "14.05.1990"],
      ["language", "english!"],
    ] as const)
      assertRefused(await save({ [field]: value }), 422, "validation_failed", `/${field}`);
  });

  it("answers about another business's customer as about none", async () => {
    const { id } = (await save(ann)).body;
    const { owner: other } = await app.tenant();
    assertRefused(await other.patch(`/customers/${id}`, { name: "X" }), 404, "not_found");
    assertRefused(await other.get(`/customers/${id}`), 404, "not_found");
    assert.equal((await other.post("/customers", ann)).status, 201);
  });

  it("knows one email and phone as another person in another business", async () => {
    const { owner: other } = await app.tenant({ country: "UA" });
    const { id } = (await save(ann)).body;
    const { status, body } = await other.post("/customers", { ...ann, name: "Anna" });
    assert.deepEqual([status, body.created], [201, true]);
    assert.notEqual(body.id, id);
    assert.equal((await owner.get(`/customers/${id}`)).body.name, "Ann");
  });

  it("makes one customer of many calls at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => save(ann)));
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  });
});
