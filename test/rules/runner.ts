import { existsSync } from "node:fs";
import Mocha from "mocha";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import type { InstrumenterContext } from "@stryker-mutator/api/core";
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunOptions,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from "@stryker-mutator/api/test-runner";
import { ruleTests } from "./rules.ts";

/*
 * Runs the tests of the rules inside Stryker's worker, with this repository's mocha (Stryker's own runner knows none as
 * new). The files are loaded once, all mutants in them; which one is active stands in a global that Stryker's code reads.
 * What is judged while loading needs a new process, which Stryker starts by itself.
 */

const events = Mocha.Runner.constants;

const context = (): InstrumenterContext => {
  const shared = globalThis as { __stryker__?: InstrumenterContext };
  return (shared.__stryker__ ??= {});
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const bail = (suite: Mocha.Suite, isOn: boolean): void => {
  suite.bail(isOn);
  for (const child of suite.suites) bail(child, isOn);
};

class RulesRunner implements TestRunner {
  readonly #mocha = new Mocha({ timeout: 0, reporter: "min" });
  #isLoaded = false;

  capabilities() {
    return { reloadEnvironment: false };
  }

  init(): Promise<void> {
    this.#mocha.cleanReferencesAfterRun(false);
    for (const file of ruleTests.filter((one) => existsSync(one))) this.#mocha.addFile(file);
    this.#mocha.suite.beforeEach("say which test runs", function () {
      context().currentTestId = this.currentTest?.fullTitle();
    });
    return Promise.resolve();
  }

  async dryRun({ disableBail }: DryRunOptions): Promise<DryRunResult> {
    const result = await this.#run(!disableBail);
    const { mutantCoverage } = context();
    return result.status === DryRunStatus.Complete && mutantCoverage !== undefined
      ? { ...result, mutantCoverage }
      : result;
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, testFilter, hitLimit, disableBail, mutantActivation } = options;
    const shared = context();
    shared.hitLimit = hitLimit;
    shared.hitCount = hitLimit === undefined ? undefined : 0;
    if (mutantActivation === "static") shared.activeMutant = activeMutant.id;
    await this.#load();
    shared.activeMutant = activeMutant.id;
    this.#mocha.grep(new RegExp(testFilter?.map((id) => `^${escaped(id)}$`).join("|") ?? ""));
    return toMutantRunResult(await this.#run(!disableBail));
  }

  async #load(): Promise<void> {
    if (this.#isLoaded) return;
    await this.#mocha.loadFilesAsync();
    this.#isLoaded = true;
  }

  async #run(isBailing: boolean): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    try {
      await this.#load();
      bail(this.#mocha.suite, isBailing);
      await new Promise<void>((resolve) => {
        const runner = this.#mocha.run(() => resolve());
        const note = (test: Mocha.Runnable) => ({
          id: test.fullTitle(),
          name: test.fullTitle(),
          timeSpentMs: test.duration ?? 0,
        });
        runner.on(events.EVENT_TEST_PASS, (test) =>
          tests.push({ ...note(test), status: TestStatus.Success }),
        );
        runner.on(events.EVENT_TEST_FAIL, (test, error: Error) =>
          tests.push({ ...note(test), status: TestStatus.Failed, failureMessage: error.message }),
        );
      });
    } catch (error) {
      return { status: DryRunStatus.Error, errorMessage: String(error) };
    }
    const { hitCount, hitLimit } = context();
    return determineHitLimitReached(hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "rules", RulesRunner)];
