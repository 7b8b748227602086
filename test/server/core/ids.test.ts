import assert from "node:assert/strict";
import { createIds, idBody, timeOfId } from "../../../server/src/core/ids.ts";
import { TestClock } from "../../support/clock.ts";

describe("core › ids", () => {
  const clock = new TestClock();

  it("sort as they were given, within a millisecond and when the clock is set back", () => {
    const newId = createIds(clock);
    const given: string[] = [];
    for (const seconds of [0, 0, 1, -5, 0, 9]) {
      clock.advance({ seconds });
      for (let count = 0; count < 50; count += 1) given.push(newId("evt"));
    }
    assert.deepEqual([...given].sort(), given);
    assert.equal(new Set(given).size, given.length);
    assert.ok(given.every((id) => /^evt_[0-9a-hjkmnp-tv-z]{26}$/.test(id)));
  });

  it("say when they were given, and are nobody's to foresee", () => {
    const [one, other] = [createIds(clock)("card"), createIds(clock)("card")];
    assert.deepEqual(timeOfId(one), clock.now());
    assert.equal(idBody(one).slice(0, 10), idBody(other).slice(0, 10));
    assert.notEqual(idBody(one).slice(10, 20), idBody(other).slice(10, 20));
  });
});
