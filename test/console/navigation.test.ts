import { strict as assert } from "node:assert";
import { describe, it } from "mocha";
import { isHere, navigation } from "../../server/console/shell/navigation.ts";
import { patterns } from "./places.ts";

const places = navigation.flatMap((group) => group.places);

describe("console › navigation", () => {
  it("shows where each page belongs: to one place", () => {
    assert.ok(patterns.length > 20);
    for (const path of patterns) {
      const here = places.filter((place) => isHere(place, path)).map(({ href }) => href);
      assert.equal(here.length, 1, `${path}: ${here.join()}`);
    }
  });
});
