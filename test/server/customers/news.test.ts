import assert from "node:assert/strict";
import { customers, finishNews, withdrawConsent } from "../../../server/src/customers/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/causes.ts";
import { TestClock } from "../../support/clock.ts";

interface News {
  readonly id: string;
  readonly location_id: string | null;
  readonly customer: Record<string, unknown>;
  readonly card: null;
  readonly changed?: readonly string[];
}

describe("customers › news", () => {
  let app: TestApp;
  let second: TestApp;
  let clock: TestClock;
  let owner: Client;
  let businessId: string;

  beforeEach(async () => {
    clock = new TestClock();
    app = await startTestApp({ clock });
    second = await startTestApp({ clock, databaseUri: app.databaseUri });
    const tenant = await app.tenant();
    owner = tenant.owner;
    businessId = tenant.business.id;
  });
  afterEach(async () => {
    await second.stop();
    await app.stop();
  });

  const told = async (type: string): Promise<News[]> =>
    (await owner.get(`/events?type=${type}&customer_fields=contact&limit=100`)).body.data;
  const documents = () => app.platform.store.collection(customers);
  /** What a crash leaves of a change at that moment. */
  const leftAt = (at: Date) => ({
    id: app.platform.newId("evt"),
    at,
    changed: ["name" as const],
    actor: { kind: "system" as const, staff_id: null, via: "clock" as const },
    location_id: null,
  });

  it("tell of a new customer once, by whatever made it, and not of one that was found", async () => {
    const ann = await made(owner, "/customers", { email: "ann@example.com", name: "Ann Lee" });
    await made(owner, "/customers", { email: "ann@example.com" });
    const template = await made(owner, "/templates", { name: "Coffee", goals: [] });
    for (const email of ["ann@example.com", "bob@example.com", "bob@example.com"])
      await made(owner, "/cards", { template_id: template.id, email });
    const news = await told("customer_created");
    assert.deepEqual(
      news.map(({ customer }) => customer["email"]),
      ["bob@example.com", "ann@example.com"],
    );
    assert.equal(news[1]?.customer["id"], ann.id);
    assert.equal(news[1]?.customer["name"], "Ann Lee");
    assert.ok(news.every(({ card, customer }) => card === null && customer["wallet_pass_id"] === null));
    assert.equal((await told("customer_updated")).length, 0);
  });

  it("name the place that a card's call names, for one who is new and one who is known", async () => {
    const { id: place } = await made(owner, "/locations", { name: "Market" });
    const template = await made(owner, "/templates", { name: "Coffee", goals: [] });
    const card = { template_id: template.id, email: "ann@example.com", location_id: place };
    await made(owner, "/cards", card);
    await made(owner, "/cards", { ...card, name: "Ann Lee" });
    for (const type of ["customer_created", "customer_updated"])
      assert.deepEqual(
        (await told(type)).map((news) => news.location_id),
        [place],
      );
  });

  it("name the members that are different now, and are silent when none is", async () => {
    const { id } = await made(owner, "/customers", { email: "ann@example.com", consents: { email: true } });
    await owner.patch(`/customers/${id}`, { name: "Ann Lee", email: "ann@example.com" });
    await owner.patch(`/customers/${id}`, { name: "Ann Lee", consents: { email: true, viber: false } });
    await made(owner, "/customers", { email: "ann@example.com", birthday: "1990-05-14", language: "uk" });
    await owner.patch(`/customers/${id}`, { email: null, phone: "+380671112233", consents: { viber: true } });
    assert.deepEqual(
      (await told("customer_updated")).map(({ changed }) => changed),
      [
        ["email", "phone", "consents"],
        ["birthday", "language"],
        ["name", "first_name", "last_name"],
      ],
    );
  });

  it("tell of a consent that was withdrawn once, and not of one that was never given", async () => {
    const { id } = await made(owner, "/customers", { email: "ann@example.com", consents: { email: true } });
    for (const channel of ["email", "email", "viber"] as const)
      assert.equal(await withdrawConsent(app.platform, businessId, id, channel), true);
    assert.deepEqual(
      (await told("customer_updated")).map(({ changed }) => changed),
      [["consents"]],
    );
    assert.equal(await withdrawConsent(app.platform, businessId, "c_nobody", "email"), false);
  });

  it("do not tell of an erase", async () => {
    const { id } = await made(owner, "/customers", { email: "ann@example.com" });
    assert.equal((await owner.delete(`/customers/${id}`)).status, 204);
    assert.equal((await told("customer_updated")).length, 0);
  });

  it("that a crash left untold are told by the sweep, once, whatever the number of processes", async () => {
    const { id } = await made(owner, "/customers", { email: "ann@example.com" });
    const left = leftAt(clock.now());
    await documents().updateOne({ _id: id }, { $push: { news: left } });
    await finishNews(app.platform);
    assert.equal((await told("customer_updated")).length, 0, "it may be being told right now");
    clock.advance({ seconds: 6 });
    await Promise.all([finishNews(app.platform), finishNews(second.platform)]);
    await documents().updateOne({ _id: id }, { $push: { news: left } });
    await finishNews(second.platform);
    assert.deepEqual(
      (await told("customer_updated")).map((one) => one.id),
      [left.id],
    );
    assert.deepEqual((await documents().findOne({ _id: id }))?.news, []);
  });

  it("that a crash left untold while the clock was ahead are told by the sweep", async () => {
    const { id } = await made(owner, "/customers", { email: "ann@example.com" });
    const left = leftAt(new Date(clock.now().getTime() + 48 * 3_600_000));
    await documents().updateOne({ _id: id }, { $push: { news: left } });
    assert.equal(await finishNews(app.platform), 1);
    assert.deepEqual((await documents().findOne({ _id: id }))?.news, []);
  });

  it("are shown nowhere but as events", async () => {
    const { id } = await made(owner, "/customers", { email: "ann@example.com" });
    await documents().updateOne({ _id: id }, { $set: { news: [] } });
    assert.ok(!("news" in (await owner.get(`/customers/${id}`)).body));
  });
});
