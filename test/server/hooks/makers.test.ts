import assert from "node:assert/strict";
import { createHook } from "../../../server/src/hooks/create.ts";
import { hooksCollection } from "../../../server/src/hooks/model.ts";
import type { HookParts } from "../../../server/src/hooks/parts.ts";
import { updateHook } from "../../../server/src/hooks/update.ts";
import { byKey, bySession, isActiveMaker } from "../../../server/src/staff/index.ts";
import { apiKeys, staffCollection } from "../../../server/src/staff/model.ts";
import { withoutHooks } from "../../../server/src/staff/revoke.ts";
import { startTestApp, testPassword, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { quiet } from "../personal-data/traces.ts";

describe("hooks › makers", () => {
  let app: TestApp;
  let tenant: Tenant;
  let receiver: Receiver;

  before(async () => {
    app = await startTestApp();
    receiver = await startReceiver();
  });
  beforeEach(async () => {
    tenant = await app.tenant();
  });
  after(async () => {
    await receiver.close();
    await app.stop();
  });

  const newMember = async () => {
    const login = app.platform.newId("st");
    const body = { name: "Kim", login, password: testPassword, role: "scanner" };
    const { id } = await made(tenant.owner, "/staff", body);
    const key = await made(tenant.owner, "/api-keys", { staff_id: id });
    return { id: String(id), login, keyId: String(key.id), client: app.client(key.key) };
  };
  const input = () => ({ target_url: receiver.url, events: ["*"] });
  const hookOf = async (client: Client) => (await made(client, "/hooks", input())).id as string;
  const logIn = async (login: string) => {
    const answer = await app.client("").post("/session", { login, password: testPassword });
    const cookie = /^[^;]+/.exec(answer.headers.getSetCookie().join())?.[0] ?? "";
    return { cookie, "x-csrf-token": String(answer.body.csrf_token), "content-type": "application/json" };
  };
  /** Made in the console. */
  const hookInSession = async (login: string): Promise<string> => {
    const init = { method: "POST", headers: await logIn(login), body: JSON.stringify(input()) };
    const answer = (await (await fetch(`${app.url}/v1/hooks`, init)).json()) as { id: string };
    return answer.id;
  };
  const shown = async (id: string) => (await tenant.owner.get(`/hooks/${id}`)).body;
  const stateOf = async (id: string) => {
    const { status, disabled_reason } = await shown(id);
    return [status, disabled_reason];
  };
  const off = ["disabled", "key_deleted"];
  const on = ["active", null];
  /** What every path that writes a hook has at hand. */
  const parts = (): HookParts => ({
    platform: app.platform,
    outbound: { allows: async () => true } as never,
    checkReference: async () => undefined,
    isActiveMaker,
  });

  it("are shown, with their key or without one for a session", async () => {
    const { id, login, keyId, client } = await newMember();
    const created = await client.post("/hooks", input());
    assert.deepEqual(created.body.created_by, { staff_id: id, name: "Kim", key_id: keyId });
    assert.deepEqual((await shown(created.body.id)).created_by, created.body.created_by);
    const inSession = await shown(await hookInSession(login));
    assert.deepEqual(inSession.created_by, { staff_id: id, name: "Kim", key_id: null });
  });

  it("take the hooks of a deleted key along, and no others; nothing more is sent to them", async () => {
    const { login, keyId, client } = await newMember();
    const [mine, inSession] = [await hookOf(client), await hookInSession(login)];
    const theirs = await hookOf((await newMember()).client);
    assert.equal((await tenant.owner.delete(`/api-keys/${keyId}`)).status, 204);
    assert.deepEqual(await Promise.all([mine, inSession, theirs].map(stateOf)), [off, on, on]);
    for (const id of [inSession, theirs]) await tenant.owner.patch(`/hooks/${id}`, { status: "disabled" });
    const last = await hookOf(tenant.owner);
    const seen = receiver.requests.length;
    const template_id = (await made(tenant.owner, "/templates", { name: "Coffee", goals: [] })).id;
    await made(tenant.owner, "/cards", { template_id, email: "ann@example.com" });
    // customer_created and card_issued, to the one hook that is on
    await receiver.arrived(seen + 2);
    await quiet(app);
    assert.equal(receiver.requests.length, seen + 2);
    await tenant.owner.delete(`/hooks/${last}`);
  });

  it("take all their hooks along when they are disabled, whatever made them; back again they bring none", async () => {
    const { id, login, client } = await newMember();
    const hooks = [await hookOf(client), await hookInSession(login)];
    await tenant.owner.patch(`/staff/${id}`, { name: "Kim Lee" });
    assert.deepEqual(await Promise.all(hooks.map(stateOf)), [on, on]);
    await tenant.owner.patch(`/staff/${id}`, { status: "disabled" });
    assert.deepEqual(await Promise.all(hooks.map(stateOf)), [off, off]);
    await tenant.owner.patch(`/staff/${id}`, { status: "active" });
    assert.deepEqual(await Promise.all(hooks.map(stateOf)), [off, off]);
  });

  it("keep their hooks when the key is regenerated or the password changes", async () => {
    const { id, login, keyId, client } = await newMember();
    const hooks = [await hookOf(client), await hookInSession(login)];
    await tenant.owner.post(`/api-keys/${keyId}/regenerate`);
    await tenant.owner.patch(`/staff/${id}`, { password: "another password" });
    assert.deepEqual(await Promise.all(hooks.map(stateOf)), [on, on]);
  });

  it("are replaced by who brings a hook back, and only then", async () => {
    const member = await newMember();
    const [orphan, resting] = [await hookOf(member.client), await hookOf(member.client)];
    const owner = (await tenant.owner.get("/me")).body;
    await tenant.owner.patch(`/hooks/${resting}`, { status: "disabled" });
    await tenant.owner.patch(`/hooks/${resting}`, { status: "active" });
    assert.equal((await shown(resting)).created_by.staff_id, member.id);
    await tenant.owner.delete(`/api-keys/${member.keyId}`);
    await tenant.owner.patch(`/hooks/${orphan}`, { description: "still off" });
    assert.equal((await shown(orphan)).created_by.staff_id, member.id);
    const back = (await tenant.owner.patch(`/hooks/${orphan}`, { status: "active" })).body;
    assert.deepEqual([back.status, back.disabled_reason], on);
    const { id: staff_id, name } = owner.staff;
    assert.deepEqual(back.created_by, { staff_id, name, key_id: owner.key.id });
    await tenant.owner.patch(`/staff/${member.id}`, { status: "disabled" });
    assert.deepEqual(await stateOf(orphan), on, "it is the owner's now");
  });

  it("take a hook along that was off for another reason, so that it comes back in another name", async () => {
    const { keyId, client } = await newMember();
    const id = await hookOf(client);
    await tenant.owner.patch(`/hooks/${id}`, { status: "disabled" });
    await tenant.owner.delete(`/api-keys/${keyId}`);
    assert.deepEqual(await stateOf(id), off);
  });

  it("cannot make, or bring back, a hook with a call that began before they were revoked", async () => {
    const member = await newMember();
    const caller = await byKey(app.platform, member.client.key);
    const orphan = await hookOf((await newMember()).client);
    const hooks = app.platform.store.collection(hooksCollection);
    await hooks.updateOne({ _id: orphan }, { $set: { status: "disabled", disabled_reason: "key_deleted" } });
    await tenant.owner.delete(`/api-keys/${member.keyId}`);
    assert.ok(caller !== null);
    const refusal = { code: "unauthenticated" };
    await assert.rejects(createHook(parts(), caller, { ...input(), customer_fields: "contact" }), refusal);
    await assert.rejects(updateHook(parts(), caller, { id: orphan, status: "active" }), refusal);
    const theirs = await hooks.find({ "created_by.key_id": member.keyId }).toArray();
    assert.deepEqual(
      theirs.map(({ status }) => status),
      ["disabled", "disabled"],
    );
  });

  it("lose their hooks before the write that revokes, and those made meanwhile after it", async () => {
    const { id, keyId, client } = await newMember();
    const before = await hookOf(client);
    const revoked = { staff_id: id, key_id: keyId };
    const crash = withoutHooks(app.platform, revoked, () => Promise.reject(new Error("killed")));
    await assert.rejects(crash, /killed/);
    assert.deepEqual(await stateOf(before), off);
    const meanwhile = await withoutHooks(app.platform, revoked, () => hookOf(client));
    assert.deepEqual(await stateOf(meanwhile), off);
  });

  it("may log out while a hook of theirs is being made", async () => {
    const { login } = await newMember();
    const before = await hookInSession(login);
    const headers = await logIn(login);
    const session = await bySession(app.platform, headers.cookie.split("=")[1] ?? "");
    assert.ok(session !== null);
    assert.equal((await fetch(`${app.url}/v1/session`, { method: "DELETE", headers })).status, 204);
    const hook = await createHook(parts(), session.caller, { ...input(), customer_fields: "ids" });
    assert.deepEqual(await Promise.all([hook.id, before].map(stateOf)), [on, on]);
  });

  it("lose their hooks at the next start when a crash cut the revocation short", async () => {
    const [one, other, standing] = [await newMember(), await newMember(), await newMember()];
    const hooks = [await hookOf(one.client), await hookInSession(other.login), await hookOf(standing.client)];
    await app.platform.store.collection(apiKeys).deleteOne({ _id: one.keyId });
    await app.platform.store
      .collection(staffCollection)
      .updateOne({ _id: other.id }, { $set: { status: "disabled" } });
    const restarted = await startTestApp({ databaseUri: app.databaseUri });
    await restarted.stop();
    assert.deepEqual(await Promise.all(hooks.map(stateOf)), [off, off, on]);
  });

  it("are unknown of hooks that the first version made, whose reasons were sentences", async () => {
    const id = await hookOf(tenant.owner);
    const hooks = app.platform.store.collection(hooksCollection);
    const former = { status: "disabled" as const, disabled_reason: "Switched off by hand." as never };
    await hooks.updateOne({ _id: id }, { $set: former, $unset: { created_by: "" } });
    assert.equal((await shown(id)).created_by, null);
    assert.deepEqual(await stateOf(id), ["disabled", "switched_off"]);
  });
});
