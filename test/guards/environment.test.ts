import assert from "node:assert/strict";
import { environment, readConfig } from "../../server/src/process/config.ts";
import { expectNone, textOf } from "./tree.ts";

const lines = textOf(".env.example").split("\n");
const documented = lines.flatMap((line) => /^([A-Z][A-Z0-9_]*)=/.exec(line)?.[1] ?? []);

describe(".env.example", () => {
  it("documents every variable that the server reads, and no other", () => {
    assert.deepEqual([...documented].sort(), Object.keys(environment.shape).sort());
  });

  it("says something about every variable", () => {
    const silent = lines.filter(
      (line, at) => /^[A-Z]/.test(line) && !/^(#|BOOTSTRAP_)/.test(lines[at - 1] ?? ""),
    );
    expectNone(silent, "These variables have no comment above them:");
  });

  it("shows the defaults", () => {
    const shown = Object.fromEntries(
      lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split(/=(.*)/).slice(0, 2)),
    ) as Record<string, string>;
    assert.deepEqual(readConfig(shown), readConfig({}));
  });
});
