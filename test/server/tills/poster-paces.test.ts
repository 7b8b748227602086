import assert from "node:assert/strict";
import { mostPaces, Paces } from "../../../server/src/tills/poster/paces.ts";

describe("Poster › paces", () => {
  it("are kept for so many accounts at most, those that were called last", () => {
    const paces = new Paces();
    const [busy, quiet] = [paces.of("busy"), paces.of("quiet")];
    for (let others = 1; others < mostPaces - 1; others += 1) paces.of(`other ${others}`);
    assert.equal(paces.of("busy"), busy);
    paces.of("one more");
    paces.of("and one more");
    assert.equal(paces.of("busy"), busy);
    assert.notEqual(paces.of("quiet"), quiet);
  });
});
