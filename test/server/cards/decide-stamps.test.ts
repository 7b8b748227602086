import assert from "node:assert/strict";
import { decideStamps, type StampContext } from "../../../server/src/cards/decide-stamps.ts";
import type { CardFact } from "../../../server/src/cards/projection.ts";
import type { VoucherTemplateDocument } from "../../../server/src/templates/index.ts";
import { lotteryOf } from "../rewards/lottery.ts";
import { award, business, counting, inProgram, now } from "./stage.ts";

const gift = {
  _id: "vt_1",
  title: "Free coffee",
  description: null,
  image_url: null,
  code: { mode: "shared", value: "FREE" },
  formats: ["text"],
  validity: { type: "unlimited", value: null },
} as unknown as VoucherTemplateDocument;

const voucherAt = (stamps: number) => ({
  stamps,
  reward: { type: "voucher" as const, voucher_template_id: "vt_1" },
});

const context = (input: StampContext["input"] = {}, more: Partial<StampContext> = {}): StampContext => ({
  ids: counting(),
  business,
  scope: { source: "api", actor: { kind: "staff", staff_id: "st_1", via: "key" }, staff_name: "Maya" },
  at: now,
  location_id: "loc_1",
  location_name: "Main Street",
  customer: null,
  voucherTemplates: [gift],
  draw: () => 0,
  input,
  ...more,
});

const euros = { type: "by_amount", amount_per_stamp: "10.00", currency: "EUR" } as const;
const sealedNote = { of: "c_1", sealed: "to go" };
const limits = (change: object) => ({
  limits: { max_stamps_per_call: null, daily_stamps_per_card: null, cooldown_seconds: 0, ...change },
});

const stampedFact = (facts: readonly object[]) => facts[0] as Extract<CardFact, { type: "card.stamped" }>;

describe("stamps › rules", () => {
  it("write one fact, one event and the answer of a call", () => {
    const decision = decideStamps(
      inProgram({ stamps: 1, total_stamps: 11, day: "2026-05-12", day_stamps: 4 }),
      {
        ...context({ count: 2, receipt_id: "R1", note: sealedNote }),
      },
    );
    assert.deepEqual(decision.facts, [
      {
        type: "card.stamped",
        added: 2,
        goals: 0,
        position: { stamps: 3, cycle: 1, goal_index: 0, isComplete: false },
        remainder_minor: 0,
        day: "2026-05-12",
        day_stamps: 6,
        note: sealedNote,
      },
    ]);
    assert.deepEqual(decision.claims, ["receipt:b_1:R1"]);
    assert.equal(decision.customer_id, "c_1");
    const [event] = decision.events;
    assert.deepEqual([decision.events.length, event?.name, event?.id], [1, "stamp_added", "evt_2"]);
    assert.equal(JSON.parse(String(event?.body)).card.stamps, 3);
    const stamp = {
      id: "stamp_1",
      count: 2,
      source: "api",
      receipt_id: "R1",
      amount: null,
      currency: null,
      staff_id: "st_1",
      staff_name: "Maya",
    };
    assert.deepEqual(decision.answer.stamp, stamp);
    const { card, goals, rewards, lotteries, vouchers } = decision.answer;
    assert.deepEqual([card?.stamps, card?.total_stamps, card?.stamps_to_next_goal], [3, 13, 2]);
    assert.deepEqual([goals, rewards, lotteries, vouchers], [[], [], [], []]);
    assert.equal("stamps_ignored" in decision.answer, false);
  });

  it("claim no receipt that is not there, or that the sale has used", () => {
    assert.deepEqual(decideStamps(inProgram(), context()).claims, []);
    const { claims, answer } = decideStamps(inProgram(), context({ receipt_id: "R1", receipt: "used" }));
    assert.deepEqual([claims, answer.stamp?.receipt_id], [[], "R1"]);
  });

  it("keep no note where none was written, and count a new day from nothing", () => {
    const { facts } = decideStamps(inProgram({ day: "2026-05-11", day_stamps: 4 }), context());
    const fact = stampedFact(facts);
    assert.deepEqual([fact.note, fact.day, fact.day_stamps], [null, "2026-05-12", 1]);
  });

  it("show the money of a sale", () => {
    const one = inProgram({ remainder_minor: 950 }, { earn: euros, ...limits({}) });
    const { facts, answer } = decideStamps(one, context({ amount: "10.60", currency: "EUR" }));
    assert.equal(stampedFact(facts).remainder_minor, 10);
    assert.deepEqual(
      [answer.stamp?.count, answer.stamp?.amount, answer.stamp?.currency],
      [2, "10.60", "EUR"],
    );
  });

  it("keep the remainder of a sale too small, use up its receipt and tell nobody", () => {
    const one = inProgram({ remainder_minor: 200 }, { earn: euros });
    const decision = decideStamps(one, context({ amount: "7.99", currency: "EUR", receipt_id: "R1" }));
    assert.deepEqual(decision.facts, [{ type: "card.remainder_kept", remainder_minor: 999 }]);
    assert.deepEqual(
      [decision.events, decision.claims, decision.customer_id],
      [[], ["receipt:b_1:R1"], "c_1"],
    );
    const { card, ...rest } = decision.answer;
    assert.equal(card?.amount_remainder, "9.99");
    assert.deepEqual(rest, { stamp: null, goals: [], rewards: [], lotteries: [], vouchers: [] });
  });

  it("tell of each goal in order: goal, reward, voucher", () => {
    const goals = [voucherAt(2), award(4)];
    const decision = decideStamps(inProgram({ stamps: 1 }, { goals }), context({ count: 4 }));
    assert.deepEqual(
      decision.events.map(({ name }) => name),
      ["stamp_added", "goal_reached", "reward_issued", "voucher_issued", "goal_reached", "reward_issued"],
    );
    assert.deepEqual(
      decision.facts.map(({ type }) => type),
      ["card.stamped", "reward.granted", "voucher.issued", "reward.granted"],
    );
    const { answer } = decision;
    assert.deepEqual(answer.goals, [
      { index: 1, target: 2, is_final: false, cycle: 1 },
      { index: 2, target: 4, is_final: true, cycle: 1 },
    ]);
    assert.deepEqual(
      answer.rewards.map(({ type }) => type),
      ["voucher", "award"],
    );
    assert.deepEqual(
      answer.vouchers.map(({ redeem_code }) => redeem_code),
      ["FREE"],
    );
    assert.deepEqual([answer.card?.cycle, answer.card?.stamps, answer.card?.goals_reached], [2, 1, 2]);
    assert.equal(stampedFact(decision.facts).goals, 2);
  });

  it("show what an auto lottery drew", () => {
    const wheel = { ...lotteryOf(["no_prize", 100]), play: "auto" as const };
    const { answer } = decideStamps(inProgram({}, { goals: [{ stamps: 1, reward: wheel }] }), context());
    assert.deepEqual(
      answer.lotteries.map(({ type }) => type),
      ["no_prize"],
    );
    assert.deepEqual(answer.vouchers, []);
  });

  it("drop what a program that stops has no room for, and say so", () => {
    const one = inProgram({ stamps: 9, goal_index: 1 }, { after_final_goal: "stop" });
    const { facts, answer } = decideStamps(one, context({ count: 3 }));
    assert.equal(stampedFact(facts).added, 1);
    assert.equal(stampedFact(facts).day_stamps, 1);
    assert.deepEqual([answer.stamp?.count, answer.stamps_ignored, answer.card?.status], [1, 2, "complete"]);
    assert.throws(() => decideStamps(inProgram({ status: "complete" }), context()), {
      code: "card_complete",
    });
  });

  describe("limits", () => {
    it("of a call: as many as it says, and no more", () => {
      const one = inProgram({}, limits({ max_stamps_per_call: 4 }));
      assert.equal(decideStamps(one, context({ count: 4 })).answer.stamp?.count, 4);
      assert.throws(() => decideStamps(one, context({ count: 5 })), {
        code: "stamp_limit_exceeded",
        details: { max_stamps_per_call: 4, detail: "One call may add 4 stamps at most." },
      });
    });

    it("of any call: what one entry can hold", () => {
      const one = inProgram({}, { goals: [], ...limits({}) });
      assert.equal(decideStamps(one, context({ count: 100_000 })).answer.stamp?.count, 100_000);
      const tooMany = {
        code: "stamp_limit_exceeded",
        details: { max_stamps_per_call: 100_000, detail: "One call may add 100000 stamps at most." },
      };
      assert.throws(() => decideStamps(one, context({ count: 100_001 })), tooMany);
      const wide = inProgram({}, { goals: [], ...limits({ max_stamps_per_call: 200_000 }) });
      assert.throws(() => decideStamps(wide, context({ count: 100_001 })), tooMany);
      const often = inProgram({}, { goals: [award(1)], ...limits({}) });
      assert.equal(decideStamps(often, context({ count: 500 })).answer.goals.length, 500);
      assert.throws(() => decideStamps(often, context({ count: 501 })), {
        code: "stamp_limit_exceeded",
        details: { max_stamps_per_call: 500, detail: "One call may add 500 stamps at most." },
      });
    });

    it("of a day, by the business's midnight", () => {
      const today = { day: "2026-05-12", day_stamps: 3 };
      const perDay = limits({ daily_stamps_per_card: 4 });
      assert.equal(decideStamps(inProgram(today, perDay), context()).answer.stamp?.count, 1);
      assert.throws(() => decideStamps(inProgram(today, perDay), context({ count: 2 })), {
        code: "daily_limit_reached",
        details: {
          retry_at: "2026-05-12T21:00:00Z",
          detail: "A card gets 4 stamps a day at most.",
        },
      });
      const yesterday = { day: "2026-05-11", day_stamps: 4 };
      assert.equal(decideStamps(inProgram(yesterday, perDay), context()).answer.stamp?.count, 1);
    });

    it("of the cooldown, until the second that is named", () => {
      const last = (ms: number) => ({ last_stamp_at: new Date(now.getTime() - ms) });
      const rests = limits({ cooldown_seconds: 60 });
      assert.equal(decideStamps(inProgram(last(60_000), rests), context()).answer.stamp?.count, 1);
      assert.equal(decideStamps(inProgram({}, rests), context()).answer.stamp?.count, 1);
      assert.throws(() => decideStamps(inProgram(last(59_500), rests), context()), {
        code: "cooldown_active",
        details: {
          retry_at: "2026-05-11T22:30:01Z",
          detail: "The next stamp is possible at 2026-05-11T22:30:01Z.",
        },
      });
      // A clock that was ahead: without a cooldown there is nothing to wait for.
      assert.equal(decideStamps(inProgram(last(-5_000), limits({})), context()).answer.stamp?.count, 1);
    });
  });
});
