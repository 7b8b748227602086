import assert from "node:assert/strict";
import { startPosterStage, type PosterStage } from "./poster-stage.ts";
import { made, newEmail } from "./stage.ts";

describe("taking a sale back", () => {
  let stage: PosterStage;
  let templateId: string;

  before(async () => {
    stage = await startPosterStage({});
    const voucher = await made(stage.owner, "/voucher-templates", {
      title: "A coffee",
      code: { mode: "unique" },
    });
    const reward = { type: "voucher", voucher_template_id: voucher.id };
    templateId = (await made(stage.owner, "/templates", { name: "Two", goals: [{ stamps: 2, reward }] })).id;
    await stage.owner.patch(`/tills/${stage.tillId}`, { template_id: templateId });
  });
  after(() => stage.stop());

  const customer = async () => {
    const card = await made(stage.owner, "/cards", { template_id: templateId, email: newEmail() });
    const clientId = stage.poster.books.addClient({ card_number: card.number });
    const sell = async (): Promise<string> => {
      const order = stage.poster.books.openOrder({ cash: 1000, clientId, closedAt: stage.clock.now() });
      await stage.tell({ action: "closed", object_id: order });
      return order;
    };
    const vouchers = async () => (await stage.owner.get(`/vouchers?card_id=${card.id}`)).body.data;
    const now = async () => {
      const { stamps, cycle, goals_reached } = (await stage.owner.get(`/cards/${card.id}`)).body;
      return { stamps, cycle, goals_reached };
    };
    return { sell, vouchers, now };
  };
  const refund = async (order: string): Promise<void> => {
    stage.poster.books.removeOrder(order);
    await stage.tell({ action: "removed", object_id: order }, { action: "removed", object_id: order });
  };

  it("brings the card back to where it was and cancels the voucher, which can be earned again", async () => {
    const { sell, vouchers, now } = await customer();
    await sell();
    const second = await sell();
    assert.deepEqual(await now(), { stamps: 0, cycle: 2, goals_reached: 1 });
    await refund(second);
    assert.deepEqual(await now(), { stamps: 1, cycle: 1, goals_reached: 0 });
    assert.deepEqual(
      (await vouchers()).map((one: { status: string }) => one.status),
      ["cancelled"],
    );
    await sell();
    const statuses = (await vouchers()).map((one: { status: string }) => one.status);
    assert.deepEqual(statuses, ["active", "cancelled"]);
  });

  it("leaves a redeemed voucher and what it was earned with, and never gives it again", async () => {
    const { sell, vouchers, now } = await customer();
    await sell();
    const second = await sell();
    const [{ id }] = await vouchers();
    await made(stage.owner, `/vouchers/${id}/redeem`, {}, 200);
    await sell();
    await refund(second);
    assert.deepEqual(await now(), { stamps: 0, cycle: 2, goals_reached: 1 });
    assert.equal((await vouchers())[0].status, "redeemed");
    await sell();
    assert.equal((await vouchers()).length, 1);
  });

  it("leaves the voucher of a goal that other sales have reached again", async () => {
    const { sell, vouchers, now } = await customer();
    await sell();
    const second = await sell();
    await sell();
    await refund(second);
    assert.deepEqual(await now(), { stamps: 0, cycle: 2, goals_reached: 1 });
    assert.equal((await vouchers())[0].status, "active");
  });
});
