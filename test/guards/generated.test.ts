import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { generate, generatedFolders } from "../../server/src/generate/index.ts";
import { expectNone, filesBelow, root, textOf } from "./tree.ts";

describe("generated files", () => {
  const files = generate();

  it("are what the catalogue says now", () => {
    const stale = Object.entries(files)
      .filter(([path, text]) => !existsSync(join(root, path)) || textOf(path) !== text)
      .map(([path]) => path);
    expectNone(stale, "These files are stale; run `npm run generate` and commit them:");
  });

  it("have no strangers in their folders", () => {
    const strangers = generatedFolders.flatMap(filesBelow).filter((path) => !(path in files));
    expectNone(strangers, "Nothing generates these any more; run `npm run generate`:");
  });

  it("come out the same each time", () => {
    assert.deepEqual(generate(), files);
  });
});
