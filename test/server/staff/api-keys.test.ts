import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { apiKeys } from "../../../server/src/staff/model.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";

describe("staff › api keys", () => {
  let app: TestApp;
  let owner: Client;

  before(async () => {
    app = await startTestApp();
    owner = (await app.tenant()).owner;
  });
  after(() => app.stop());

  const member = async (): Promise<string> => {
    const login = app.platform.newId("st");
    const body = { name: "Sam", login, password: "long enough", role: "scanner" };
    return (await owner.post("/staff", body)).body.id;
  };
  const works = async (key: string): Promise<boolean> => (await app.client(key).get("/me")).status === 200;

  it("have a prefix, 190 random bits and a checksum, and are kept as a hash", async () => {
    const staff = await member();
    const answer = await owner.post("/api-keys", { staff_id: staff });
    assert.equal(answer.status, 201, answer.text);
    const { id, key, masked, status, staff_id: staffId } = answer.body;
    assert.deepEqual([staffId, status], [staff, "active"]);
    assert.match(key, /^7loc_sc_[0-9A-Za-z]{32}[0-9a-z]{6}$/);
    assert.equal(key.slice(-6), crc32(key.slice(0, -6)).toString(36).padStart(7, "0").slice(-6));
    assert.ok(masked.length < key.length && masked.endsWith(key.slice(-4)));
    const stored = await app.platform.store.collection(apiKeys).findOne({ _id: id });
    assert.equal(stored?.hash, createHash("sha256").update(key).digest("hex"));
    assert.ok(!JSON.stringify(stored).includes(key));
  });

  it("are shown in full once", async () => {
    const { key } = (await owner.post("/api-keys", { staff_id: await member() })).body;
    assert.ok(await works(key));
    for (const path of ["/api-keys?limit=100", "/staff?limit=100"])
      assert.ok(!(await owner.get(path)).text.includes(key), path);
    assert.ok(!(await app.client(key).get("/me")).text.includes(key));
  });

  it("say how many active hooks they made", async () => {
    const { id, key } = (await owner.post("/api-keys", { staff_id: await member() })).body;
    const count = async (): Promise<number> =>
      (await owner.get("/api-keys?limit=100")).body.data.find((one: { id: string }) => one.id === id)
        .active_hooks;
    assert.equal(await count(), 0);
    const input = { target_url: "http://127.0.0.1:9/", events: ["*"] };
    const hooks = [
      await app.client(key).post("/hooks", input),
      await app.client(key).post("/hooks", input),
      await owner.post("/hooks", input),
    ];
    assert.equal(await count(), 2);
    await owner.patch(`/hooks/${hooks[0]?.body.id}`, { status: "disabled" });
    assert.equal(await count(), 1);
    const regenerated = await owner.post(`/api-keys/${id}/regenerate`);
    assert.equal(regenerated.body.active_hooks, 1);
  });

  it("are asked for by who has none", async () => {
    const { owner: other } = await app.tenant();
    const without = (
      await other.post("/staff", {
        name: "Sam",
        login: app.platform.newId("st"),
        password: "long enough",
        role: "scanner",
      })
    ).body.id;
    const ids = async (query: string): Promise<string[]> =>
      (await other.get(`/staff?${query}`)).body.data.map((one: { id: string }) => one.id);
    assert.deepEqual(await ids("has_key=false"), [without]);
    assert.equal((await ids("has_key=true")).includes(without), false);
    assert.equal((await ids("")).length, 2);
    await other.post("/api-keys", { staff_id: without });
    assert.deepEqual(await ids("has_key=false"), []);
  });

  it("are one per staff member, also when asked for twice at once", async () => {
    const staff = await member();
    const answers = await Promise.all([1, 2, 3].map(() => owner.post("/api-keys", { staff_id: staff })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
    assert.equal(answers.find(({ status }) => status === 409)?.body.code, "staff_has_key");
  });

  it("stop at once when regenerated or deleted", async () => {
    const first = (await owner.post("/api-keys", { staff_id: await member() })).body;
    const second = await owner.post(`/api-keys/${first.id}/regenerate`);
    assert.equal(second.status, 200, second.text);
    assert.notEqual(second.body.key, first.key);
    assert.deepEqual([await works(first.key), await works(second.body.key)], [false, true]);
    assert.equal((await owner.delete(`/api-keys/${first.id}`)).status, 204);
    assert.equal(await works(second.body.key), false);
    assert.equal((await owner.delete(`/api-keys/${first.id}`)).status, 404);
    assert.equal((await owner.post(`/api-keys/${first.id}/regenerate`)).status, 404);
  });

  it("rest while their staff member is disabled", async () => {
    const staff = await member();
    const { id, key } = (await owner.post("/api-keys", { staff_id: staff })).body;
    assert.equal(await works(key), true);
    await owner.patch(`/staff/${staff}`, { status: "disabled" });
    assert.equal(await works(key), false);
    const listed = (await owner.get("/api-keys?limit=100")).body.data;
    assert.equal(listed.find((one: { id: string }) => one.id === id).status, "revoked");
    await owner.patch(`/staff/${staff}`, { status: "active" });
    assert.equal(await works(key), true);
  });

  it("follow their staff member's role", async () => {
    const staff = await member();
    const { key } = (await owner.post("/api-keys", { staff_id: staff })).body;
    assert.equal((await app.client(key).get("/staff")).status, 403);
    await owner.patch(`/staff/${staff}`, { role: "owner" });
    assert.equal((await app.client(key).get("/staff")).status, 200);
  });

  it("are not made for another business's staff", async () => {
    const other = await app.tenant();
    const { id } = (await other.owner.get("/me")).body.staff;
    const answer = await owner.post("/api-keys", { staff_id: id });
    assert.equal(answer.status, 422);
    assert.equal(answer.body.errors[0].pointer, "/staff_id");
  });
});
