import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { useStore } from "./support.ts";
import { reasonToSkip, runUnified, type UnifiedFile } from "./unified-runner.ts";

/**
 * Tests in MongoDB's unified format: the ones kept beside this file, and, with UNIFIED_SPEC_FOLDER set to a copy of
 * mongodb/specifications' source/crud/tests/unified, MongoDB's own as well.
 */
const folders = [join(import.meta.dirname, "spec"), ...(process.env.UNIFIED_SPEC_FOLDER?.split(":") ?? [])];

describe("embedded-mongo › unified specification", () => {
  const store = useStore();

  for (const folder of folders) {
    for (const name of readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .sort()) {
      const file = JSON.parse(readFileSync(join(folder, name), "utf8")) as UnifiedFile;
      const tests = file.tests.filter((test) => reasonToSkip(file, test) === undefined);
      for (const test of tests)
        it(`${name}: ${test.description}`, () => runUnified(store.client, file, test));
    }
  }
});
