import assert from "node:assert/strict";
import { exportCustomer } from "../../../server/src/catalog/index.ts";
import { eventsCollection } from "../../../server/src/journal/index.ts";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { quiet } from "./traces.ts";

describe("export", () => {
  let app: TestApp;
  let tenant: Tenant;
  let owner: Client;
  let receiver: Receiver;

  before(async () => {
    app = await startTestApp();
    receiver = await startReceiver();
    tenant = await app.tenant();
    owner = tenant.owner;
  });
  after(async () => {
    await receiver.close();
    await app.stop();
  });

  const names = (rows: Record<string, unknown>[], member: string): unknown[] =>
    rows.map((row) => row[member]);

  it("gives all that is kept of a customer as one JSON, also with a scanner's key", async () => {
    const hook = await made(owner, "/hooks", { target_url: receiver.url, events: ["stamp_added"] });
    const gift = (await made(owner, "/voucher-templates", { title: "Gift" })).id;
    const goals = [{ stamps: 2, reward: { type: "voucher", voucher_template_id: gift } }];
    const template = (await made(owner, "/templates", { name: "T", goals })).id;
    const old = await made(owner, "/templates", { name: "Old", goals });
    const person = { name: "Ida Lee", email: "ida@example.com", consents: { email: true } };
    const card = await made(owner, "/cards", { template_id: template, ...person });
    const gone = await made(owner, "/cards", { template_id: old.id, email: person.email });
    await owner.delete(`/cards/${gone.id}`);
    const { vouchers } = await made(owner, "/stamps", { card_id: card.id, count: 2, note: "Oat milk" });
    const custom = await made(owner, "/vouchers", { title: "V", customer_id: card.customer_id });
    await made(owner, `/vouchers/${custom.id}/cancel`, { reason: "Moved away" });
    await made(owner, "/cards", { template_id: template, email: "other@example.com" });
    await receiver.arrived(1);
    await quiet(app);

    const scanner = await tenant.member("scanner");
    const answer = await scanner.get(`/customers/${card.customer_id}/export`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
    const all = exportCustomer.result.parse(answer.body);
    assert.deepEqual(all.customer, (await owner.get(`/customers/${card.customer_id}`)).body);
    assert.deepEqual(names(all.cards, "status").sort(), ["active", "deleted"]);
    assert.deepEqual(names(all.history, "kind").sort(), [
      "add_stamps",
      "cancel_voucher",
      "delete_card",
      "issue_card",
      "issue_card",
      "issue_voucher",
      "tell_customer",
    ]);
    assert.deepEqual(
      names(all.history, "note").filter((note) => note !== null),
      ["Oat milk", "Moved away"],
    );
    assert.equal(all.rewards[0]?.card_id, card.id);
    assert.deepEqual(names(all.vouchers, "id"), [vouchers[0].id, custom.id]);
    assert.deepEqual(names(all.events, "event").slice(-2), ["voucher_issued", "voucher_cancelled"]);
    const [issued] = all.events;
    const listed = await owner.get(`/events/${String(issued?.["id"])}?customer_fields=contact`);
    assert.deepEqual(issued, listed.body);
    assert.ok(!answer.text.includes("other@example.com"));
    const [delivery] = all.deliveries;
    assert.deepEqual([delivery?.hook_id, delivery?.status], [hook.id, "delivered"]);
    assert.ok(!answer.text.includes('"key":') && !answer.text.includes('"sealed"'));
  });

  it("is whole for a customer with more events than a page holds", async () => {
    const { id } = await made(owner, "/customers", { email: "many@example.com" });
    const { newId, store } = app.platform;
    const refs = { card_id: null, template_id: null, location_id: null, voucher_id: null };
    const events = Array.from({ length: 350 }, () => ({
      ...{ _id: newId("evt"), business_id: tenant.business.id, name: "stamp_added", is_public: true },
      ...{ ...refs, voucher_template_id: null, customer_id: id, at: new Date(), entry: "e", contact: null },
      body: JSON.stringify({ customer: { id } }),
    }));
    await store.collection(eventsCollection).insertMany(events);
    const { body } = await owner.get(`/customers/${id}/export`);
    assert.equal(body.events.length, events.length + 1, "and that they were created");
    assert.deepEqual([body.cards, body.messages, body.deliveries], [[], [], []]);
  });

  it("refuses another business's customer", async () => {
    const { id } = await made(owner, "/customers", { email: "mine@example.com" });
    const stranger = (await app.tenant()).owner;
    assertRefused(await stranger.get(`/customers/${id}/export`), 404, "not_found");
  });
});
