import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { idempotencyCollection } from "../../../server/src/http/idempotency.ts";
import { hmacSha256Hex } from "../../../server/src/core/secrets.ts";
import { claimsCollection } from "../../../server/src/journal/index.ts";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { expectProblem } from "./raw.ts";

const clock = new TestClock(new Date());

describe("http › idempotency", () => {
  let app: TestApp;
  let tenant: Tenant;
  let owner: Client;
  let card: string;
  let keys = 0;

  const nextKey = () => ({ "idempotency-key": `key ${(keys += 1)}` });
  const total = async (): Promise<number> => (await owner.get(`/cards/${card}`)).body.total_stamps;
  const records = () => app.platform.store.collection(idempotencyCollection);

  /** What a crash before the answers were kept leaves; the leases run out. */
  const crash = async (): Promise<void> => {
    await records().updateMany({ state: "done" }, { $set: { state: "running", status: null, answer: null } });
    clock.advance({ seconds: 13 });
  };

  before(async () => {
    app = await startTestApp({ clock });
    tenant = await app.tenant();
    owner = tenant.owner;
    const template = await owner.post("/templates", { name: "Coffee", goals: [] });
    card = (await owner.post("/cards", { template_id: template.body.id, email: "ann@example.com" })).body.id;
  });
  after(() => app.stop());

  it("replays the first answer, byte for byte, and says so", async () => {
    const headers = nextKey();
    const before = await total();
    const first = await owner.post("/stamps", { card_id: card }, headers);
    assert.equal(first.headers.get("idempotent-replayed"), null);
    const again = await owner.post("/stamps", { card_id: card }, headers);
    assert.equal(again.headers.get("idempotent-replayed"), "true");
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.equal(await total(), before + 1);
    const made = await owner.post("/locations", { name: "A" }, headers);
    const madeAgain = await owner.post("/locations", { name: "A" }, headers);
    assert.equal(made.status, 201, "the same key at another path is another key");
    assert.deepEqual([madeAgain.status, madeAgain.text], [201, made.text]);
  });

  it("keeps callers apart", async () => {
    const headers = nextKey();
    const scanner = await tenant.member("scanner");
    const other = (await app.tenant()).owner;
    const first = await owner.post("/customers", { email: "one@example.com" }, headers);
    const second = await scanner.post("/customers", { email: "two@example.com" }, headers);
    const third = await other.post("/customers", { email: "three@example.com" }, headers);
    assert.deepEqual([first.status, second.status, third.status], [201, 201, 201]);
  });

  it("replays the same JSON value, in whatever order its members are written; the order of a list counts", async () => {
    const headers = nextKey();
    const place = (order: 1 | -1, goals: readonly number[]) => {
      const reward = { name: "Cookie", type: "award" };
      const turned = (value: object): object =>
        Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -order : order)));
      return turned({ name: "A", goals: goals.map((stamps) => turned({ stamps, reward: turned(reward) })) });
    };
    const first = await owner.post("/templates", place(1, [2, 5]), headers);
    assert.equal(first.status, 201, first.text);
    assert.equal((await owner.post("/templates", place(-1, [2, 5]), headers)).text, first.text);
    expectProblem(await owner.post("/templates", place(1, [5, 2]), headers), 422, "idempotency_mismatch");
  });

  it("refuses a body that is nested beyond reading", async () => {
    const nested = `{"title":${"[".repeat(8_000)}${"]".repeat(8_000)}}`;
    const response = await fetch(`${app.url}/v1/vouchers`, {
      method: "POST",
      headers: {
        ...nextKey(),
        authorization: `Bearer ${owner.key}`,
        "content-type": "application/json",
      },
      body: nested,
    });
    assert.ok([400, 422].includes(response.status), await response.text());
  });

  it("replays what was kept before the order of members was put aside", async () => {
    const headers = nextKey();
    const first = await owner.post("/locations", { name: "A", address: "B" }, headers);
    assert.equal(first.status, 201, first.text);
    const kept = await records().find({}).sort({ expires_at: -1 }).toArray();
    const fingerprint = hmacSha256Hex(
      app.platform.sessionSecret,
      JSON.stringify({ name: "A", address: "B" }),
    );
    const [known] = kept.filter(
      (one) => one.fingerprint === hmacSha256Hex(app.platform.sessionSecret, '{"address":"B","name":"A"}'),
    );
    await records().updateOne({ _id: known?._id ?? "" }, { $set: { fingerprint } });
    assert.equal((await owner.post("/locations", { name: "A", address: "B" }, headers)).text, first.text);
  });

  it("refuses another body under the same key", async () => {
    const headers = nextKey();
    await owner.post("/locations", { name: "A" }, headers);
    const other = await owner.post("/locations", { name: "B" }, headers);
    expectProblem(other, 422, "idempotency_mismatch");
  });

  it("refuses a second request while the first one runs, and has one effect", async () => {
    const headers = nextKey();
    const before = await total();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => owner.post("/stamps", { card_id: card }, headers)),
    );
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectProblem(answer, 409, "idempotency_in_progress");
      assert.ok(Number(answer.headers.get("retry-after")) > 0);
    }
    const fresh = answers.filter(
      (answer) => answer.status === 200 && answer.headers.get("idempotent-replayed") === null,
    );
    assert.equal(fresh.length, 1);
    assert.equal(await total(), before + 1);
  });

  it("does not keep refusals", async () => {
    const headers = nextKey();
    expectProblem(await owner.post("/stamps", { card_id: "card_none" }, headers), 422, "validation_failed");
    assert.equal((await owner.post("/stamps", { card_id: card }, headers)).status, 200);
    const login = app.platform.newId("st");
    const member = { name: "Sam", login, password: "long enough", role: "scanner" };
    const key = nextKey();
    assert.equal((await owner.post("/staff", { ...member, login: tenant.ownerLogin }, key)).status, 409);
    assert.equal((await owner.post("/staff", member, key)).status, 201);
  });

  it("takes a key of 255 characters and refuses a longer one", async () => {
    const post = (length: number) =>
      owner.post("/locations", { name: "A" }, { "idempotency-key": "k".repeat(length) });
    assert.equal((await post(255)).status, 201);
    expectProblem(await post(256), 400, "invalid_request");
  });

  it("keeps a key for a day and no longer", async () => {
    const headers = nextKey();
    const before = await total();
    await owner.post("/stamps", { card_id: card }, headers);
    clock.advance({ hours: 23, minutes: 59 });
    const kept = await owner.post("/stamps", { card_id: card }, headers);
    assert.equal(kept.headers.get("idempotent-replayed"), "true");
    clock.advance({ minutes: 1 });
    const fresh = await owner.post("/stamps", { card_id: card }, headers);
    assert.equal(fresh.headers.get("idempotent-replayed"), null);
    assert.equal(await total(), before + 2);
  });

  it("keeps no secret readable", async () => {
    const member = {
      name: "Kim",
      login: app.platform.newId("st"),
      password: "sesame street",
      role: "scanner",
    };
    const { id } = (await owner.post("/staff", member, nextKey())).body;
    const made = await owner.post("/api-keys", { staff_id: id }, nextKey());
    assert.equal(made.status, 201);
    const text = JSON.stringify(await records().find().toArray());
    const decoded = (text.match(/[\w-]{16,}/g) ?? []).map((part) =>
      Buffer.from(part, "base64url").toString(),
    );
    const stored = [text, ...decoded].join("\n");
    assert.ok(!stored.includes(made.body.key) && !stored.includes(member.password));
  });

  const knownRecords = async (): Promise<string[]> =>
    (
      await records()
        .find({}, { projection: { _id: 1 } })
        .toArray()
    ).map(({ _id }) => _id);

  it("gives the first answer that only the entry keeps, at once and after the lease of the first run", async () => {
    const headers = nextKey();
    const before = await total();
    const known = await knownRecords();
    const first = await owner.post("/stamps", { card_id: card }, headers);
    const record = await records().findOne({ _id: { $nin: known } });
    assert.deepEqual([record?.state, record?.answer], ["running", null]);
    for (const seconds of [5, 8]) {
      clock.advance({ seconds });
      const again = await owner.post("/stamps", { card_id: card }, headers);
      assert.deepEqual([again.status, again.text], [first.status, first.text]);
      assert.equal(again.headers.get("idempotent-replayed"), "true");
    }
    assert.equal(await total(), before + 1);
  });

  it("says how long the first run may take while it has no entry", async () => {
    const headers = nextKey();
    const known = await knownRecords();
    await owner.post("/stamps", { card_id: card }, headers);
    const record = await records().findOne({ _id: { $nin: known } });
    await app.platform.store
      .collection(claimsCollection)
      .deleteOne({ _id: `idempotency:${String(record?._id)}` });
    clock.advance({ seconds: 5 });
    const early = await owner.post("/stamps", { card_id: card }, headers);
    expectProblem(early, 409, "idempotency_in_progress");
    assert.deepEqual([early.headers.get("retry-after"), early.body.retry_after], ["7", 7]);
  });

  it("gives the first answer after a crash whatever has become of the card since", async () => {
    const headers = nextKey();
    const template = (await owner.post("/templates", { name: "Tea", goals: [] })).body.id;
    const gone = (await owner.post("/cards", { template_id: template, email: "gone@example.com" })).body.id;
    const first = await owner.post("/stamps", { card_id: gone }, headers);
    await crash();
    assert.equal((await owner.delete(`/cards/${gone}`)).status, 204);
    const again = await owner.post("/stamps", { card_id: gone }, headers);
    assert.deepEqual([again.status, again.text], [200, first.text]);
  });

  it("regenerates a key once", async () => {
    const headers = nextKey();
    const member = { name: "Kay", login: app.platform.newId("st"), password: "long enough", role: "scanner" };
    const { id: staff_id } = (await owner.post("/staff", member)).body;
    const { id } = (await owner.post("/api-keys", { staff_id })).body;
    const first = await owner.post(`/api-keys/${id}/regenerate`, undefined, headers);
    await crash();
    const again = await owner.post(`/api-keys/${id}/regenerate`, undefined, headers);
    assert.deepEqual(again.body, first.body);
  });

  it("says how many cards were to get a version though they have it by now", async () => {
    const headers = nextKey();
    const { id } = (await owner.post("/templates", { name: "New", goals: [] })).body;
    const issued = (await owner.post("/cards", { template_id: id, email: "new@example.com" })).body;
    await owner.patch(`/templates/${id}`, { after_final_goal: "stop" });
    const first = await owner.post(`/templates/${id}/apply`, undefined, headers);
    assert.deepEqual(first.body, { version: 2, count: 1 });
    while ((await owner.get(`/cards/${issued.id}`)).body.template_version !== 2) await pause(10);
    await crash();
    assert.deepEqual((await owner.post(`/templates/${id}/apply`, undefined, headers)).body, first.body);
  });

  it("undoes nothing that others have changed between a crash and the repeat", async () => {
    const email = "later@example.com";
    const [created, found] = [nextKey(), nextKey()];
    const { id } = (await owner.post("/customers", { email, name: "One" }, created)).body;
    await crash();
    await owner.patch(`/customers/${id}`, { name: "Two" });
    const first = await owner.post("/customers", { email, name: "One" }, created);
    assert.deepEqual([first.status, first.body.created, first.body.name], [201, true, "Two"]);
    await owner.post("/customers", { email, name: "Three" }, found);
    await crash();
    await owner.patch(`/customers/${id}`, { name: "Four" });
    const second = await owner.post("/customers", { email, name: "Three" }, found);
    assert.deepEqual([second.status, second.body.created, second.body.name], [200, false, "Four"]);
  });
});
