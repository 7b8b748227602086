import assert from "node:assert/strict";
import {
  decideTakeBack,
  retreatOf,
  walkBack,
  type Gift,
  type TakeBackContext,
} from "../../../server/src/cards/decide-take-back.ts";
import { award, counting, inProgram, now } from "./stage.ts";

const perOrder = (stamps: number): Gift => ({ stamps, ignored: 0, amount: null });
const euros = { type: "by_amount", amount_per_stamp: "10.00", currency: "EUR" } as const;
const paid = (value: string, more: Partial<Gift> = {}): Gift => ({
  stamps: 0,
  ignored: 0,
  amount: { value, currency: "EUR" },
  ...more,
});

const context = (gift: Gift, ungiven: TakeBackContext["ungiven"] = []): TakeBackContext => ({
  ids: counting(),
  scene: {
    at: now,
    business_id: "b_1",
    location_id: null,
    location_name: null,
    customer: null,
    wallet_pass_id: "wp_1",
  },
  gift,
  receipt_id: "R1",
  ungiven,
});

const all = () => true;

describe("take back › rules", () => {
  it("walk back through a goal, a cycle and the end of a complete card", () => {
    const goals = [award(3), award(5)];
    const at = (stamps: number, cycle: number, goal_index: number, isComplete = false) => ({
      stamps,
      cycle,
      goal_index,
      isComplete,
    });
    assert.deepEqual(walkBack(at(4, 1, 1), 2, goals, all), {
      position: at(2, 1, 0),
      taken: 2,
      passed: [{ index: 1, cycle: 1 }],
    });
    assert.deepEqual(walkBack(at(4, 1, 1), 1, goals, all), { position: at(3, 1, 1), taken: 1, passed: [] });
    assert.deepEqual(walkBack(at(1, 3, 0), 2, goals, all), {
      position: at(4, 2, 1),
      taken: 2,
      passed: [{ index: 2, cycle: 2 }],
    });
    assert.deepEqual(walkBack(at(1, 3, 0), 1, goals, all), { position: at(0, 3, 0), taken: 1, passed: [] });
    assert.deepEqual(walkBack(at(5, 1, 2, true), 1, goals, all), {
      position: at(4, 1, 1),
      taken: 1,
      passed: [{ index: 2, cycle: 1 }],
    });
    assert.deepEqual(walkBack(at(2, 1, 0), 9, goals, all).taken, 2, "not before the first cycle");
    assert.deepEqual(
      walkBack(at(2, 2, 0), 9, [], all).position,
      at(0, 2, 0),
      "without goals there is no cycle",
    );
    const earlier = ({ cycle }: { cycle: number }) => cycle < 3;
    assert.equal(
      walkBack(at(1, 3, 0), 2, goals, earlier).position.cycle,
      2,
      "it is the cycle before that counts",
    );
    const lastStays = walkBack(at(1, 2, 0), 3, goals, ({ index }) => index !== 2);
    assert.deepEqual(lastStays, { position: at(0, 2, 0), taken: 1, passed: [] });
    const firstStays = walkBack(at(4, 2, 1), 8, goals, ({ index }) => index !== 1);
    assert.deepEqual(firstStays, { position: at(0, 2, 1), taken: 4, passed: [] });
  });

  it("take per order what was given, whatever it cost", () => {
    const { position, taken, remainder } = retreatOf(
      inProgram({ stamps: 4, remainder_minor: 7 }),
      paid("99", { stamps: 3 }),
      [],
    );
    assert.deepEqual([position.stamps, taken, remainder], [1, 3, 7]);
  });

  it("take by amount what the money is worth on the card as it stands", () => {
    const one = (stamps: number, remainder_minor: number) =>
      inProgram({ stamps, remainder_minor }, { earn: euros });
    const back = (card: ReturnType<typeof one>, gift: Gift) => {
      const { position, taken, remainder } = retreatOf(card, gift, []);
      return [position.stamps, taken, remainder];
    };
    assert.deepEqual(back(one(3, 250), paid("12.50")), [2, 1, 0]);
    assert.deepEqual(back(one(3, 250), paid("12.51")), [1, 2, 999]);
    assert.deepEqual(back(one(3, 250), paid("2.00")), [3, 0, 50]);
    assert.deepEqual(back(one(3, 250), paid("35.00", { ignored: 2 })), [1, 2, 750]);
    assert.deepEqual(back(one(3, 250), paid("5.00", { ignored: 1 })), [3, 0, 250], "all of it was dropped");
    assert.deepEqual(back(one(1, 250), paid("32.51")), [0, 1, 0], "no other sale's money makes it good");
    const dollars: Gift = { stamps: 2, ignored: 0, amount: { value: "12.50", currency: "USD" } };
    assert.deepEqual(back(one(3, 250), dollars), [1, 2, 250], "another currency counts by its stamps");
  });

  it("take of a part what it was worth, by amount; else nothing before the last part", () => {
    const back = (card: ReturnType<typeof inProgram>, gift: Gift) => {
      const { position, taken, remainder } = retreatOf(card, gift, []);
      return [position.stamps, taken, remainder];
    };
    const one = inProgram({ stamps: 3, remainder_minor: 250 }, { earn: euros });
    const part = (before: string, after: string) => ({ left: { before, after } });
    assert.deepEqual(back(one, paid("30.00", part("30.00", "12.00"))), [1, 2, 450]);
    assert.deepEqual(back(one, paid("35.00", { ignored: 2, ...part("35.00", "10.00") })), [2, 1, 750]);
    const perCall = inProgram({ stamps: 3, remainder_minor: 7 });
    assert.deepEqual(back(perCall, paid("30.00", { stamps: 2, ...part("30.00", "12.00") })), [3, 0, 7]);
    assert.deepEqual(back(perCall, paid("30.00", { stamps: 2, ...part("12.00", "0.00") })), [1, 2, 7]);
    assert.deepEqual(back(one, perOrder(2)), [1, 2, 250], "given without an amount");
  });

  it("pass the goals whose rewards were taken back, of their cycle only", () => {
    const card = inProgram({ stamps: 6, goal_index: 1 });
    assert.deepEqual(retreatOf(card, perOrder(2), [{ index: 1, cycle: 1 }]).passed, [{ index: 1, cycle: 1 }]);
    assert.deepEqual(retreatOf(card, perOrder(2), [{ index: 1, cycle: 2 }]).passed, []);
    assert.deepEqual(retreatOf(card, perOrder(2), [{ index: 2, cycle: 1 }]).passed, []);
    const two = [
      { index: 1, cycle: 1 },
      { index: 2, cycle: 1 },
    ];
    assert.deepEqual(retreatOf(card, perOrder(2), two).passed, [{ index: 1, cycle: 1 }]);
  });

  it("write one fact and an event that only the journal shows", () => {
    const card = inProgram({ stamps: 6, goal_index: 1, goals_reached: 1, total_stamps: 6 });
    const decision = decideTakeBack(card, context(perOrder(2), [{ index: 1, cycle: 1 }]));
    assert.deepEqual(decision.facts, [
      {
        type: "card.taken_back",
        taken: 2,
        goals: 1,
        position: { stamps: 4, cycle: 1, goal_index: 0, isComplete: false },
        remainder_minor: 0,
      },
    ]);
    assert.deepEqual([decision.answer, decision.customer_id], [{ stamps: 2 }, "c_1"]);
    const [event] = decision.events;
    assert.deepEqual([event?.id, event?.name, event?.is_public], ["evt_1", "stamps_taken_back", false]);
    const body = JSON.parse(String(event?.body));
    assert.deepEqual(body.taken_back, {
      count: 2,
      goals: [{ index: 1, cycle: 1 }],
      receipt_id: "R1",
    });
    assert.equal(body.card.stamps, 4);
  });

  it("write nothing when nothing is left to take", () => {
    const nothing = { facts: [], events: [], answer: { stamps: 0 } };
    assert.deepEqual(decideTakeBack(inProgram(), context(perOrder(2))), nothing);
    assert.equal(decideTakeBack(inProgram({ stamps: 4 }), context(perOrder(2))).facts.length, 1);
    const kept = inProgram({ remainder_minor: 300 }, { earn: euros });
    const decision = decideTakeBack(kept, context(paid("1.00")));
    assert.deepEqual(
      decision.facts.map((fact) => "remainder_minor" in fact && fact.remainder_minor),
      [200],
    );
    const onlyGoal = inProgram({ stamps: 0, goal_index: 1 });
    const passed = decideTakeBack(onlyGoal, context(perOrder(0), [{ index: 1, cycle: 1 }]));
    assert.deepEqual([passed.facts.length, passed.answer], [1, { stamps: 0 }]);
  });
});
