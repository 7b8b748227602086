import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, root } from "./tree.ts";

/** The rows of the table below a heading of a page: its cells. */
export const rowsBelow = (page: string, heading: string): string[][] => {
  const text = readFileSync(join(root, page), "utf8");
  const start = text.indexOf(heading);
  assert.ok(start >= 0, `${page} has no ${heading}`);
  const [section = ""] = text.slice(start + heading.length).split("\n## ");
  return section
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
};

/** Each rule names the test that holds it, by a title that stands in a test of the folder, or why a person must judge. */
export const assertHeld = (rules: readonly string[][], folder: string): void => {
  const tests = filesBelow(folder)
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(join(root, path), "utf8"))
    .join("\n");
  for (const [rule = "", held = ""] of rules) {
    const [, kind, what = ""] = /^(test|a person): (.+)$/.exec(held) ?? [];
    assert.ok(kind, `${rule}: ${held}`);
    if (kind !== "test") continue;
    const isThere = [`it("${what}"`, `it(\`${what}\``, `when: "${what}"`].some((text) =>
      tests.includes(text),
    );
    assert.ok(isThere, `no test is called: ${what}`);
  }
};
