import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { claimsCollection, forgetAnswers, journalCollection } from "../../../server/src/journal/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";
import { award, newEmail, sale, signingTill } from "../tills/stage.ts";

describe("journal › kept answers", () => {
  let app: TestApp;
  let clock: TestClock;
  let owner: Client;
  let template: string;

  beforeEach(async () => {
    clock = new TestClock(new Date());
    app = await startTestApp({ clock, env: { ROLE: "api" } });
    ({ owner } = await app.tenant());
    template = (await made(owner, "/templates", { name: "Coffee", goals: [award(5)] })).id;
  });
  afterEach(() => app.stop());

  const entries = () => app.platform.store.collection(journalCollection);
  const kept = () => entries().countDocuments({ answer: { $exists: true } });

  it("of an Idempotency-Key stay for its day and go after it", async () => {
    const body = { template_id: template, email: newEmail() };
    const first = await owner.post("/cards", body, { "idempotency-key": "the key" });
    assert.equal(first.status, 201);
    clock.advance({ hours: 24, minutes: 30 });
    await forgetAnswers(app.platform);
    assert.equal(await kept(), 1);
    clock.advance({ hours: 1 });
    await forgetAnswers(app.platform);
    assert.equal(await kept(), 0);
    assert.equal(await entries().countDocuments({ answer_ends_at: { $exists: true } }), 0);
    const again = await owner.post("/cards", body, { "idempotency-key": "the key" });
    assert.deepEqual([again.status, again.body.id], [200, first.body.id]);
  });

  it("of a sale's steps go with their claims; the receipt and its answer stay for ever", async () => {
    const card = await made(owner, "/cards", { template_id: template, email: newEmail() });
    const voucher = await made(owner, "/vouchers", { title: "Once", card_id: card.id });
    const fresh = await made(owner, "/tills", { name: "T", kind: "generic", template_id: template });
    const till = signingTill(app, clock, fresh);
    const body = sale({ card_number: card.number, redeem_code: voucher.redeem_code });
    const first = await till.send(body);
    assert.equal(first.status, 201, first.text);
    const claims = await app.platform.store.collection(claimsCollection).find().toArray();
    const steps = claims.filter(({ _id }) => _id.startsWith("sale:"));
    const season = new Date(clock.now().getTime() + 90 * 86_400_000);
    assert.deepEqual(
      steps.map(({ expires_at }) => expires_at),
      [season, season],
    );
    const others = claims.filter(({ _id }) => !_id.startsWith("sale:"));
    assert.deepEqual(
      others.filter(({ expires_at }) => expires_at !== undefined),
      [],
    );
    assert.equal(await kept(), 2);
    clock.advance({ days: 89 });
    await forgetAnswers(app.platform);
    assert.equal(await kept(), 2);
    clock.advance({ days: 2 });
    await forgetAnswers(app.platform);
    assert.equal(await kept(), 0);
    await app.platform.store.collection(claimsCollection).deleteMany({ expires_at: { $lte: clock.now() } });
    const again = await till.send(body);
    assert.deepEqual([again.status, again.body], [200, first.body]);
    assertRefused(await till.send({ ...body, amount: "99.00" }), 409, "receipt_already_used");
    assert.equal((await owner.get(`/cards/${card.id}`)).body.total_stamps, 1);
  });

  it("go by themselves in a process that works", async () => {
    await owner.post("/cards", { template_id: template, email: newEmail() }, { "idempotency-key": "key" });
    clock.advance({ days: 2 });
    const env = { CLOCK_SWEEP_SECONDS: "0.1" };
    const worker = await startTestApp({ clock, databaseUri: app.databaseUri, env });
    while ((await kept()) > 0) await pause(20);
    await worker.stop();
  });
});
