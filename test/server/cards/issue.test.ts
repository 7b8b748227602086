import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";

describe("issue", () => {
  let app: TestApp;
  let second: TestApp;
  let owner: Client;
  let template: string;

  before(async () => {
    app = await startTestApp();
    second = await startTestApp({ databaseUri: app.databaseUri });
  });
  after(async () => {
    await second.stop();
    await app.stop();
  });
  beforeEach(async () => {
    ({ owner } = await app.tenant({ country: "UA" }));
    template = (await made(owner, "/templates", { name: "Coffee", goals: [] })).id;
  });

  it("issues a new card with 201, and finds it with 200 and no second event", async () => {
    const first = await owner.post("/cards", { template_id: template, email: "Ann@Example.com" });
    assert.equal(first.status, 201);
    assert.equal(first.body.created, true);
    assert.match(first.body.number, /^\d{6}$/);
    assert.deepEqual([first.body.stamps, first.body.cycle, first.body.goals_reached], [0, 1, 0]);
    const again = await owner.post("/cards", { template_id: template, email: "ann@example.com" });
    assert.equal(again.status, 200);
    assert.equal(again.body.created, false);
    assert.equal(again.body.id, first.body.id);
    const { data } = (await owner.get("/events?type=card_issued")).body;
    assert.equal(data.length, 1);
    assert.equal(data[0].card.source, "api");
  });

  it("fills a found customer's empty fields and never overwrites one", async () => {
    const body = { template_id: template, email: "ann@example.com" };
    const first = { ...body, name: "Ann", language: "en", consents: { email: false } };
    const card = await made(owner, "/cards", first);
    await made(owner, "/cards", {
      ...body,
      name: "Other",
      language: "uk",
      phone: "067 111 22 33",
      birthday: "--02-29",
      consents: { email: true, viber: true },
    });
    const customer = (await owner.get(`/customers/${card.customer_id}`)).body;
    assert.deepEqual([customer.name, customer.language], ["Ann", "en"]);
    assert.equal(customer.phone, "+380671112233");
    assert.equal(customer.birthday, "--02-29");
    assert.deepEqual(customer.consents, { email: false, whatsapp: false, telegram: false, viber: true });
  });

  it("issues a new card after the old one was deleted", async () => {
    const body = { template_id: template, email: "ann@example.com" };
    const old = await made(owner, "/cards", body);
    assert.equal((await owner.delete(`/cards/${old.id}`)).status, 204);
    assertRefused(await owner.get(`/cards/${old.id}`), 404, "not_found");
    const fresh = await owner.post("/cards", body);
    assert.equal(fresh.status, 201);
    assert.notEqual(fresh.body.id, old.id);
  });

  it("refuses a call without email and phone, an unknown template and a phone that is none", async () => {
    assertRefused(
      await owner.post("/cards", { template_id: template, name: "Ann" }),
      422,
      "validation_failed",
    );
    const unknown = { template_id: "tpl_unknown", email: "ann@example.com" };
    assertRefused(await owner.post("/cards", unknown), 422, "validation_failed", "/template_id");
    const phone = { template_id: template, phone: "12" };
    assertRefused(await owner.post("/cards", phone), 422, "validation_failed", "/phone");
    const more = { template_id: template, email: "ann@example.com", colour: "red" };
    assertRefused(await owner.post("/cards", more), 422, "validation_failed", "/colour");
    assert.equal((await owner.get("/customers")).body.data.length, 0);
  });

  it("refuses an email and a phone of two customers, and leaves nobody behind for a taken external id", async () => {
    await made(owner, "/customers", { email: "ann@example.com", external_id: "crm-1" });
    await made(owner, "/customers", { phone: "+380671112233" });
    const both = { template_id: template, email: "ann@example.com", phone: "+380671112233" };
    assertRefused(await owner.post("/cards", both), 409, "customer_conflict");
    const taken = { template_id: template, email: "bob@example.com", external_id: "crm-1" };
    assertRefused(await owner.post("/cards", taken), 409, "customer_conflict");
    assert.equal((await owner.get("/customers")).body.data.length, 2);
    assert.equal((await owner.get("/cards")).body.data.length, 0);
  });

  it("refuses another business's template as one that does not exist", async () => {
    const { owner: other } = await app.tenant();
    const answer = await other.post("/cards", { template_id: template, email: "ann@example.com" });
    assertRefused(answer, 422, "validation_failed", "/template_id");
  });

  it("gives one person one card, however many calls from two processes ask at once", async () => {
    const two = second.client(owner.key);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        (at % 2 ? owner : two).post("/cards", { template_id: template, email: "ann@example.com" }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [
      ...Array.from({ length: 19 }, () => 200),
      201,
    ]);
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    assert.equal((await owner.get("/events?type=card_issued")).body.data.length, 1);
    assert.equal((await owner.get("/customers")).body.data.length, 1);
  });

  it("gives each of many people a number of their own", async () => {
    const two = second.client(owner.key);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        (at % 2 ? owner : two).post("/cards", { template_id: template, email: `p${at}@example.com` }),
      ),
    );
    assert.equal(new Set(answers.map(({ body }) => body.number)).size, 40);
  });
});
