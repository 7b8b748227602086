import assert from "node:assert/strict";
import { customers } from "../../../server/src/customers/index.ts";
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

  it("splits a name at its last space, joins its parts, and keeps what is given", async () => {
    for (const [said, name, first, last] of [
      [{ name: "Ann Lee" }, "Ann Lee", "Ann", "Lee"],
      [{ name: "Anna Maria  Lee" }, "Anna Maria  Lee", "Anna Maria", "Lee"],
      [{ name: "Ann" }, "Ann", "Ann", null],
      [{ first_name: "Ann", last_name: "van der Berg" }, "Ann van der Berg", "Ann", "van der Berg"],
      [{ last_name: "Lee" }, "Lee", null, "Lee"],
      [{ name: "Dr. Ann Lee", first_name: "Ann" }, "Dr. Ann Lee", "Ann", "Lee"],
      [{ email: "nameless@example.com" }, null, null, null],
    ] as const) {
      const { body } = await save({ external_id: JSON.stringify(said), ...said });
      assert.deepEqual([body.name, body.first_name, body.last_name], [name, first, last]);
    }
  });

  it("joins a changed part to the part that stands, also when both are changed at once", async () => {
    const { id } = (await save({ ...ann, name: "Ann Lee" })).body;
    const changed = async (change: object) => {
      const { body } = await owner.patch(`/customers/${id}`, change);
      return [body.name, body.first_name, body.last_name];
    };
    assert.deepEqual(await changed({ last_name: "Kim" }), ["Ann Kim", "Ann", "Kim"]);
    assert.deepEqual(await changed({ first_name: null }), ["Kim", null, "Kim"]);
    assert.deepEqual(await changed({ name: null }), [null, null, null]);
    for (let at = 0; at < 10; at += 1) {
      await Promise.all([changed({ first_name: `A${at}` }), changed({ last_name: `Z${at}` })]);
      assert.deepEqual(await changed({}), [`A${at} Z${at}`, `A${at}`, `Z${at}`]);
    }
  });

  it("knows the parts of a name that was written before names had any", async () => {
    const { id } = (await save({ ...ann, name: "Ann Lee" })).body;
    const stored = app.platform.store.collection(customers);
    await stored.updateOne({ _id: id }, { $unset: { first_name: "", last_name: "" } });
    const { body } = await owner.get(`/customers/${id}`);
    assert.deepEqual([body.first_name, body.last_name], ["Ann", "Lee"]);
    const { body: renamed } = await owner.patch(`/customers/${id}`, { last_name: "Kim" });
    assert.deepEqual([renamed.name, renamed.first_name, renamed.last_name], ["Ann Kim", "Ann", "Kim"]);
  });

  it("fills an empty name from a card's call with its parts, and leaves one that stands alone", async () => {
    const template = await made(owner, "/templates", { name: "Coffee", goals: [] });
    await save({ email: "nameless@example.com" });
    await save({ email: "ann@example.com", name: "Ann" });
    for (const [email, name, last] of [
      ["nameless@example.com", "Eve Lee", "Lee"],
      ["ann@example.com", "Ann", null],
    ] as const) {
      await made(owner, "/cards", { template_id: template.id, email, first_name: "Eve", last_name: "Lee" });
      const [found] = (await owner.get(`/customers?email=${email}`)).body.data;
      assert.deepEqual([found.name, found.last_name], [name, last]);
    }
  });

  it("fills the missing half of a name from a card's call that says no other name", async () => {
    const template = await made(owner, "/templates", { name: "Coffee", goals: [] });
    await save({ email: "ann@example.com", first_name: "Ann" });
    for (const [said, name] of [
      [{ first_name: "Eve", last_name: "Kim" }, "Ann"],
      [{ name: "Ann Kim" }, "Ann"],
      [{ first_name: "Ann", last_name: "Lee" }, "Ann Lee"],
      [{ last_name: "Kim" }, "Ann Lee"],
    ] as const) {
      await made(owner, "/cards", { template_id: template.id, email: "ann@example.com", ...said });
      const [found] = (await owner.get("/customers?email=ann@example.com")).body.data;
      assert.equal(found.name, name, JSON.stringify(said));
    }
  });

  it("leaves a whole name that is more than its parts, and what of it is empty", async () => {
    const template = await made(owner, "/templates", { name: "Tea", goals: [] });
    const { id } = (await save({ email: "bono@example.com", name: "Bono", first_name: "Paul" })).body;
    await made(owner, "/cards", { template_id: template.id, email: "bono@example.com", last_name: "Hewson" });
    const { name, first_name, last_name } = (await owner.get(`/customers/${id}`)).body;
    assert.deepEqual([name, first_name, last_name], ["Bono", "Paul", null]);
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

  it("takes a language as other systems write it", async () => {
    for (const [given, kept] of [
      ["en", "en"],
      ["pt_BR", "pt-BR"],
      [" EN ", "en"],
      ["zh-Hant-TW", "zh-Hant-TW"],
    ] as const)
      assert.equal((await save({ ...ann, language: given })).body.language, kept);
  });

  it("refuses values that are none", async () => {
    for (const [field, value] of [
      ["email", "ann"],
      ["phone", "12"],
      ["birthday", "1990-02-30"],
      ["birthday", "14.05.1990"],
      ["birthday", "2199-05-14"],
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
