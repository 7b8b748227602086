import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";

describe("erase", () => {
  let app: TestApp;
  let owner: Client;
  let manager: Client;
  let scanner: Client;

  before(async () => {
    app = await startTestApp();
    const tenant = await app.tenant();
    owner = tenant.owner;
    manager = await tenant.member("manager");
    scanner = await tenant.member("scanner");
  });
  after(() => app.stop());

  const secrets = ["Ann Unmistakable", "ann@unmistakable.example", "+380671112233", "1990-05-14"];

  /** Everything the store holds, as text. */
  const everything = async (): Promise<string> => {
    const { db } = app.platform.store.connection;
    const names = (await db?.listCollections().toArray()) ?? [];
    const all = await Promise.all(
      names.map(async ({ name }) => [name, await db?.collection(name).find().toArray()] as const),
    );
    return JSON.stringify(all);
  };

  it("takes personal data from events, journal and API, and leaves the ledger", async () => {
    const gift = (await made(owner, "/voucher-templates", { title: "Gift" })).id;
    const goals = [{ stamps: 2, reward: { type: "voucher", voucher_template_id: gift } }];
    const template = (await made(owner, "/templates", { name: "Coffee", goals })).id;
    const [name, email, phone, birthday] = secrets;
    const issued = await owner.post(
      "/cards",
      { template_id: template, name, email, phone, birthday },
      { "idempotency-key": "first" },
    );
    const { id: card, customer_id: customer } = issued.body;
    const { vouchers } = await made(owner, "/stamps", { card_id: card, count: 3 });
    await made(owner, `/vouchers/${vouchers[0].id}/redeem`);
    const list = "/events?customer_fields=contact&limit=100";
    const before = await owner.get(list);
    for (const secret of secrets) assert.ok(before.text.includes(secret));

    assert.equal((await manager.delete(`/customers/${customer}`)).status, 204);

    const after = await owner.get(list);
    assert.deepEqual(
      after.body.data.map((event: { id: string }) => event.id),
      before.body.data.map((event: { id: string }) => event.id),
    );
    const stored = await everything();
    for (const secret of secrets) {
      assert.ok(!after.text.includes(secret), secret);
      assert.ok(!stored.includes(secret), secret);
    }
    const [event] = after.body.data;
    assert.equal(event.customer.id, customer);
    assert.deepEqual([event.customer.name, event.customer.email], [null, null]);
    assertRefused(await owner.get(`/customers/${customer}`), 404, "not_found");
    assertRefused(await owner.get(`/cards/${card}`), 404, "not_found");
    assert.equal((await owner.get(`/vouchers/${vouchers[0].id}`)).body.status, "redeemed");
    assert.equal((await owner.get(`/customers?email=${String(email)}`)).body.data.length, 0);
    assert.equal((await owner.post("/cards", { template_id: template, email })).status, 201);
  });

  it("refuses a scanner's key, and a customer who is gone", async () => {
    const { id } = await made(owner, "/customers", { email: "bob@example.com" });
    const answer = await scanner.delete(`/customers/${id}`);
    assertRefused(answer, 403, "forbidden");
    assert.equal(answer.body.required_role, "manager");
    await manager.delete(`/customers/${id}`);
    assertRefused(await manager.delete(`/customers/${id}`), 404, "not_found");
  });
});
