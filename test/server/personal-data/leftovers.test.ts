import assert from "node:assert/strict";
import { messages } from "../../../server/src/campaigns/index.ts";
import { deliveriesCollection } from "../../../server/src/hooks/model.ts";
import { idempotencyCollection } from "../../../server/src/http/idempotency.ts";
import { posterHooks } from "../../../server/src/tills/poster/model.ts";
import { tills } from "../../../server/src/tills/model.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { quiet, tracesOf } from "./traces.ts";

describe("erasing what 0.1.0 kept", () => {
  let app: TestApp;
  let owner: Client;
  let businessId: string;
  let receiver: Receiver;
  let customer: string;

  const email = "lee@unmistakable.example";
  const reason = `no such number: ${email}`;

  beforeEach(async () => {
    app = await startTestApp();
    receiver = await startReceiver();
    const tenant = await app.tenant();
    owner = tenant.owner;
    businessId = tenant.business.id;
    customer = (await made(owner, "/customers", { email })).id;
  });
  afterEach(async () => {
    await receiver.close();
    await app.stop();
  });

  const erase = async () => assert.equal((await owner.delete(`/customers/${customer}`)).status, 204);

  it("empties what receivers answered, and nobody else's", async () => {
    receiver.always({ status: 200, body: "thanks" });
    await made(owner, "/hooks", { target_url: receiver.url, events: ["*"] });
    await made(owner, "/vouchers", { title: "V", customer_id: customer });
    await made(owner, "/vouchers", { title: "V" });
    await receiver.arrived(2);
    await quiet(app);
    const deliveries = app.platform.store.collection(deliveriesCollection);
    await deliveries.updateMany({}, { $set: { "attempts.$[].response_body": `hello ${email}` } });
    await erase();
    assert.equal((await tracesOf(app, [email])).length, 1);
    assert.equal(await deliveries.countDocuments({ "attempts.response_body": null }), 1);
  });

  it("makes kept answers unreadable", async () => {
    const headers = { "idempotency-key": "old" };
    const body = { email, name: "Lee" };
    const first = await owner.post("/customers", body, headers);
    const records = app.platform.store.collection(idempotencyCollection);
    await records.updateMany({}, { $set: { answer: app.platform.vault.seal(first.text) } });
    const again = await owner.post("/customers", body, headers);
    assert.equal(again.text, first.text);
    await erase();
    assertRefused(await owner.post("/customers", body, headers), 404, "not_found");
  });

  it("empties the words of messenger providers and keeps ours", async () => {
    const message = (id: string, why: string) => ({
      ...{ _id: id, business_id: businessId, campaign_id: "cmp_1", customer_id: customer },
      ...{ channel: "viber" as const, lane: "l", open: false, work: "done" as const, claimed_by: null },
      ...{ due_at: new Date(), status: "failed" as const, reason: why, attempts: 0, interrupted: false },
      ...{ provider_id: null, updated_at: new Date() },
    });
    const own = app.platform.store.collection(messages);
    await own.insertMany([message("rcp_a", reason), message("rcp_b", "unreachable")]);
    await erase();
    const left = await own.find().sort({ _id: 1 }).toArray();
    assert.deepEqual(
      left.map((one) => one.reason),
      ["failed", "unreachable"],
    );
  });

  it("empties the bodies of Poster's webhooks", async () => {
    const { store, vault } = app.platform;
    await store
      .collection(tills)
      .insertOne({ _id: "till_1", business_id: businessId, kind: "poster", sweep_at: null } as never);
    const now = new Date();
    const what = { object: "client", object_id: "1", action: "changed", received_at: now, expires_at: now };
    const hooks = store.collection(posterHooks);
    const expires_at = new Date(now.getTime() + 86_400_000);
    await hooks.insertOne({ ...what, expires_at, _id: "h_1", till_id: "till_1", raw: vault.seal(email) });
    await erase();
    assert.equal((await hooks.findOne({ _id: "h_1" }))?.raw, undefined);
  });
});
