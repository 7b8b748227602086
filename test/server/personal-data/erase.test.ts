import assert from "node:assert/strict";
import { isSealed } from "../../../server/src/core/seals.ts";
import { journalCollection } from "../../../server/src/journal/index.ts";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { keptBesideRefusals, quiet, tracesOf } from "./traces.ts";

describe("erase", () => {
  let app: TestApp;
  let tenant: Tenant;
  let owner: Client;
  let manager: Client;
  let scanner: Client;
  let receiver: Receiver;
  let template: string;

  before(async () => {
    app = await startTestApp();
    tenant = await app.tenant();
    owner = tenant.owner;
    manager = await tenant.member("manager");
    scanner = await tenant.member("scanner");
    receiver = await startReceiver();
    const gift = (await made(owner, "/voucher-templates", { title: "Gift" })).id;
    const goals = [
      { stamps: 2, reward: { type: "voucher", voucher_template_id: gift } },
      {
        stamps: 4,
        reward: {
          type: "lottery",
          name: "Wheel",
          variants: [{ type: "award", name: "Mug", greeting: "Yes", probability: 100 }],
        },
      },
    ];
    template = (await made(owner, "/templates", { name: "Coffee", goals })).id;
  });
  after(async () => {
    await receiver.close();
    await app.stop();
  });

  const person = {
    name: "Ann Unmistakable",
    email: "ann@unmistakable.example",
    phone: "+380671112233",
    birthday: "1931-05-14",
    external_id: "crm-unmistakable-1",
  };
  const secrets = [...Object.values(person), "oat milk for Ann U.", "Ann U. has moved"];

  /** Where the words stand outside of customers' own documents. */
  const elsewhere = async (words: readonly string[]): Promise<string[]> =>
    (await tracesOf(app, words)).filter((text) => !text.startsWith("customers "));

  it("takes personal data from events, journal and API, and leaves the ledger", async () => {
    const issued = await made(owner, "/cards", { template_id: template, ...person });
    const { id: card, customer_id: customer } = issued;
    const { vouchers } = await made(owner, "/stamps", { card_id: card, count: 3, note: secrets[5] });
    await made(owner, `/vouchers/${vouchers[0].id}/redeem`);
    const custom = await made(owner, "/vouchers", { title: "V", customer_id: customer });
    await made(owner, `/vouchers/${custom.id}/cancel`, { reason: secrets[6] });
    assert.equal((await fetch(issued.link)).status, 200);
    const list = "/events?customer_fields=contact&limit=100";
    const before = await owner.get(list);
    for (const secret of Object.values(person).slice(0, 4)) assert.ok(before.text.includes(secret));

    assert.deepEqual(await elsewhere(secrets), []);
    assert.equal((await manager.delete(`/customers/${customer}`)).status, 204);

    const after = await owner.get(list);
    assert.deepEqual(
      after.body.data.map((event: { id: string }) => event.id),
      before.body.data.map((event: { id: string }) => event.id),
    );
    assert.deepEqual(await tracesOf(app, secrets), []);
    for (const secret of secrets) assert.ok(!after.text.includes(secret), secret);
    const [event] = after.body.data;
    assert.equal(event.customer.id, customer);
    assert.deepEqual([event.customer.name, event.customer.email], [null, null]);
    assert.ok(!after.body.data.some((one: { event: string }) => one.event === "customer_updated"));
    assertRefused(await owner.get(`/customers/${customer}`), 404, "not_found");
    assertRefused(await owner.get(`/customers/${customer}/export`), 404, "not_found");
    assertRefused(await owner.get(`/cards/${card}`), 404, "not_found");
    assertRefused(await owner.post("/stamps", { card_id: card }), 422, "validation_failed");
    assert.equal((await fetch(issued.link)).status, 404);
    assert.equal((await owner.get(`/vouchers/${vouchers[0].id}`)).body.status, "redeemed");
    assert.equal((await owner.get(`/customers?email=${person.email}`)).body.data.length, 0);
    const again = await owner.post("/cards", { template_id: template, email: person.email });
    assert.equal(again.status, 201);
    assert.notEqual(again.body.customer_id, customer);
  });

  it("may be repeated, and knows nobody else's customers", async () => {
    const { id } = await made(owner, "/customers", { email: "twice@example.com" });
    const stranger = (await app.tenant()).owner;
    assertRefused(await stranger.delete(`/customers/${id}`), 404, "not_found");
    assert.equal((await manager.delete(`/customers/${id}`)).status, 204);
    assert.equal((await manager.delete(`/customers/${id}`)).status, 204);
    assertRefused(await stranger.delete(`/customers/${id}`), 404, "not_found");
    assertRefused(await manager.delete("/customers/c_never"), 404, "not_found");
    assertRefused(await manager.patch(`/customers/${id}`, { name: "Back" }), 404, "not_found");
  });

  it("refuses a scanner's key", async () => {
    const { id } = await made(owner, "/customers", { email: "bob@example.com" });
    const answer = await scanner.delete(`/customers/${id}`);
    assertRefused(answer, 403, "forbidden");
    assert.equal(answer.body.required_role, "manager");
  });

  it("takes the answers kept under Idempotency-Keys: a repeat shows nobody and does nothing", async () => {
    const email = "keys@unmistakable.example";
    let number = 0;
    const repeats: (() => ReturnType<Client["post"]>)[] = [];
    const keyed = async (path: string, body?: unknown) => {
      const headers = { "idempotency-key": `erase-${(number += 1)}` };
      const first = await owner.post(path, body, headers);
      assert.ok(first.status < 300, first.text);
      const again = () => owner.post(path, body, headers);
      assert.deepEqual((await again()).body, first.body);
      if (first.text.includes('"c_')) repeats.push(again);
      return first.body;
    };
    const customer = await keyed("/customers", { email, name: "Kay Unmistakable" });
    const card = await keyed("/cards", { template_id: template, email });
    const { rewards, vouchers } = await keyed("/stamps", { card_id: card.id, count: 4 });
    await keyed(`/vouchers/${vouchers[0].id}/redeem`);
    await keyed(`/rewards/${rewards[1].id}/play`);
    await keyed(`/cards/${card.id}/saved`, { platform: "google" });
    await keyed("/vouchers", { title: "V", redeem_code: "KEYS", customer_id: customer.id });
    await keyed("/redemptions", { code: "KEYS", customer_id: customer.id });
    const answered = await app.platform.store
      .collection(journalCollection)
      .find({ customer_id: customer.id, answer: { $exists: true } })
      .toArray();
    assert.ok(answered.length > 4 && answered.every(({ answer }) => isSealed(answer)));
    assert.equal((await owner.delete(`/customers/${customer.id}`)).status, 204);
    await quiet(app);
    const before = (await keptBesideRefusals(app)).length;
    // An outcome of the wheel names nobody.
    assert.equal(repeats.length, number - 1);
    for (const repeat of repeats) {
      const answer = await repeat();
      assertRefused(answer, 404, "not_found");
      assert.match(answer.body.detail, /erased/);
    }
    await quiet(app);
    assert.equal((await keptBesideRefusals(app)).length, before);
    assert.deepEqual(await tracesOf(app, [email, "Kay Unmistakable"]), []);
  });

  it("takes what receivers answered, and sends nothing of the person later", async () => {
    const email = "echo@unmistakable.example";
    receiver.decide(({ body }) => ({ status: 500, body: `you said ${body}` }));
    const hook = await made(owner, "/hooks", {
      target_url: receiver.url,
      events: ["card_issued"],
      customer_fields: "contact",
    });
    const card = await made(owner, "/cards", { template_id: template, email });
    await receiver.arrived(1);
    await quiet(app);
    const log = () => owner.get(`/hooks/${hook.id}/deliveries`);
    assert.ok((await log()).text.includes(email));
    assert.deepEqual(await elsewhere([email]), []);
    assert.equal((await owner.delete(`/customers/${card.customer_id}`)).status, 204);
    const [delivery] = (await log()).body.data;
    assert.deepEqual([delivery.attempts[0].status, delivery.attempts[0].response_body], [500, null]);
    await made(owner, `/deliveries/${delivery.id}/retry`);
    await receiver.arrived(2);
    await quiet(app);
    const [first, later] = receiver.requests.map(({ body }) => body);
    assert.ok(first?.includes(email));
    const listed = await owner.get(`/events/${delivery.event_id}?customer_fields=contact`);
    assert.equal(later, listed.text);
    assert.deepEqual(
      [listed.body.customer.id, listed.body.customer.email, listed.body.customer.name],
      [card.customer_id, null, null],
    );
    assert.deepEqual(await tracesOf(app, [email]), []);
    await owner.delete(`/hooks/${hook.id}`);
  });
});
