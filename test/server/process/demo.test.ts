import assert from "node:assert/strict";
import { runToEnd } from "./run.ts";

describe("process › demo", function () {
  this.timeout(120_000);

  it("plays its story to the end, each signature verified", async () => {
    const { code, stdout, stderr } = await runToEnd("demo/run.ts", {});
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /⇐ voucher_redeemed .*signature verified/);
    assert.doesNotMatch(stdout, /SIGNATURE WRONG/);
  });
});
