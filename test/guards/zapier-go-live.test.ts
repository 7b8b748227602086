import assert from "node:assert/strict";
import { assertHeld, rowsBelow } from "./go-live.ts";

const rules = rowsBelow("zapier-app/GO-LIVE.md", "## The rules of Zapier's review");

const numbered = (letter: string, last: number, without: readonly number[] = []): string[] =>
  Array.from({ length: last }, (_, at) => at + 1)
    .filter((number) => !without.includes(number))
    .map((number) => `${letter}${String(number).padStart(3, "0")}`);

/** The codes of Zapier's publishing checks; D019 and D020 are not in its list. */
const codes = [
  ...numbered("A", 1),
  ...numbered("C", 3),
  ...numbered("D", 26, [19, 20]),
  ...numbered("L", 4),
  ...numbered("M", 7),
  ...numbered("S", 3),
  ...numbered("T", 6),
  ...numbered("U", 1),
  ...numbered("Z", 1),
];

describe("going live on Zapier", () => {
  it("names for each rule of the review the test that holds it, or why a person must judge", () => {
    assertHeld(rules, "test/zapier-app");
  });

  it("has a row for each of the publishing checks", () => {
    const named = rules.flatMap(([rule = ""]) => rule.match(/\b[A-Z]\d{3}\b/g) ?? []);
    assert.deepEqual([...new Set(named)].sort(), codes);
  });
});
