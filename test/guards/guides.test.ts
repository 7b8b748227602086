import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { signatureHeaders } from "../../server/src/hooks/sign.ts";
import { expectNone, filesBelow, root, textOf } from "./tree.ts";

const pages = [
  "README.md",
  "CHANGELOG.md",
  ...filesBelow("server/docs").filter((path) => path.endsWith(".md")),
];

describe("guides", () => {
  it("link to files that are there", () => {
    const lost = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page} → ${target}`),
    );
    expectNone(lost, "These links lead nowhere:");
  });

  it("give a test vector that our signature has", () => {
    const page = textOf("server/docs/VERIFY.md");
    const valueOf = (name: string): string =>
      new RegExp(`^\\| ${name} +\\| \`([^\`]+)\``, "m").exec(page)?.[1] ?? "";
    const headers = signatureHeaders({
      id: valueOf("`webhook-id`"),
      at: new Date(Number(valueOf("`webhook-timestamp`")) * 1_000),
      body: valueOf("body"),
      secrets: [valueOf("secret")],
    });
    for (const name of ["webhook-id", "webhook-signature", "x-7stamp-id-signature"] as const)
      assert.equal(headers[name], valueOf(`\`${name}\``), name);
  });
});
