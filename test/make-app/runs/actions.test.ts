import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { codeOf, modulesOf, type Code } from "../runner/files.ts";
import { errorOf } from "../runner/request.ts";
import { runModule, type Given } from "../runner/run.ts";
import { disagreements } from "../runner/shape.ts";
import { openStage, program, type Stage } from "../stage.ts";

describe("Make app › actions", () => {
  let stage: Stage;
  let templateId: string;
  let voucherTemplateId: string;
  const ran = new Set<string>();

  before(async () => {
    stage = await openStage();
    ({ templateId, voucherTemplateId } = await program(stage.owner));
  });
  after(() => stage.stop());

  /** Runs a module; its bundle agrees with the interface. */
  const run = async (id: string, given: Given): Promise<Code> => {
    const [bundle] = await runModule(stage.world, stage.connection, id, given);
    assert.deepEqual(disagreements(codeOf("module", id)["interface"], bundle), [], id);
    ran.add(id);
    return bundle;
  };
  const refused = (id: string, given: Given) => errorOf(runModule(stage.world, stage.connection, id, given));
  const lastBody = (): Code => JSON.parse(stage.world.calls.at(-1)?.body ?? "{}");
  const email = (): string => `${randomUUID()}@example.com`;
  const issued = () => run("issueCard", { template_id: templateId, find_by: "email", email: email() });

  const ownText = { made_from: "title", for_whom: "bearer" };
  const byCodeOfAnybody = { redeem_by: "code", held_by: "anybody" };

  it("issue a card, with times as dates", async () => {
    const bundle = await run("issueCard", {
      template_id: templateId,
      find_by: "email",
      email: email(),
      name: "Ann Lee",
      birthday: "--05-14",
      email_consent: true,
      viber_consent: false,
    });
    assert.equal(bundle.created, true);
    assert.ok(bundle.issued_at instanceof Date);
    assert.equal(bundle.last_stamp_at, null);
    assert.deepEqual(lastBody().consents, { email: true, viber: false });
  });

  it("take a consent as a form or a table writes it, and leave out an empty one", async () => {
    const given = { template_id: templateId, find_by: "email" };
    const consents = async (email_consent: unknown, viber_consent: unknown): Promise<Code> => {
      await run("issueCard", { ...given, email: email(), email_consent, viber_consent });
      return lastBody().consents;
    };
    for (const yes of ["yes", "On", 1, "1", "checked", "TRUE", true])
      assert.deepEqual(await consents(yes, ""), { email: true });
    for (const no of ["no", "off", 0, "unchecked", "False", false])
      assert.deepEqual(await consents(no, true), { email: false, viber: true });
    const odd = await refused("issueCard", { ...given, email: email(), email_consent: "perhaps" });
    assert.equal(odd.type, "DataError");
  });

  it("keep the day of a birthday that comes as the midnight of the shop or of UTC, as Make writes days", async () => {
    const { body: me } = await stage.owner.get("/me");
    assert.equal(me.business.time_zone, "Europe/Kyiv");
    const saved = async (birthday: unknown): Promise<Code> => {
      const customer = await run("saveCustomer", { find_by: "email", email: email(), birthday });
      return customer.birthday;
    };
    assert.equal(await saved(new Date("2001-05-13T21:00:00Z")), "2001-05-14");
    assert.equal(await saved("2001-12-31T22:00:00.000Z"), "2002-01-01");
    for (const same of [new Date("2001-05-14T00:00:00Z"), "2001-05-14", "2001-05-14 00:00:00"])
      assert.equal(await saved(same), "2001-05-14");
    assert.equal(await saved("--05-14"), "--05-14");
    const odd = await refused("saveCustomer", { find_by: "email", email: email(), birthday: "soon" });
    assert.equal(odd.type, "DataError");
  });

  it("leave out what is empty, whether untouched, null or an empty text", async () => {
    await run("issueCard", {
      template_id: templateId,
      find_by: "email",
      email: email(),
      phone: null,
      name: "",
      language: null,
    });
    assert.deepEqual(Object.keys(lastBody()), ["template_id", "email"]);
  });

  it("add stamps to the card that the answer asks for, whatever an earlier answer left", async () => {
    const card = await issued();
    const bundle = await run("addStamp", {
      find_by: "card_id",
      card_id: card.id,
      email: "somebody.else@example.com",
      count: 2,
      receipt_id: "R-1",
    });
    assert.deepEqual([bundle.card.id, bundle.stamp.count], [card.id, 2]);
    assert.ok(bundle.card.last_stamp_at instanceof Date);
    assert.deepEqual([bundle.goals.length, bundle.vouchers.length], [1, 1]);
    const more = await run("addStamp", { find_by: "card_number", card_number: card.number, note: "Merci" });
    assert.equal(more.stamp.count, 1);
  });

  it("do nothing twice with the same reference, in any script", async () => {
    const card = await issued();
    const given = { find_by: "card_id", card_id: card.id, reference: "замовлення 5" };
    const first = await run("addStamp", given);
    const second = await run("addStamp", given);
    assert.equal(second.stamp.id, first.stamp.id);
    assert.equal((await run("getCard", { card_id: card.id })).total_stamps, 1);
    const otherStep = await run("issueVoucher", {
      made_from: "title",
      title: "A tea",
      for_whom: "card_id",
      card_id: card.id,
      reference: "замовлення 5",
    });
    assert.equal(otherStep.title, "A tea");
    const long = { find_by: "card_id", card_id: card.id, reference: "замовлення ".repeat(100) };
    assert.equal((await run("addStamp", long)).card.total_stamps, 2);
    assert.equal((await run("addStamp", { ...long, count: 2 })).card.total_stamps, 4);
    const keys = stage.world.calls.flatMap(({ headers }) => headers["Idempotency-Key"] ?? []);
    assert.ok(keys.every((key) => /^[0-9a-f]{64}$/.test(key)));
    const without = stage.world.calls.find(({ url }) => url.endsWith("/v1/cards"));
    assert.ok(without && !("Idempotency-Key" in without.headers));
  });

  it("issue a voucher from a template, a custom one, and one with exact times", async () => {
    const card = await issued();
    const ready = await run("issueVoucher", {
      made_from: "voucher_template_id",
      voucher_template_id: voucherTemplateId,
      for_whom: "card_id",
      card_id: card.id,
    });
    assert.ok(ready.expires_at instanceof Date);
    const custom = await run("issueVoucher", {
      ...ownText,
      title: "A cake",
      redeem_code: "CAKE-1",
      formats: ["text", "qr"],
      validity_days: 7,
    });
    assert.deepEqual(lastBody().validity, { type: "days", value: 7 });
    assert.deepEqual([custom.title, custom.redeem_code], ["A cake", "CAKE-1"]);
    const expires_at = new Date(Date.now() + 86_400_000);
    const exact = await run("issueVoucher", { ...ownText, title: "A tea", expires_at });
    assert.equal(lastBody().validity, undefined);
    assert.equal(Math.floor(exact.expires_at / 1_000), Math.floor(expires_at.getTime() / 1_000));
  });

  it("redeem by code, and by id without sending the code", async () => {
    const one = await run("issueVoucher", { ...ownText, title: "One", redeem_code: "ONE-1" });
    const byCode = await run("redeemVoucher", { ...byCodeOfAnybody, code: "ONE-1", receipt_id: "R-7" });
    assert.deepEqual([byCode.id, byCode.status], [one.id, "redeemed"]);
    assert.ok(byCode.redeemed_at instanceof Date);
    const two = await run("issueVoucher", { ...ownText, title: "Two", redeem_code: "TWO-2" });
    const byId = await run("redeemVoucher", {
      redeem_by: "voucher_id",
      voucher_id: two.id,
      code: "ignored",
      email: "a@example.com",
    });
    assert.deepEqual([byId.id, lastBody()], [two.id, {}]);
  });

  it("get and cancel a voucher", async () => {
    const voucher = await run("issueVoucher", { ...ownText, title: "A mistake" });
    const cancelled = await run("cancelVoucher", { voucher_id: voucher.id, reason: "By mistake" });
    assert.equal(cancelled.status, "cancelled");
    assert.ok(cancelled.cancelled_at instanceof Date);
    assert.equal((await run("getVoucher", { voucher_id: voucher.id })).status, "cancelled");
  });

  it("create, update and get a customer", async () => {
    const byNumber = { find_by: "external_id", external_id: randomUUID() };
    const first = await run("saveCustomer", { ...byNumber, name: "Ann", whatsapp_consent: true });
    const second = await run("saveCustomer", { ...byNumber, name: "Ann Lee" });
    assert.equal(second.id, first.id);
    const found = await run("getCustomer", { customer_id: first.id });
    assert.deepEqual([found.name, found.consents.whatsapp], ["Ann Lee", true]);
  });

  it("confine an id to its place in the address", async () => {
    const error = await refused("getCard", { card_id: "../me" });
    assert.deepEqual(
      [error.type, stage.world.calls.at(-1)?.url.endsWith("/v1/cards/..%2Fme")],
      ["DataError", true],
    );
  });

  it("ask for what is required before anything is sent", async () => {
    const sent = stage.world.calls.length;
    assert.match((await refused("issueCard", {})).message, /template_id is required/);
    assert.match(
      (await refused("addStamp", { find_by: "card_id", card_id: "card_1", count: 0 })).message,
      /count is below 1/,
    );
    assert.match((await refused("sendBroadcast", { channel: "fax" })).message, /none of the options/);
    assert.equal(stage.world.calls.length, sent);
  });

  it("are all tried here, but for broadcasts", () => {
    const untried = modulesOf("action").filter((id) => !ran.has(id));
    assert.deepEqual(untried, ["sendBroadcast", "getBroadcast"]);
  });
});
