import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { useStore } from "./support.ts";
import { reasonToSkip, type UnifiedFile } from "./unified-file.ts";
import { runUnified } from "./unified-runner.ts";

/**
 * Tests in MongoDB's unified format: the ones kept beside this file, and, with UNIFIED_SPEC_FOLDER set to copies of mongodb/specifications'
 * source/crud/tests/unified, source/retryable-writes/tests/unified and source/retryable-reads/tests/unified (joined by colons), MongoDB's own.
 * UNIFIED_SKIPPED=1 prints which of them say nothing here, and why.
 */
const folders = [join(import.meta.dirname, "spec"), ...(process.env.UNIFIED_SPEC_FOLDER?.split(":") ?? [])];

describe("embedded-mongo › unified specification", () => {
  const store = useStore({ testCommands: true });

  for (const folder of folders) {
    for (const name of readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .sort()) {
      const file = JSON.parse(readFileSync(join(folder, name), "utf8")) as UnifiedFile;
      for (const test of file.tests) {
        const reason = reasonToSkip(file, test);
        if (reason === undefined)
          it(`${name}: ${test.description}`, () => runUnified(store.client, store.served.uri, file, test));
        else if (process.env.UNIFIED_SKIPPED)
          process.stdout.write(`${reason}\t${name}: ${test.description}\n`);
      }
    }
  }
});
