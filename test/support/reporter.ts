import { format } from "node:util";
import Mocha from "mocha";
import { Progress, type FailureCause, type Told } from "./progress.ts";

const { Base } = Mocha.reporters;
const events = Mocha.Runner.constants;

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined;

/** A property test throws an error of its own, and what was asserted is its cause. */
const causeOf = (error: unknown): FailureCause => {
  const codes = [codeOf(error), error instanceof Error ? codeOf(error.cause) : undefined];
  if (codes.includes("ERR_ASSERTION")) return "assertion";
  // So does a browser call it when what was waited for does not come to be seen.
  const isTime = error instanceof Error && error.name === "TimeoutError";
  return isTime || codes.includes("ERR_MOCHA_TIMEOUT") ? "time" : "other";
};

/** A failure as mocha lists it, under the number 1. */
const listed = (test: Mocha.Test, error: Error): string => {
  const lines: string[] = [];
  const print = Base.consoleLog;
  Base.consoleLog = (...values: unknown[]) => void lines.push(format(...values));
  try {
    Base.list([Object.assign(Object.create(test) as Mocha.Test, { err: error })]);
  } finally {
    Base.consoleLog = print;
  }
  return lines.join("\n").replace(/^\n+/, "").trimEnd();
};

const titleOf = (test: Mocha.Runnable): string => test.titlePath().join(" › ");

const isOutermost = (suite: Mocha.Suite): boolean => suite.parent?.root === true;

/**
 * Tells what happens when it happens: to the process that started this one (test/support/mocha-process.ts), else in lines of
 * its own.
 */
export default class Reporter extends Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { send } = process;
    const progress = send === undefined ? new Progress((text) => process.stdout.write(text)) : null;
    const tell = (told: Told): void => {
      if (progress !== null) progress.take("", told);
      else process.send?.(told);
    };
    let suite = { passed: 0, failed: 0, since: 0 };
    const began = (test: Mocha.Runnable): void => tell({ kind: "began", title: titleOf(test) });
    runner.on(events.EVENT_SUITE_BEGIN, (one) => {
      if (isOutermost(one)) suite = { passed: 0, failed: 0, since: Date.now() };
    });
    runner.on(events.EVENT_TEST_BEGIN, began);
    runner.on(events.EVENT_HOOK_BEGIN, began);
    runner.on(events.EVENT_TEST_PASS, (test) => {
      suite.passed += 1;
      tell({ kind: "passed", title: titleOf(test) });
    });
    runner.on(events.EVENT_TEST_FAIL, (test, error) => {
      suite.failed += 1;
      tell({ kind: "failed", title: titleOf(test), text: listed(test, error), cause: causeOf(error) });
    });
    runner.on(events.EVENT_SUITE_END, (one) => {
      if (!isOutermost(one)) return;
      const { passed, failed, since } = suite;
      const file = one.file?.replace(`${process.cwd()}/`, "") ?? "";
      tell({ kind: "suite", name: `${file} › ${one.title}`, passed, failed, ms: Date.now() - since });
    });
    runner.once(events.EVENT_RUN_END, () => {
      progress?.take("", { kind: "ended" });
      // An open channel would keep this process alive.
      process.send?.({ kind: "ended" } satisfies Told, () => process.disconnect());
      progress?.end();
    });
  }
}
