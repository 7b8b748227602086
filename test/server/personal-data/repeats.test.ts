import assert from "node:assert/strict";
import type { Failpoint } from "../../../server/src/core/failpoint.ts";
import { PersonErased } from "../../../server/src/core/seals.ts";
import { customers } from "../../../server/src/customers/index.ts";
import { saveCustomer } from "../../../server/src/customers/save.ts";
import type { Platform, Scope } from "../../../server/src/platform/index.ts";
import { startTestApp, type Client, type Tenant, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { keptBesideRefusals, quiet, tracesOf } from "./traces.ts";

describe("a repeat of what was cut short, after the customer was erased", () => {
  let app: TestApp;
  let dying: TestApp;
  let tenant: Tenant;
  let owner: Client;
  let template: string;
  let diesAt: Failpoint | null = null;

  before(async () => {
    app = await startTestApp();
    dying = await startTestApp({
      databaseUri: app.databaseUri,
      reach: (name) => {
        if (name === diesAt) throw new Error("cut short");
      },
    });
    tenant = await app.tenant();
    owner = tenant.owner;
    const award = { stamps: 4, reward: { type: "award", name: "Cake" } };
    template = (await made(owner, "/templates", { name: "T", goals: [award] })).id;
  });
  after(async () => {
    await dying.stop();
    await app.stop();
  });

  let count = 0;
  const newEmail = (): string => `again${(count += 1)}@unmistakable.example`;
  const erase = async (id: string) => assert.equal((await owner.delete(`/customers/${id}`)).status, 204);
  const idOf = async (email: string): Promise<string> =>
    (await owner.get(`/customers?email=${email}`)).body.data[0].id;

  const cases: readonly (readonly [string, string, Failpoint])[] = [
    ["makes no customer again", "/customers", "before-answer"],
    ["makes no customer again who got no card yet", "/cards", "between-steps"],
    ["makes no customer again whose card stood", "/cards", "before-answer"],
  ];
  for (const [title, path, point] of cases)
    it(title, async () => {
      const email = newEmail();
      const body = { ...(path === "/cards" && { template_id: template }), email };
      const headers = { "idempotency-key": email };
      diesAt = point;
      const cut = await dying.client(owner.key).post(path, body, headers);
      diesAt = null;
      assertRefused(cut, 500, "internal_error");
      await erase(await idOf(email));
      await quiet(app, dying);
      const before = (await keptBesideRefusals(app)).length;
      for (let repeat = 0; repeat < 3; repeat += 1) {
        const answer = await owner.post(path, body, headers);
        assertRefused(answer, 404, "not_found");
        assert.match(answer.body.detail, /erased/);
      }
      await quiet(app);
      assert.equal((await keptBesideRefusals(app)).length, before);
      assert.deepEqual(await tracesOf(app, [email]), []);
      const { status, body: fresh } = await owner.post(path, body);
      assert.equal(status, 201);
      assert.equal((await owner.get(`/customers/${fresh.customer_id ?? fresh.id}`)).status, 200);
    });

  it("leaves nothing behind when they are erased while it looks", async () => {
    const [email, other] = [newEmail(), newEmail()];
    const id = app.platform.newId("c");
    const { newId, store } = app.platform;
    const keyed: Platform = {
      ...app.platform,
      keyedCall: "call",
      newId: (prefix) => (prefix === "c" ? id : newId(prefix)),
    };
    const scope: Scope = {
      business: tenant.business,
      actor: { kind: "staff", staff_id: null, via: "key" },
      source: "api",
      location_id: null,
    };
    const documents = store.collection(customers);
    const first = await saveCustomer(keyed, scope, { email });
    assert.equal(first.customer._id, id);
    // Known by another address since then, so that the repeat does not find them.
    assert.equal((await owner.patch(`/customers/${id}`, { email: other })).status, 200);
    let written = 0;
    const late = {
      async insertOne(...args: Parameters<typeof documents.insertOne>) {
        written += 1;
        await erase(id);
        return documents.insertOne(...args);
      },
    };
    const collection = (definition: never) => {
      const real = store.collection(definition);
      return definition === customers ? Object.assign(Object.create(real), late) : real;
    };
    const slow = { ...keyed, store: { ...store, collection } } as Platform;
    await assert.rejects(saveCustomer(slow, scope, { email }), PersonErased);
    assert.equal(await documents.findOne({ _id: id }), null);
    // With the mark in place it writes nothing, not even for a moment.
    await assert.rejects(saveCustomer(slow, scope, { email }), PersonErased);
    assert.equal(written, 1);
    assert.deepEqual(await tracesOf(app, [email, other]), []);
  });
});
