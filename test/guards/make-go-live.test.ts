import assert from "node:assert/strict";
import { assertHeld, rowsBelow } from "./go-live.ts";

const rules = rowsBelow("make-app/GO-LIVE.md", "## The rules of Make's review");

describe("going live on Make", () => {
  it("names for each rule of the review the test that holds it, or why a person must judge", () => {
    assert.ok(rules.length > 15);
    assertHeld(rules, "test/make-app");
  });
});
