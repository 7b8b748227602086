import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";

/* A card that was stamped before: what its next stamp needs is read together with it, and is what stands then. */
describe("cards › a stamp on a known card", () => {
  let app: TestApp;
  let owner: Client;
  let receiver: Receiver;
  let template: { id: string };
  let card: { id: string; customer_id: string };

  before(async () => {
    receiver = await startReceiver();
    app = await startTestApp();
    owner = (await app.tenant()).owner;
  });
  after(async () => {
    await app.stop();
    await receiver.close();
  });
  beforeEach(async () => {
    template = await made(owner, "/templates", { name: "Coffee", goals: [] });
    card = await made(owner, "/cards", {
      template_id: template.id,
      email: `${app.platform.newId("c")}@example.com`,
    });
    await made(owner, "/stamps", { card_id: card.id });
  });

  const stamped = async () => {
    await made(owner, "/stamps", { card_id: card.id });
    const { body } = await owner.get(`/events?type=stamp_added&card_id=${card.id}&customer_fields=contact`);
    return body.data[0];
  };

  it("tells of the customer and the program as they are called by now", async () => {
    await owner.patch(`/customers/${card.customer_id}`, { name: "Ann Smith" });
    await owner.patch(`/templates/${template.id}`, { name: "Tea" });
    const { customer, card: shown } = await stamped();
    assert.deepEqual([customer.name, shown.template_name], ["Ann Smith", "Tea"]);
  });

  it("reaches a hook that was made in between, and none that was removed", async () => {
    const events = ["stamp_added"];
    const hook = await made(owner, "/hooks", { target_url: receiver.url, events });
    await stamped();
    await receiver.arrived(1);
    await owner.delete(`/hooks/${hook.id}`);
    const other = await made(owner, "/hooks", { target_url: receiver.url, events });
    await stamped();
    await receiver.arrived(2);
    const { body } = await owner.get(`/hooks/${other.id}/deliveries`);
    assert.equal(body.data.length, 1);
  });

  it("refuses where its customer was erased", async () => {
    await owner.delete(`/customers/${card.customer_id}`);
    const { status } = await owner.post("/stamps", { card_id: card.id });
    assert.equal(status, 422);
  });

  it("is nobody's but its business's", async () => {
    const stranger = (await app.tenant()).owner;
    const { status, body } = await stranger.post("/stamps", { card_id: card.id });
    assert.deepEqual([status, body.errors[0].pointer], [422, "/card_id"]);
  });
});
