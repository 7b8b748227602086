import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";
import { meeting } from "../../support/meeting.ts";

describe("redeem", () => {
  let app: TestApp;
  let owner: Client;
  let clock: TestClock;

  before(async () => {
    clock = new TestClock();
    app = await startTestApp({ clock });
  });
  after(() => app.stop());
  beforeEach(async () => {
    clock.set("2026-05-11T12:34:56Z");
    ({ owner } = await app.tenant());
  });

  const program = async (name: string) => (await made(owner, "/templates", { name, goals: [] })).id as string;
  const card = (template_id: string, name: string) =>
    made(owner, "/cards", { template_id, email: `${name}@example.com` });
  const shared = (card_id: string, more: object = {}) =>
    made(owner, "/vouchers", { title: "Coffee", redeem_code: "FREE", card_id, ...more });
  const byCode = (body: object) => owner.post("/redemptions", body);

  it("takes a unique code alone, in any case, and tells how and when", async () => {
    const { id, redeem_code } = await made(owner, "/vouchers", { title: "Coffee" });
    const answer = await byCode({
      code: ` ${redeem_code.toLowerCase()} `,
      redeemed_via: "kiosk",
      receipt_id: "R1",
    });
    assert.equal(answer.status, 200);
    const { status, redeemed_via, receipt_id, redeemed_at } = answer.body;
    assert.deepEqual([status, redeemed_via, receipt_id], ["redeemed", "kiosk", "R1"]);
    assert.equal(redeemed_at, "2026-05-11T12:34:56Z");
    const [event] = (await owner.get("/events?type=voucher_redeemed")).body.data;
    assert.deepEqual([event.voucher.id, event.voucher.redeemed_via, event.card], [id, "kiosk", null]);
    const again = await byCode({ code: redeem_code });
    assertRefused(again, 409, "voucher_already_redeemed");
    assert.equal(again.body.redeemed_at, redeemed_at);
  });

  it("asks whose a shared code is, and takes it with a card, a customer or a program", async () => {
    const [coffee, tea] = [await program("Coffee"), await program("Tea")];
    const [ann, annsTea, bob] = [
      await card(coffee, "ann"),
      await card(tea, "ann"),
      await card(coffee, "bob"),
    ];
    const [first, second, third] = [await shared(ann.id), await shared(annsTea.id), await shared(bob.id)];
    const answer = await byCode({ code: "FREE" });
    assertRefused(answer, 409, "voucher_ambiguous");
    const ids = answer.body.candidates.map((one: { voucher_id: string }) => one.voucher_id);
    assert.deepEqual(ids.sort(), [first.id, second.id, third.id].sort());
    assertRefused(await byCode({ code: "FREE", email: "ann@example.com" }), 409, "voucher_ambiguous");
    const named = await byCode({ code: "FREE", email: "ann@example.com", template_id: tea });
    assert.equal(named.body.id, second.id);
    assert.equal((await byCode({ code: "free", email: "ann@example.com" })).body.id, first.id);
    assert.equal((await byCode({ code: "FREE", card_number: bob.number })).body.id, third.id);
    assertRefused(await byCode({ code: "FREE", card_id: bob.id }), 409, "voucher_already_redeemed");
  });

  it("counts active vouchers only when it looks whose a shared code is", async () => {
    const ann = await card(await program("Coffee"), "ann");
    const active = await shared(ann.id);
    await shared(ann.id, { valid_from: "2026-06-01T00:00:00Z" });
    await made(owner, `/vouchers/${(await shared(ann.id)).id}/cancel`, {});
    assert.equal((await byCode({ code: "FREE" })).body.id, active.id);
    assertRefused(await byCode({ code: "FREE" }), 409, "voucher_not_yet_valid");
  });

  it("takes with a card what the customer has without one, and a bearer's code", async () => {
    await made(owner, "/customers", { email: "ann@example.com" });
    const early = await made(owner, "/vouchers", {
      title: "Tea",
      redeem_code: "EARLY",
      email: "ann@example.com",
    });
    const ann = await card(await program("Coffee"), "ann");
    const bearer = await made(owner, "/vouchers", { title: "Coffee" });
    assert.equal((await byCode({ code: "EARLY", card_id: ann.id })).body.id, early.id);
    assert.equal((await byCode({ code: bearer.redeem_code, card_id: ann.id })).body.id, bearer.id);
  });

  it("refuses what is expired, cancelled or unknown, by id and by code", async () => {
    const issue = (more: object = {}) => made(owner, "/vouchers", { title: "Coffee", ...more });
    const expired = await issue({ expires_at: "2026-05-11T13:00:00Z" });
    const cancelled = await issue();
    await made(owner, `/vouchers/${cancelled.id}/cancel`, { reason: "mistake" });
    clock.set("2026-05-11T13:00:01Z");
    for (const answer of [
      await owner.post(`/vouchers/${expired.id}/redeem`),
      await byCode({ code: expired.redeem_code }),
      await owner.post(`/vouchers/${expired.id}/cancel`),
    ])
      assertRefused(answer, 409, "voucher_expired");
    assertRefused(await owner.post(`/vouchers/${cancelled.id}/redeem`), 409, "voucher_cancelled");
    assertRefused(await byCode({ code: cancelled.redeem_code }), 409, "voucher_cancelled");
    const { owner: other } = await app.tenant();
    for (const answer of [
      await byCode({ code: "NOTHING" }),
      await owner.post("/vouchers/v_x/redeem"),
      await other.post(`/vouchers/${expired.id}/redeem`),
      await other.post("/redemptions", { code: expired.redeem_code }),
      await other.get(`/vouchers/${expired.id}`),
    ])
      assertRefused(answer, 404, "voucher_not_found");
    const ids = { code: "FREE", card_id: "card_x" };
    assertRefused(await byCode(ids), 422, "validation_failed", "/card_id");
    const unknown = { code: "FREE", template_id: "tpl_x" };
    assertRefused(await byCode(unknown), 422, "validation_failed", "/template_id");
  });

  it("refuses to cancel a redeemed one", async () => {
    const { id } = await made(owner, "/vouchers", { title: "Coffee" });
    await made(owner, `/vouchers/${id}/redeem`);
    assertRefused(await owner.post(`/vouchers/${id}/cancel`), 409, "voucher_already_redeemed");
    assert.equal((await owner.get("/events?type=voucher_redeemed")).body.data.length, 1);
  });

  it("is listed by status, code, template, holder and program", async () => {
    const [coffee, tea] = [await program("Coffee"), await program("Tea")];
    const [ann, annsTea] = [await card(coffee, "ann"), await card(tea, "ann")];
    const gift = (await made(owner, "/voucher-templates", { title: "Gift" })).id;
    const active = await shared(ann.id, { expires_at: "2026-05-11T14:00:00Z" });
    const later = await shared(annsTea.id, { valid_from: "2026-06-01T00:00:00Z" });
    const redeemed = await made(owner, "/vouchers", { voucher_template_id: gift });
    await made(owner, `/vouchers/${redeemed.id}/redeem`);
    const ids = async (query: string) =>
      (await owner.get(`/vouchers?${query}`)).body.data.map((one: { id: string }) => one.id);
    assert.deepEqual(await ids(""), [redeemed.id, later.id, active.id]);
    assert.deepEqual(await ids("status=active"), [active.id]);
    assert.deepEqual(await ids("status=issued"), [later.id]);
    assert.deepEqual(await ids("status=redeemed"), [redeemed.id]);
    assert.deepEqual(await ids("code=free"), [later.id, active.id]);
    assert.deepEqual(await ids(`voucher_template_id=${gift}`), [redeemed.id]);
    assert.deepEqual(await ids("email=ann@example.com"), [later.id, active.id]);
    assert.deepEqual(await ids(`email=ann@example.com&template_id=${coffee}`), [active.id]);
    assert.deepEqual(await ids(`template_id=${tea}`), [later.id]);
    assert.deepEqual(await ids("email=x@example.com"), []);
    clock.set("2026-05-11T14:00:01Z");
    assert.deepEqual(await ids("status=expired"), [active.id]);
    assert.deepEqual(await ids("status=active"), []);
  });

  describe("races", () => {
    /** 200 calls of two processes redeem one voucher; returns how many were told that they did. */
    const race = async (identify?: (stream: string, seq: number) => string) => {
      const { reach, call } = meeting();
      const options = { reach, ...(identify && { identify }) };
      const first = await startTestApp(options);
      const twin = await startTestApp({ ...options, databaseUri: first.databaseUri });
      const { owner: one } = await first.tenant();
      const two = twin.client(one.key);
      const { id } = await made(one, "/vouchers", { title: "Coffee" });
      call();
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, at) => (at % 2 ? one : two).post(`/vouchers/${id}/redeem`)),
      );
      const codes = new Set(answers.flatMap(({ status, body }) => (status === 200 ? [] : [body.code])));
      await twin.stop();
      await first.stop();
      return { succeeded: answers.filter(({ status }) => status === 200).length, codes: [...codes] };
    };

    it("succeeds once of 200 parallel calls from two processes", async () => {
      assert.deepEqual(await race(), { succeeded: 1, codes: ["voucher_already_redeemed"] });
    });

    it("would succeed more than once without the unique id of the journal", async () => {
      const { succeeded } = await race((stream, seq) => `${stream}:${seq}:${randomUUID()}`);
      assert.ok(succeeded > 1);
    });
  });
});
