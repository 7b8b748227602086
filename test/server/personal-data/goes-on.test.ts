import assert from "node:assert/strict";
import { customers } from "../../../server/src/customers/index.ts";
import { erasures } from "../../../server/src/customers/index.ts";
import { forgetPlainAnswers } from "../../../server/src/http/idempotency.ts";
import { finishErasures } from "../../../server/src/personal-data/index.ts";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";
import { tracesOf } from "./traces.ts";

describe("an erasure", () => {
  let app: TestApp;
  let clock: TestClock;
  let tenant: Tenant;
  let owner: Client;
  let template: string;

  before(async () => {
    clock = new TestClock();
    app = await startTestApp({ clock });
    tenant = await app.tenant();
    owner = tenant.owner;
    const goals = [{ stamps: 4, reward: { type: "award", name: "Cake" } }];
    template = (await made(owner, "/templates", { name: "T", goals })).id;
  });
  after(() => app.stop());

  let count = 0;
  const newEmail = (): string => `on${(count += 1)}@unmistakable.example`;
  const erase = async (id: string) => assert.equal((await owner.delete(`/customers/${id}`)).status, 204);

  it("is gone through once more, so that a card that comes late by a crash goes too", async () => {
    const email = newEmail();
    const card = await made(owner, "/cards", { template_id: template, email });
    const marks = app.platform.store.collection(erasures);
    await erase(card.customer_id);
    const mark = await marks.findOne({ _id: card.customer_id });
    assert.equal(mark?.due_at?.getTime(), clock.now().getTime() + 600_000);
    const other = await made(owner, "/cards", { template_id: template, email });
    // As if that card's command had read the erased customer and died after its entry.
    await app.platform.store.collection(customers).deleteOne({ _id: other.customer_id });
    await marks.insertOne({ ...mark, _id: other.customer_id } as never);
    clock.advance({ minutes: 11 });
    const second = await startTestApp({ clock, databaseUri: app.databaseUri });
    assert.equal((await owner.get(`/cards/${other.id}`)).status, 404);
    assert.equal((await marks.findOne({ _id: other.customer_id }))?.due_at, null);
    await second.stop();
  });

  it("goes on after a crash between the mark and the erasing, at the next start", async () => {
    const email = newEmail();
    const card = await made(owner, "/cards", { template_id: template, email });
    const at = clock.now();
    const mark = {
      ...{ _id: card.customer_id, business_id: tenant.business.id, at },
      due_at: new Date(at.getTime() + 60_000),
    };
    await app.platform.store.collection(erasures).insertOne(mark);
    assert.notDeepEqual(await tracesOf(app, [email]), []);
    const second = await startTestApp({ clock, databaseUri: app.databaseUri });
    assert.deepEqual(await tracesOf(app, [email]), []);
    assert.equal((await owner.get(`/cards/${card.id}`)).status, 404);
    await second.stop();
  });

  it("goes on at the next sweep where a clock that was ahead has marked it, and once more ten minutes later", async () => {
    const email = newEmail();
    const card = await made(owner, "/cards", { template_id: template, email });
    const marks = app.platform.store.collection(erasures);
    const at = new Date(clock.now().getTime() + 48 * 3_600_000);
    const mark = { _id: card.customer_id, business_id: tenant.business.id, at };
    await marks.insertOne({ ...mark, due_at: new Date(at.getTime() + 60_000) });
    await finishErasures({ platform: app.platform, forgetAnswers: forgetPlainAnswers });
    assert.deepEqual(await tracesOf(app, [email]), []);
    const second = new Date(clock.now().getTime() + 600_000);
    assert.deepEqual((await marks.findOne({ _id: card.customer_id }))?.due_at, second);
  });

  it("steps over an erasure that cannot be finished", async () => {
    const { id } = await made(owner, "/customers", { email: newEmail() });
    const at = clock.now();
    const marks = app.platform.store.collection(erasures);
    await marks.insertMany([
      { _id: "c_of_nobody", business_id: "b_gone", at, due_at: at },
      { _id: id, business_id: tenant.business.id, at, due_at: new Date(at.getTime() + 1) },
    ]);
    const second = await startTestApp({ clock, databaseUri: app.databaseUri });
    assert.equal((await owner.get(`/customers/${id}`)).status, 404);
    assert.ok((await marks.findOne({ _id: "c_of_nobody" }))?.due_at);
    await second.stop();
    await marks.deleteOne({ _id: "c_of_nobody" });
  });
});
