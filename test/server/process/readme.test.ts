import assert from "node:assert/strict";
import { playFirstMinutes } from "../../support/newcomer.ts";
import { killLeftovers } from "../../support/process.ts";

describe("README › five minutes to a verified webhook", function () {
  this.timeout(300_000);
  after(killLeftovers);

  it("its commands, as they stand, end in a verified voucher_redeemed", async () => {
    const { seen, events } = await playFirstMinutes();
    for (const name of ["card_issued", "stamp_added", "goal_reached", "voucher_issued", "voucher_redeemed"])
      assert.ok(events.includes(name), `${name} in ${seen.join("\n")}`);
  });
});
