import assert from "node:assert/strict";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { expectProblem } from "./raw.ts";

describe("http › ids in a path", () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it("are answered like any that is nobody's where none can be so", async () => {
    const { owner } = await app.tenant();
    for (const id of ["x".repeat(65), "x".repeat(3_000), "%E2%80%8B"]) {
      expectProblem(await owner.get(`/cards/${id}`), 404, "not_found");
      expectProblem(await owner.post(`/vouchers/${id}/redeem`, {}), 404, "voucher_not_found");
      assert.equal((await owner.delete(`/hooks/${id}`)).status, 204);
    }
  });
});
