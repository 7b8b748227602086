import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { markdownOf, guides } from "../../../server/src/docs/guides.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { openShop } from "../../support/causes.ts";

const blocksOf = async (slug: string): Promise<string> => {
  const guide = guides.find((one) => one.slug === slug);
  assert.ok(guide);
  return [...(await markdownOf(guide)).matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .map(([, block]) => block)
    .join("");
};

describe("docs page › tills", () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it("its commands, as they stand, add a till and send a sale that stamps a card", async () => {
    const { owner, templateId } = await openShop(app);
    await owner.post("/cards", { template_id: templateId, email: "ann.lee@example.com" });
    const setUp = (await blocksOf("five-minutes"))
      .split("\n")
      .filter((line) => /^(call|member)\(\)/.test(line));
    assert.equal(setUp.length, 2);
    const commands = [`export KEY=${owner.key}`, ...setUp, await blocksOf("tills")]
      .join("\n")
      .replaceAll("http://localhost:7070", app.url);
    const { stdout } = await promisify(execFile)("bash", ["-euc", commands]);
    const sale = JSON.parse(stdout) as { receipt_id: string; stamp: { count: number } };
    assert.equal(sale.receipt_id, "R-1042");
    assert.equal(sale.stamp.count, 1);
  });
});
