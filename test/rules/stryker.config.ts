import type { PartialStrykerOptions } from "@stryker-mutator/api/core";
import { rules } from "./rules.ts";

/** `npm run mutants:rules`: every small change of a rule must be noticed by a test that needs no store. */
const options: PartialStrykerOptions = {
  mutate: [...rules],
  plugins: [new URL("./runner.ts", import.meta.url).pathname],
  testRunner: "rules",
  testRunnerNodeArgs: ["--import=tsx"],
  coverageAnalysis: "perTest",
  concurrency: 2,
  // A mutant that never ends is caught as one.
  timeoutMS: 5_000,
  tempDirName: ".stryker-tmp",
  ignorePatterns: ["data", "make-app", "samples", "zapier-app", "console", "docs"],
  reporters: ["clear-text"],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
  allowConsoleColors: false,
  disableTypeChecks: true,
};

export default options;
