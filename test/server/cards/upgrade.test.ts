import assert from "node:assert/strict";
import { settings } from "../../../server/src/core/installation.ts";
import { vouchers } from "../../../server/src/vouchers/index.ts";
import { startTestApp } from "../../support/app.ts";
import { made } from "../../support/causes.ts";

describe("cards › upgrade", () => {
  it("lets a list by program show the vouchers that 0.1.0 has issued, from the first start on", async () => {
    const before = await startTestApp();
    try {
      const { owner } = await before.tenant();
      const [coffee, tea] = [
        await made(owner, "/templates", { name: "Coffee", goals: [] }),
        await made(owner, "/templates", { name: "Tea", goals: [] }),
      ];
      const card = await made(owner, "/cards", { template_id: coffee.id, email: "ann@example.com" });
      const voucher = await made(owner, "/vouchers", { title: "A cake", card_id: card.id });
      await made(owner, "/vouchers", { title: "For whoever bears it" });
      const { store } = before.platform;
      await store.collection(vouchers).updateMany({}, { $unset: { template_id: "" } });
      await store.collection(settings).deleteOne({ _id: "vouchers_know_their_program" });
      const after = await startTestApp({ databaseUri: before.databaseUri });
      const client = after.client(owner.key);
      const listed = async (id: string): Promise<string[]> =>
        (await client.get(`/vouchers?template_id=${id}`)).body.data.map((one: { id: string }) => one.id);
      assert.deepEqual([await listed(coffee.id), await listed(tea.id)], [[voucher.id], []]);
      await after.stop();
      assert.equal(await store.collection(vouchers).countDocuments({ template_id: { $exists: false } }), 0);
    } finally {
      await before.stop();
    }
  });
});
