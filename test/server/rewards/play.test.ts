import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { rewardCards } from "../../../server/src/cards/index.ts";
import { systemActor } from "../../../server/src/journal/index.ts";
import type { Scope } from "../../../server/src/platform/index.ts";
import { playReward } from "../../../server/src/rewards/index.ts";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { makeVoucherTemplate, stageFor, type Stage } from "./lottery.ts";

const variant = (type: string, probability: number, more: object = {}) => ({
  type,
  probability,
  name: `A ${type}`,
  ...more,
});
const wheel = (variants: unknown[], play?: string) => ({
  type: "lottery",
  name: "Wheel",
  ...(play && { play }),
  variants,
});

describe("play", () => {
  const clock = new TestClock();
  let app: TestApp;
  let tenant: Tenant;
  let owner: Client;
  let stage: Stage;
  let voucherTemplateId: string;

  before(async () => {
    app = await startTestApp({ clock });
    tenant = await app.tenant();
    owner = tenant.owner;
    stage = stageFor(owner);
    voucherTemplateId = await makeVoucherTemplate(owner);
  });
  after(() => app.stop());

  const voucherVariant = (probability: number) =>
    variant("voucher", probability, { voucher_template_id: voucherTemplateId, greeting: "Lucky you!" });
  const named = (events: readonly Record<string, never>[]) => events.map(({ event }) => String(event));

  it("waits for the customer after the goal is reached", async () => {
    const { answer, cardId } = await stage.grant(wheel([variant("no_prize", 100)]));
    assert.equal(answer.rewards[0].status, "granted");
    assert.equal(answer.rewards[0].type, "lottery");
    assert.deepEqual(named(await stage.events(cardId)), [
      "card_issued",
      "stamp_added",
      "goal_reached",
      "reward_issued",
    ]);
  });

  it("answers the outcome and the voucher that was won", async () => {
    const { rewardId, cardId } = await stage.grant(wheel([voucherVariant(100)]));
    const answer = await owner.post(`/rewards/${rewardId}/play`);
    assert.equal(answer.status, 200, answer.text);
    const { lottery, voucher, reward, another_try: anotherTry } = answer.body;
    assert.equal(anotherTry, false);
    assert.equal(reward.status, "played");
    assert.equal(lottery.reward_id, rewardId);
    assert.equal(lottery.greeting, "Lucky you!");
    assert.equal(lottery.voucher_id, voucher.id);
    assert.equal(voucher.origin, "lottery");
    assert.equal(voucher.reward_id, rewardId);
    assert.equal(voucher.card_id, cardId);
    // 30 days from the play, to the end of that day in the business time zone
    assert.equal(voucher.expires_at, "2026-06-10T20:59:59Z");
    assert.deepEqual(named(await stage.events(cardId)).slice(-2), ["lottery_played", "voucher_issued"]);
    assert.deepEqual((await owner.get(`/vouchers/${voucher.id}`)).body, voucher);
  });

  it("gives an award or nothing without a voucher", async () => {
    for (const type of ["award", "no_prize"]) {
      const { rewardId } = await stage.grant(wheel([variant(type, 100)]));
      const { body } = await owner.post(`/rewards/${rewardId}/play`, {});
      assert.deepEqual([body.lottery.type, body.voucher, body.another_try], [type, null, false]);
    }
  });

  it("lets a scanner play, at the location it names or stands at", async () => {
    const location = (await owner.post("/locations", { name: "Corner" })).body.id;
    const scanner = await tenant.member("scanner", { location_id: location });
    const { rewardId, cardId } = await stage.grant(wheel([variant("no_prize", 100)]));
    assert.equal((await scanner.post(`/rewards/${rewardId}/play`)).status, 200);
    assert.equal((await stage.events(cardId)).at(-1)?.["location_id"], location);
  });

  it("gives another try of the same reward at most three times in a row", async () => {
    const chance = [variant("try_again", 99.99), variant("no_prize", 0.01)];
    const { rewardId, cardId } = await stage.grant(wheel(chance));
    const scope: Scope = {
      business: tenant.business,
      actor: systemActor,
      source: "api",
      location_id: null,
    };
    const bounds: number[] = [];
    const draw = (bound: number): number => {
      bounds.push(bound);
      return 0;
    };
    const outcomes: boolean[] = [];
    for (let spins = 0; spins < 4; spins += 1) {
      const { answer } = await playReward(app.platform, scope, rewardCards, { id: rewardId, draw });
      outcomes.push(answer.another_try);
      assert.equal(answer.reward.id, rewardId);
    }
    assert.deepEqual(outcomes, [true, true, true, false]);
    assert.deepEqual(bounds, [10_000, 10_000, 10_000, 1]);
    const played = (await stage.events(cardId)).filter(({ event }) => event === "lottery_played");
    assert.equal(played.length, 4);
    assert.equal((await owner.post(`/rewards/${rewardId}/play`)).status, 409);
  });

  it("draws an auto lottery inside the stamp call", async () => {
    const { answer, cardId, rewardId } = await stage.grant(wheel([voucherVariant(100)], "auto"));
    assert.equal(answer.rewards[0].status, "played");
    assert.equal(answer.vouchers[0].origin, "lottery");
    assert.equal(answer.lotteries[0].voucher_id, answer.vouchers[0].id);
    assert.deepEqual(named(await stage.events(cardId)), [
      "card_issued",
      "stamp_added",
      "goal_reached",
      "reward_issued",
      "lottery_played",
      "voucher_issued",
    ]);
    assert.equal((await owner.post(`/rewards/${rewardId}/play`)).body.code, "reward_already_played");
  });

  it("draws on at once when an auto lottery gives another try", async () => {
    const chain = [variant("try_again", 99.99), variant("no_prize", 0.01)];
    const { answer, cardId } = await stage.grant(wheel(chain, "auto"));
    const types = answer.lotteries.map(({ type }: { type: string }) => type);
    const played = (await stage.events(cardId)).filter(({ event }) => event === "lottery_played");
    assert.equal(answer.rewards[0].status, "played");
    assert.equal(types.at(-1), "no_prize");
    assert.deepEqual(
      types.slice(0, -1),
      types.slice(0, -1).map(() => "try_again"),
    );
    assert.ok(types.length <= 4);
    assert.equal(played.length, types.length);
  });

  it("refuses a reward that is no lottery", async () => {
    const { rewardId } = await stage.grant({ type: "award", name: "Cookie" });
    const answer = await owner.post(`/rewards/${rewardId}/play`);
    assert.deepEqual([answer.status, answer.body.code], [409, "reward_not_playable"]);
  });

  it("refuses a spin that was played, and says when", async () => {
    const { rewardId } = await stage.grant(wheel([variant("no_prize", 100)]));
    await owner.post(`/rewards/${rewardId}/play`);
    const answer = await owner.post(`/rewards/${rewardId}/play`);
    assert.deepEqual([answer.status, answer.body.code], [409, "reward_already_played"]);
    assert.equal(answer.body.played_at, "2026-05-11T12:34:56Z");
  });

  it("answers a repeat under the same Idempotency-Key with the first outcome", async () => {
    const { rewardId } = await stage.grant(wheel([voucherVariant(50), variant("no_prize", 50)]));
    const once = { "idempotency-key": randomUUID() };
    const first = await owner.post(`/rewards/${rewardId}/play`, {}, once);
    const second = await owner.post(`/rewards/${rewardId}/play`, {}, once);
    assert.equal(second.text, first.text);
    assert.equal(second.headers.get("idempotent-replayed"), "true");
  });

  it("does not know a reward of another business, of a deleted card, or one that never was", async () => {
    const { rewardId, cardId } = await stage.grant(wheel([variant("no_prize", 100)]));
    const stranger = (await app.tenant()).owner;
    const answers = [
      await stranger.post(`/rewards/${rewardId}/play`),
      await owner.post("/rewards/rw_none/play"),
    ];
    await owner.delete(`/cards/${cardId}`);
    answers.push(await owner.post(`/rewards/${rewardId}/play`));
    for (const answer of answers) assert.deepEqual([answer.status, answer.body.code], [404, "not_found"]);
  });

  it("refuses a location that is not there, and the spin stays", async () => {
    const { rewardId } = await stage.grant(wheel([variant("no_prize", 100)]));
    const refused = await owner.post(`/rewards/${rewardId}/play`, { location_id: "loc_none" });
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, "/location_id"]);
    assert.equal((await owner.post(`/rewards/${rewardId}/play`)).status, 200);
  });

  it("refuses a program whose lottery cannot be drawn", async () => {
    const refused = async (variants: unknown[]) => {
      const answer = await owner.post("/templates", {
        name: "Wrong",
        goals: [{ stamps: 1, reward: wheel(variants) }],
      });
      assert.equal(answer.status, 422, answer.text);
      return answer.body.errors[0].pointer;
    };
    const variants = "/goals/0/reward/variants";
    assert.equal(await refused([variant("no_prize", 99.99)]), variants);
    assert.equal(await refused([variant("no_prize", 100.01)]), `${variants}/0/probability`);
    assert.equal(await refused([variant("try_again", 100), variant("no_prize", 0)]), variants);
    assert.equal(
      await refused([variant("no_prize", 33.333), variant("award", 66.667)]),
      `${variants}/0/probability`,
    );
    assert.equal(await refused([variant("voucher", 100)]), `${variants}/0/voucher_template_id`);
    assert.equal(
      await refused([variant("voucher", 100, { voucher_template_id: "vt_gone" })]),
      `${variants}/0/voucher_template_id`,
    );
  });

  it("takes probabilities that sum to 100 only as decimals", async () => {
    const parts = [0.1, 0.2, 33.33, 33.33, 33.04].map((probability) => variant("no_prize", probability));
    await stage.card(wheel(parts));
  });
});
