import assert from "node:assert/strict";
import { eventNames } from "../../../server/src/catalog/index.ts";
import { idsOf } from "../runner/files.ts";
import { runProcedure } from "../runner/run.ts";
import { made, openStage, program, type Stage } from "../stage.ts";

describe("Make app › remote procedures", () => {
  let stage: Stage;
  let ids: { templateId: string; voucherTemplateId: string };
  before(async () => {
    stage = await openStage();
    ids = await program(stage.owner);
  });
  after(() => stage.stop());

  const options = (id: string) => runProcedure(stage.world, stage.connection, id);

  it("offer templates, voucher templates and locations by name", async () => {
    const location = await made(stage.owner, "/locations", { name: "Main street" });
    assert.deepEqual(await options("listTemplates"), [{ label: "Coffee card", value: ids.templateId }]);
    assert.deepEqual(await options("listVoucherTemplates"), [
      { label: "A free coffee", value: ids.voucherTemplateId },
    ]);
    assert.deepEqual(await options("listLocations"), [{ label: "Main street", value: location.id }]);
  });

  it("offer the event types", async () => {
    const types = await options("listEventTypes");
    assert.deepEqual(
      types.map(({ value }) => value),
      eventNames,
    );
    assert.ok(types.every(({ label }) => label !== ""));
  });

  it("offer cards, customers and vouchers so that a person knows them", async () => {
    const named = { template_id: ids.templateId, email: "ann.lee@example.com", name: "Ann Lee" };
    const card = await made(stage.owner, "/cards", named);
    const nameless = { template_id: ids.templateId, phone: "+380671112233" };
    const other = await made(stage.owner, "/cards", nameless);
    const voucher = await made(stage.owner, "/vouchers", { title: "A cake", redeem_code: "CAKE" });
    assert.deepEqual(await options("listCards"), [
      { label: `${other.number} – Coffee card`, value: other.id },
      { label: `${card.number} – Coffee card`, value: card.id },
    ]);
    assert.deepEqual(await options("listCustomers"), [
      { label: "+380671112233", value: other.customer_id },
      { label: "Ann Lee – ann.lee@example.com", value: card.customer_id },
    ]);
    assert.deepEqual(await options("listVouchers"), [{ label: "A cake – CAKE", value: voucher.id }]);
  });

  it("page through long lists, in three requests at most", async () => {
    const shops = Array.from({ length: 305 }, (_, at) => ({ name: `Shop ${at}` }));
    await Promise.all(shops.map((shop) => made(stage.owner, "/locations", shop)));
    const before = stage.world.calls.length;
    const offered = await options("listLocations");
    assert.equal(stage.world.calls.length - before, 3);
    assert.equal(new Set(offered.map(({ value }) => value)).size, 300);
  });

  it("are all tried here", () => {
    assert.equal(idsOf("rpc").length, 7);
  });
});
