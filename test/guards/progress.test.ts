import assert from "node:assert/strict";
import { Progress } from "../support/progress.ts";

describe("a run of the tests", () => {
  let now = 0;
  let said: string[] = [];
  let progress: Progress;

  beforeEach(() => {
    [now, said] = [0, []];
    progress = new Progress(
      (text) => said.push(text),
      () => now,
    );
  });
  afterEach(() => progress.end());

  it("prints a failure when it happens, and once more at the end", () => {
    progress.take("one", { kind: "began", title: "stamps › are added" });
    const text = "  1) stamps\n       are added:\n     1 == 2";
    progress.take("one", { kind: "failed", title: "stamps › are added", text, cause: "assertion" });
    const shown = () => said.filter((line) => line.includes("1 == 2")).length;
    assert.equal(shown(), 1);
    progress.end();
    assert.equal(shown(), 2);
  });

  it("is quiet for no longer than ten seconds while something runs", () => {
    progress.take("one", { kind: "began", title: "stamps › are added" });
    for (now = 1_000; now <= 60_000; now += 1_000) progress.sayWhatRuns();
    assert.ok(said.length >= 6, `${said.length} lines in a minute`);
    assert.ok(said.every((line) => line.includes("stamps › are added")));
  });
});
