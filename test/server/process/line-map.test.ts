import assert from "node:assert/strict";
import { SourceMap } from "node:module";
import { linesOnly } from "../../../server/src/process/line-map.ts";

describe("process › a map of lines", () => {
  /** Two lines of a library, two of an own source, two of the library, one own one. */
  const map = {
    version: 3,
    sources: ["lib.js", "own.ts"],
    names: [],
    mappings: "AAAA;AACA;ACGA,IAAI;AACA;ADHA,EAAE;AACA;ACGA",
  } as const;
  const { sources, mappings } = linesOnly(map, (source) => source === "own.ts");

  it("finds the line of each own line, and of a library's none", () => {
    const read = new SourceMap({
      ...map,
      file: "",
      sourceRoot: "",
      sourcesContent: [],
      sources: [...sources],
      names: [],
      mappings,
    });
    const found = mappings.split(";").map((_, line) => {
      const entry = read.findEntry(line, 0);
      return "originalSource" in entry && entry.originalSource === "own.ts" ? entry.originalLine : null;
    });
    assert.deepEqual(found, [null, null, 4, 5, null, null, 6]);
  });

  it("says once of the lines of a library that they come from nowhere: it has most of all lines", () => {
    assert.deepEqual(
      mappings.split(";").map((line) => line !== ""),
      [true, false, true, true, true, false, true],
    );
  });
});
