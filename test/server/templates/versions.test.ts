import assert from "node:assert/strict";
import { applyPending } from "../../../server/src/cards/apply.ts";
import { findBusiness } from "../../../server/src/businesses/index.ts";
import { templates } from "../../../server/src/templates/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";

describe("template versions", () => {
  let app: TestApp;
  let owner: Client;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    ({ owner } = await app.tenant());
  });

  const award = (stamps: number) => ({ stamps, reward: { type: "award", name: `Award ${stamps}` } });
  const program = (more: object) => made(owner, "/templates", { name: "Coffee", ...more });
  const card = (template_id: string, name = "ann") =>
    made(owner, "/cards", { template_id, email: `${name}@example.com` });
  const now = async (id: string) => (await owner.get(`/cards/${id}`)).body;
  const edit = async (id: string, changes: object) => {
    const answer = await owner.patch(`/templates/${id}`, changes);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  /** Asks for the current version on issued cards and waits until it is there. */
  const apply = async (id: string) => {
    const answer = await owner.post(`/templates/${id}/apply`);
    assert.equal(answer.status, 202, answer.text);
    await applyPending(app.platform, (business) => findBusiness(app.platform, business));
    return answer.body;
  };

  it("rise with a change of mechanics only", async () => {
    const { id, ...first } = await program({ goals: [award(5)] });
    assert.equal(first.version, 1);
    const again = { goals: first.goals, earn: first.earn, limits: first.limits };
    const kept = await edit(id, {
      ...again,
      name: "Tea",
      birthday: { enabled: true },
      inactivity: { enabled: true },
    });
    assert.equal(kept.version, 1);
    const changes = [
      { goals: [award(6)] },
      { after_final_goal: "stop" },
      { limits: { cooldown_seconds: 5 } },
    ];
    for (const [at, change] of changes.entries()) assert.equal((await edit(id, change)).version, at + 2);
  });

  it("stay with issued cards until they are applied", async () => {
    const { id } = await program({ goals: [award(5)] });
    const old = await card(id);
    await edit(id, { goals: [award(3), award(8)] });
    const fresh = await card(id, "bob");
    assert.deepEqual([(await now(old.id)).template_version, fresh.template_version], [1, 2]);
    const { goals } = await made(owner, "/stamps", { card_id: old.id, count: 4 });
    assert.deepEqual(goals, []);
    assert.deepEqual(await apply(id), { version: 2, count: 1 });
    const after = await now(old.id);
    assert.deepEqual([after.template_version, after.stamps, after.goal_index], [2, 4, 1]);
    assert.equal(after.stamps_to_next_goal, 4);
    assert.deepEqual(await apply(id), { version: 2, count: 0 });
  });

  it("say how far they have come, and what is left, until every card has them", async () => {
    const { id } = await program({ goals: [award(5)] });
    await Promise.all([card(id), card(id, "bob")]);
    await edit(id, { goals: [award(6)] });
    const progress = async () => (await owner.get(`/templates/${id}/apply`)).body;
    assert.deepEqual(await progress(), { version: 2, applying: false, left: 2 });
    // As a crash in the middle of it leaves it: one card has it, one has not.
    const { store } = app.platform;
    await store.collection(templates).updateOne({ _id: id }, { $set: { applying_version: 2 } });
    await card(id, "eve");
    await edit(id, { goals: [award(7)] });
    assert.deepEqual(await progress(), { version: 2, applying: true, left: 2 });
    await applyPending(app.platform, (business) => findBusiness(app.platform, business));
    assert.deepEqual(await progress(), { version: 3, applying: false, left: 3 });
    assert.equal((await owner.get("/templates/tpl_none/apply")).status, 404);
  });

  it("are applied as they were asked for, though the template moves on meanwhile", async () => {
    const { id } = await program({ goals: [award(5)] });
    const { id: cardId } = await card(id);
    await edit(id, { goals: [award(6)] });
    assert.equal((await owner.post(`/templates/${id}/apply`)).status, 202);
    await edit(id, { goals: [award(7)] });
    await applyPending(app.platform, (business) => findBusiness(app.platform, business));
    assert.equal((await now(cardId)).template_version, 2);
  });

  it("never give a complete card its last reward again", async () => {
    const { id } = await program({ goals: [award(2)], after_final_goal: "stop" });
    const { id: cardId } = await card(id);
    await made(owner, "/stamps", { card_id: cardId, count: 2 });
    await edit(id, { limits: { daily_stamps_per_card: 100 } });
    await apply(id);
    assertRefused(await owner.post("/stamps", { card_id: cardId }), 409, "card_complete");
    await edit(id, { goals: [award(2), award(4)] });
    await apply(id);
    assert.deepEqual([(await now(cardId)).status, (await now(cardId)).stamps_to_next_goal], ["active", 2]);
    const { goals } = await made(owner, "/stamps", { card_id: cardId, count: 2 });
    assert.deepEqual(
      goals.map((one: { target: number }) => one.target),
      [4],
    );
    await edit(id, { after_final_goal: "restart" });
    await apply(id);
    const { stamps, cycle, status } = await now(cardId);
    assert.deepEqual([stamps, cycle, status], [0, 2, "active"]);
  });

  it("take no money over into another currency", async () => {
    const by = (amount_per_stamp: string, currency: string) => ({
      type: "by_amount",
      amount_per_stamp,
      currency,
    });
    const { id } = await program({ earn: by("10.00", "EUR") });
    const { id: cardId } = await card(id);
    await made(owner, "/stamps", { card_id: cardId, amount: "9.99", currency: "EUR" });
    await edit(id, { earn: by("20.00", "EUR") });
    await apply(id);
    assert.equal((await now(cardId)).amount_remainder, "9.99");
    await edit(id, { earn: by("100", "JPY") });
    await apply(id);
    assert.equal((await now(cardId)).amount_remainder, "0");
  });

  it("come back from an export as they went out", async () => {
    const { id: gift, ...voucher } = await made(owner, "/voucher-templates", {
      title: "Gift",
      validity: { type: "months", value: 2 },
    });
    const variant = { type: "try_again", probability: 0.1, name: "Again" };
    const won = { type: "voucher", probability: 99.9, name: "Won", voucher_template_id: gift };
    const spin = { type: "lottery", name: "Spin", play: "auto", variants: [variant, won] };
    const { id } = await program({
      earn: { type: "by_amount", amount_per_stamp: "2.5", currency: "EUR" },
      goals: [award(5), { stamps: 7, reward: spin }],
      limits: { daily_stamps_per_card: 4 },
      birthday: { enabled: true, days_before: 3, voucher_template_id: gift },
    });
    const withoutDates = (one: object) =>
      Object.fromEntries(
        Object.entries(one).filter(([key]) => !["id", "version", "created_at", "updated_at"].includes(key)),
      );
    const content = ({ text }: { text: string }) => withoutDates(JSON.parse(text));
    const exported = content(await owner.get(`/templates/${id}`));
    const imported = content(await owner.post("/templates", exported));
    const withoutIds = (one: object) => JSON.stringify(one).replaceAll(/var_\w+/g, "");
    assert.equal(withoutIds(imported), withoutIds(exported));
    const plain = withoutDates(voucher);
    assert.deepEqual(content(await owner.post("/voucher-templates", plain)), plain);
  });

  it("are refused with goals out of order, amounts that are none and unknown vouchers", async () => {
    const refuse = async (body: object, pointer: string) =>
      assertRefused(
        await owner.post("/templates", { name: "X", ...body }),
        422,
        "validation_failed",
        pointer,
      );
    await refuse({ goals: [award(5), award(5)] }, "/goals");
    const earn = (amount_per_stamp: string, currency: string) => ({
      earn: { type: "by_amount", amount_per_stamp, currency },
    });
    await refuse(earn("1.5", "JPY"), "/earn/amount_per_stamp");
    await refuse(earn("0.00", "EUR"), "/earn/amount_per_stamp");
    await refuse(earn("1.00", "ZZZ"), "/earn/currency");
    const reward = { type: "voucher", voucher_template_id: "vt_x" };
    await refuse({ goals: [{ stamps: 1, reward }] }, "/goals/0/reward/voucher_template_id");
  });

  it("count each of many edits at once", async () => {
    const { id } = await program({ goals: [award(1)] });
    await Promise.all(Array.from({ length: 10 }, (_, at) => edit(id, { goals: [award(at + 2)] })));
    assert.equal((await owner.get(`/templates/${id}`)).body.version, 11);
  });
});
