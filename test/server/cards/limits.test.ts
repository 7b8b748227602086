import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";

describe("limits", () => {
  let app: TestApp;
  let owner: Client;
  let clock: TestClock;

  before(async () => {
    clock = new TestClock();
    app = await startTestApp({ clock });
  });
  after(() => app.stop());
  beforeEach(async () => {
    clock.set("2026-05-11T12:34:56.700Z");
    ({ owner } = await app.tenant({ time_zone: "Europe/Kyiv" }));
  });

  const card = async (template: Record<string, unknown>): Promise<string> => {
    const { id } = await made(owner, "/templates", { name: "Coffee", goals: [], ...template });
    return (await made(owner, "/cards", { template_id: id, email: "ann@example.com" })).id;
  };
  const stamp = (card_id: string, more: object = {}) => owner.post("/stamps", { card_id, ...more });
  const total = async (id: string) => (await owner.get(`/cards/${id}`)).body.total_stamps;
  const award = (stamps: number) => ({ stamps, reward: { type: "award", name: `Award ${stamps}` } });

  it("drop the surplus of a program that stops, say so, and refuse more", async () => {
    const id = await card({ goals: [award(5)], after_final_goal: "stop" });
    const { body } = await stamp(id, { count: 8 });
    assert.equal(body.stamps_ignored, 3);
    assert.equal(body.stamp.count, 5);
    assert.deepEqual([body.card.status, body.card.stamps, body.card.total_stamps], ["complete", 5, 5]);
    assert.equal(body.card.stamps_to_next_goal, null);
    assertRefused(await stamp(id), 409, "card_complete");
    assertRefused(await stamp(id, { amount: "1.00", currency: "EUR" }), 422, "validation_failed", "/amount");
  });

  it("refuse more than ten stamps a call by default, and add nothing", async () => {
    const id = await card({});
    const answer = await stamp(id, { count: 11, receipt_id: "R1" });
    assertRefused(answer, 409, "stamp_limit_exceeded");
    assert.equal(answer.body.max_stamps_per_call, 10);
    assert.equal(await total(id), 0);
    assert.equal((await stamp(id, { count: 10, receipt_id: "R1" })).status, 200);
  });

  it("count a day by the business's midnight", async () => {
    const id = await card({ limits: { daily_stamps_per_card: 3 } });
    await stamp(id, { count: 2 });
    const answer = await stamp(id, { count: 2 });
    assertRefused(answer, 409, "daily_limit_reached");
    assert.equal(answer.body.retry_at, "2026-05-11T21:00:00Z");
    assert.equal((await stamp(id)).status, 200);
    clock.set("2026-05-11T20:59:59Z");
    assertRefused(await stamp(id), 409, "daily_limit_reached");
    clock.set(answer.body.retry_at);
    assert.equal((await stamp(id, { count: 3 })).status, 200);
    assert.equal(await total(id), 6);
  });

  it("let a card rest, until the second that retry_at names", async () => {
    const id = await card({ limits: { cooldown_seconds: 60 } });
    await stamp(id);
    const answer = await stamp(id);
    assertRefused(answer, 409, "cooldown_active");
    assert.equal(answer.body.retry_at, "2026-05-11T12:35:57Z");
    clock.set(answer.body.retry_at);
    assert.equal((await stamp(id)).status, 200);
  });

  it("take a receipt once in a business, on whatever card", async () => {
    const id = await card({});
    await stamp(id, { receipt_id: "R1" });
    const answer = await stamp(id, { receipt_id: "R1" });
    assertRefused(answer, 409, "receipt_already_used");
    assert.equal(await total(id), 1);
    const { owner: other } = await app.tenant();
    const { id: template } = await made(other, "/templates", { name: "Tea", goals: [] });
    await made(other, "/cards", { template_id: template, email: "ann@example.com" });
    await made(other, "/stamps", { email: "ann@example.com", receipt_id: "R1" });
  });

  it("tell of everything in order, with the goal's target on the card", async () => {
    const { id: gift } = await made(owner, "/voucher-templates", { title: "Coffee" });
    const goals = [award(2), { stamps: 3, reward: { type: "voucher", voucher_template_id: gift } }];
    const id = await card({ goals });
    const answer = await stamp(id, { count: 4 });
    const events = (await owner.get(`/events?card_id=${id}`)).body.data.reverse().slice(1);
    const told = events.map((event: { event: string; card: { stamps: number; goal_index: number } }) => [
      event.event,
      event.card.stamps,
      event.card.goal_index,
    ]);
    assert.deepEqual(told, [
      ["stamp_added", 1, 0],
      ["goal_reached", 2, 1],
      ["reward_issued", 2, 1],
      ["goal_reached", 3, 2],
      ["reward_issued", 3, 2],
      ["voucher_issued", 3, 2],
    ]);
    const { reward_type: type, reward_name: name, ...goal } = events[3].goal;
    assert.deepEqual(goal, { index: 2, target: 3, is_final: true, cycle: 1 });
    assert.deepEqual([type, name], ["voucher", "Coffee"]);
    assert.equal(events[5].voucher.origin, "goal");
    assert.equal(answer.body.vouchers[0].id, events[5].voucher.id);
    assert.equal(answer.body.stamps_ignored, undefined);
  });

  it("use a receipt once when two calls race for it", async () => {
    const id = await card({});
    const answers = await Promise.all(Array.from({ length: 10 }, () => stamp(id, { receipt_id: "R1" })));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal(await total(id), 1);
  });
});
