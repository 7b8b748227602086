import assert from "node:assert/strict";
import { checkEarnInput, earnedBy, earnInputOf, type EarnInput } from "../../../server/src/cards/earn.ts";

const perOrder = { type: "per_order" } as const;
const byAmount = { type: "by_amount", amount_per_stamp: "10.00", currency: "EUR" } as const;

describe("earn", () => {
  describe("a request", () => {
    it("is taken when it says what the program counts, and no more", () => {
      for (const input of [{}, { count: 3 }]) checkEarnInput(perOrder, input);
      checkEarnInput(byAmount, { amount: "12.50", currency: "EUR" });
      checkEarnInput(byAmount, { amount: 0.01, currency: "EUR" });
    });

    const refused: [string, typeof perOrder | typeof byAmount, EarnInput, object][] = [
      [
        "an amount per order",
        perOrder,
        { amount: "1" },
        {
          pointer: "/amount",
          code: "invalid",
          detail: "does not belong to a program that stamps per order; send count",
        },
      ],
      [
        "a currency per order",
        perOrder,
        { currency: "EUR" },
        {
          pointer: "/currency",
          code: "invalid",
          detail: "does not belong to a program that stamps per order",
        },
      ],
      [
        "a count by amount",
        byAmount,
        { count: 1, amount: "1", currency: "EUR" },
        {
          pointer: "/count",
          code: "invalid",
          detail: "does not belong to a program by amount; send amount and currency",
        },
      ],
      [
        "no amount",
        byAmount,
        { currency: "EUR" },
        {
          pointer: "/amount",
          code: "required",
          detail: "is required for a program by amount",
        },
      ],
      [
        "no currency",
        byAmount,
        { amount: "1" },
        {
          pointer: "/currency",
          code: "required",
          detail: "is required with an amount",
        },
      ],
      [
        "a currency that is none",
        byAmount,
        { amount: "1", currency: "XYZ" },
        {
          pointer: "/currency",
          code: "invalid",
          detail: "is not a currency of ISO 4217",
        },
      ],
      [
        "too many digits",
        byAmount,
        { amount: "1.001", currency: "EUR" },
        {
          pointer: "/amount",
          code: "invalid",
          detail: "may have 2 decimals in EUR",
        },
      ],
      [
        "nothing",
        byAmount,
        { amount: "0.00", currency: "EUR" },
        {
          pointer: "/amount",
          code: "invalid",
          detail: "must be more than 0",
        },
      ],
    ];
    for (const [what, earn, input, error] of refused)
      it(`is refused with ${what}`, () => {
        assert.throws(
          () => checkEarnInput(earn, input),
          (failure: { code: string; details: { errors: object[] } }) => {
            assert.equal(failure.code, "validation_failed");
            assert.deepEqual(failure.details.errors, [error]);
            return true;
          },
        );
      });

    it("in another currency than the program's is refused, naming both", () => {
      assert.throws(() => checkEarnInput(byAmount, { amount: "1", currency: "USD" }), {
        code: "currency_mismatch",
        message: "This program counts in EUR, the amount is in USD.",
        details: { expected_currency: "EUR", detail: "This program counts in EUR, the amount is in USD." },
      });
    });
  });

  it("takes of a sale what the program counts", () => {
    const sale = { amount: "5.00", currency: "EUR" };
    assert.deepEqual(earnInputOf(perOrder, sale), {});
    assert.deepEqual(earnInputOf(byAmount, sale), sale);
  });

  it("gives per order what is asked for, one by default, and leaves the remainder alone", () => {
    const earned = { remainderMinor: 7, amountMinor: null, currency: null };
    assert.deepEqual(earnedBy(perOrder, {}, 7), { stamps: 1, ...earned });
    assert.deepEqual(earnedBy(perOrder, { count: 3 }, 7), { stamps: 3, ...earned });
  });

  it("gives by amount whole steps of what is there now and what was left", () => {
    assert.deepEqual(earnedBy(byAmount, { amount: "12.50", currency: "EUR" }, 800), {
      stamps: 2,
      remainderMinor: 50,
      amountMinor: 1_250,
      currency: "EUR",
    });
    assert.deepEqual(earnedBy(byAmount, { amount: "1.99", currency: "EUR" }, 800), {
      stamps: 0,
      remainderMinor: 999,
      amountMinor: 199,
      currency: "EUR",
    });
  });
});
