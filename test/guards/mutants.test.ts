import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { mutated, holdsTitle } from "../mutants/mutant.ts";
import { mutants } from "../mutants/table.ts";
import { expectNone, root, textOf } from "./tree.ts";

/** `npm run mutants` takes long; this keeps its table true to the code in between. */
describe("table of mutants", () => {
  it("finds each guard exactly once where it says", () => {
    const lost = mutants.flatMap((row) => {
      if (!existsSync(join(root, row.file))) return [`${row.file} is gone (${row.without})`];
      try {
        mutated(row, textOf(row.file));
        return [];
      } catch (error) {
        return [error instanceof Error ? error.message : String(error)];
      }
    });
    expectNone(lost, "Say where these guards stand now, in test/mutants/table:");
  });

  it("names tests that there are", () => {
    const lost = mutants.filter(
      ({ test, title }) => !existsSync(join(root, test)) || !holdsTitle(textOf(test), title),
    );
    expectNone(
      lost.map(({ test, title }) => `${test} › ${title}`),
      "Say which tests these guards have now, in test/mutants/table:",
    );
  });

  it("names each guard once", () => {
    const names = mutants.map(({ without }) => without);
    assert.deepEqual(names, [...new Set(names)]);
  });
});
