import assert from "node:assert/strict";
import { expectNone, filesBelow, textOf } from "./tree.ts";

const rows = textOf("SECURITY.md")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(2)
  .map((line) => line.split("|").map((cell) => cell.trim()));

describe("SECURITY.md", () => {
  it("names for each guard a test that stands", () => {
    assert.ok(rows.length >= 12);
    const tests = new Map(
      filesBelow("test")
        .filter((path) => path.endsWith(".test.ts"))
        .map((path) => [path, textOf(path)]),
    );
    const missing = rows.flatMap(([, attack = "", , held = ""]) => {
      const [, path = "", title = ""] = /^`([^`]+)` › (.+)$/.exec(held) ?? [];
      const isThere = path !== "" && title !== "" && (tests.get(path) ?? "").includes(title);
      return isThere ? [] : [`${attack}: ${held}`];
    });
    expectNone(missing, "These tests do not stand:");
  });
});
