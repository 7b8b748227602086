import assert from "node:assert/strict";
import { projections } from "../../../server/src/collections.ts";
import { neverFail } from "../../../server/src/core/failpoint.ts";
import { rebuild } from "../../../server/src/journal/index.ts";
import { messages } from "../../../server/src/campaigns/index.ts";
import { ok, startStage, type Stage } from "./stage.ts";

const message = "Your next cappuccino is on us this week.";

describe("broadcast", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await startStage();
  });
  afterEach(() => stage.stop());

  const broadcast = (input: Record<string, unknown> = {}) =>
    stage.owner.post("/broadcasts", { channel: "whatsapp", message, audience: { all: true }, ...input });
  const countsOf = async (id: string) => (await ok(stage.owner.get(`/broadcasts/${id}`), 200)).counts;

  it("reaches those who agreed to the messenger, and nobody else", async () => {
    await stage.connect();
    const one = await stage.customer();
    const two = await stage.customer();
    await stage.customer({ consents: { telegram: true } });
    const made = await ok(broadcast(), 202);
    assert.equal(made.status, "queued");
    assert.equal(made.recipients, 2);
    assert.match(made.id, /^cmp_/);
    await stage.drain();
    assert.deepEqual(stage.sevenLoc.accepted.map(({ to, text }) => [to, text]).sort(), [
      [one.phone, message],
      [two.phone, message],
    ]);
    const shown = await ok(stage.owner.get(`/broadcasts/${made.id}`), 200);
    assert.equal(shown.status, "sent");
    assert.equal(shown.counts.sent, 2);
  });

  it("emits campaign_sent for each recipient", async () => {
    await stage.connect();
    const one = await stage.customer();
    const made = await ok(broadcast({ channel: "viber" }), 202);
    await stage.drain();
    const events = await stage.events("campaign_sent");
    assert.equal(events.length, 1);
    assert.equal(events[0].customer.id, one.id);
    assert.deepEqual(events[0].campaign, {
      id: made.id,
      name: "Viber broadcast",
      channel: "viber",
      message,
      voucher_id: null,
    });
  });

  it("says how far each message has come, whatever the order of the reports", async () => {
    await stage.connect();
    for (let count = 0; count < 4; count += 1) await stage.customer();
    const { id } = await ok(broadcast(), 202);
    await stage.drain();
    const [first, second, third, fourth] = stage.sevenLoc.accepted;
    assert.ok(first && second && third && fourth);
    const { report } = stage.sevenLoc;
    assert.equal(await report(first, "read"), 200);
    await report(first, "delivered");
    await report(first, "sent");
    await report(second, "delivered", { times: 3 });
    await report(second, "failed");
    await report(third, "failed", { error: "the phone is off" });
    await report(fourth, "failed");
    await report(fourth, "delivered");
    assert.deepEqual(await countsOf(id), {
      pending: 0,
      sent: 0,
      delivered: 2,
      read: 1,
      failed: 1,
      skipped: 0,
      unknown: 0,
    });
    const failed = await ok(stage.owner.get(`/campaigns/${id}/messages?status=failed`), 200);
    assert.equal(failed.data[0].reason, "the phone is off");
    // A provider's words may hold the number: they are kept sealed, and end with the customer.
    const stored = await stage.app.platform.store.collection(messages).find({ campaign_id: id }).toArray();
    assert.ok(!JSON.stringify(stored).includes("the phone is off"));
    await ok(stage.owner.delete(`/customers/${failed.data[0].customer_id}`), 204);
    const after = await ok(stage.owner.get(`/campaigns/${id}/messages?status=failed`), 200);
    assert.equal(after.data[0].reason, null);
    assert.equal((await stage.events("campaign_sent")).length, 4);
  });

  it("leaves out a customer who takes the consent back before the turn comes", async () => {
    await stage.connect();
    const one = await stage.customer();
    await stage.customer();
    const { id } = await ok(broadcast(), 202);
    await ok(stage.owner.patch(`/customers/${one.id}`, { consents: { whatsapp: false } }), 200);
    await stage.drain();
    // Messages are written down by the sender, after the consent was gone.
    assert.equal((await countsOf(id)).sent, 1);
    assert.equal(stage.sevenLoc.accepted.length, 1);
  });

  it("sends nothing again, and to nobody new, when the state is made anew from the journal", async () => {
    await stage.connect();
    await stage.customer();
    const { id } = await ok(broadcast(), 202);
    await stage.drain();
    const before = await ok(stage.owner.get(`/campaigns/${id}`), 200);
    await stage.customer();
    const { store, clock, log } = stage.app.platform;
    await rebuild({ store, clock, log, projections, reach: neverFail });
    await stage.drain();
    assert.deepEqual(await ok(stage.owner.get(`/campaigns/${id}`), 200), before);
    assert.equal(stage.sevenLoc.arrivals, 1);
    assert.equal((await stage.events("campaign_sent")).length, 1);
  });

  it("is refused with 409 while no messenger is connected", async () => {
    await stage.customer();
    const refused = await ok(broadcast(), 409);
    assert.equal(refused.code, "messenger_not_connected");
  });

  it("is refused with 409 for an audience that reaches nobody", async () => {
    await stage.connect();
    await stage.customer({ consents: { email: true } });
    const refused = await ok(broadcast(), 409);
    assert.equal(refused.code, "audience_empty");
  });

  it("is refused when the message is longer than the messenger takes", async () => {
    await stage.connect();
    await stage.customer();
    for (const channel of ["whatsapp", "telegram"]) {
      const refused = await ok(broadcast({ channel, message: "x".repeat(4097) }), 422);
      assert.equal(refused.errors[0].pointer, "/message");
    }
    await ok(broadcast({ channel: "whatsapp", message: "x".repeat(4096) }), 202);
    await ok(broadcast({ channel: "viber", message: "x".repeat(7000) }), 202);
    await ok(broadcast({ channel: "viber", message: "x".repeat(7001) }), 422);
  });

  it("is refused for ids that name nothing here", async () => {
    await stage.connect();
    const one = await stage.customer();
    const unknown = await ok(broadcast({ audience: { customer_ids: [one.id, "c_nobody"] } }), 422);
    assert.equal(unknown.errors[0].pointer, "/audience/customer_ids/1");
    const other = await stage.app.tenant();
    const theirs = await ok(other.owner.post("/templates", { name: "Theirs", goals: [] }), 201);
    const template = await ok(broadcast({ audience: { template_id: theirs.id } }), 422);
    assert.equal(template.errors[0].pointer, "/audience/template_id");
    await ok(broadcast({ audience: { all: true, inactive_days: 3 } }), 422);
  });

  it("needs a manager, and shows nothing to another business", async () => {
    await stage.connect();
    await stage.customer();
    const scanner = await stage.tenant.member("scanner");
    const refused = await ok(
      scanner.post("/broadcasts", { channel: "whatsapp", message, audience: { all: true } }),
      403,
    );
    assert.equal(refused.required_role, "manager");
    const { id } = await ok(broadcast(), 202);
    const other = await stage.app.tenant();
    await ok(other.owner.get(`/broadcasts/${id}`), 404);
    await ok(other.owner.get(`/campaigns/${id}`), 404);
    await ok(other.owner.get(`/campaigns/${id}/messages`), 404);
  });

  it("is made once under one Idempotency-Key", async () => {
    await stage.connect();
    await stage.customer();
    const body = { channel: "whatsapp", message, audience: { all: true } };
    const [first, second] = await Promise.all([
      stage.owner.post("/broadcasts", body, { "idempotency-key": "spring" }),
      stage.owner.post("/broadcasts", body, { "idempotency-key": "spring" }),
    ]);
    const again = await stage.owner.post("/broadcasts", body, { "idempotency-key": "spring" });
    await stage.drain();
    assert.equal(stage.sevenLoc.accepted.length, 1);
    const ids = new Set([first, second, again].flatMap((answer) => answer.body.id ?? []));
    assert.equal(ids.size, 1);
  });
});
