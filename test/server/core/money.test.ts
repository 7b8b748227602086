import assert from "node:assert/strict";
import { currencyDigits, fromMinor, isCurrency, toMinor } from "../../../server/src/core/money.ts";

describe("money", () => {
  it("has the digits of ISO 4217", () => {
    const digits = { EUR: 2, JPY: 0, CLP: 0, BHD: 3, TND: 3, CLF: 4, UYW: 4, HUF: 2, ISK: 0 };
    for (const [currency, count] of Object.entries(digits))
      assert.equal(currencyDigits(currency), count, currency);
  });

  it("knows currencies from other texts", () => {
    assert.deepEqual(["EUR", "JPY", "eur", "EURO", "", "XYZ"].map(isCurrency), [
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("reads plain decimals into minor units", () => {
    const cases: [string | number, string, number][] = [
      ["12.5", "EUR", 1_250],
      [12.05, "EUR", 1_205],
      ["12", "EUR", 1_200],
      ["500", "JPY", 500],
      ["1.234", "BHD", 1_234],
      ["0.0001", "CLF", 1],
      ["999999999.99", "EUR", 99_999_999_999],
    ];
    for (const [amount, currency, minor] of cases)
      assert.equal(toMinor(amount, currency), minor, `${amount}`);
  });

  it("takes nothing else", () => {
    const texts = ["", "1.", ".5", "-1", "+1", "1e3", "1,5", " 1", "1 ", "x1", "1x", "1.2.3", "1234567890"];
    for (const text of texts) assert.equal(toMinor(text, "EUR"), null, text);
    assert.equal(toMinor("1.001", "EUR"), null);
    assert.equal(toMinor("1.5", "JPY"), null);
    assert.equal(toMinor(Number.NaN, "EUR"), null);
  });

  it("writes minor units with all digits of the currency", () => {
    const cases: [number, string, string][] = [
      [1_250, "EUR", "12.50"],
      [5, "EUR", "0.05"],
      [0, "EUR", "0.00"],
      [500, "JPY", "500"],
      [1, "BHD", "0.001"],
    ];
    for (const [minor, currency, text] of cases) assert.equal(fromMinor(minor, currency), text);
  });
});
