import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, root } from "./tree.ts";

const page = readFileSync(join(root, "make-app/GO-LIVE.md"), "utf8");
const rules = page
  .slice(page.indexOf("## The rules of Make's review"))
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(2)
  .map((line) => line.split("|").map((cell) => cell.trim()));

describe("going live on Make", () => {
  it("names for each rule of the review the test that holds it, or why a person must judge", () => {
    const tests = filesBelow("test/make-app")
      .filter((path) => path.endsWith(".test.ts"))
      .map((path) => readFileSync(join(root, path), "utf8"))
      .join("\n");
    assert.ok(rules.length > 15);
    for (const [, rule = "", held = ""] of rules) {
      const [, kind, what = ""] = /^(test|a person): (.+)$/.exec(held) ?? [];
      assert.ok(kind, `${rule}: ${held}`);
      if (kind === "test") assert.ok(tests.includes(`it("${what}"`), `no test is called: ${what}`);
    }
  });
});
