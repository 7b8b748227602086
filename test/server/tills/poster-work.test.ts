import assert from "node:assert/strict";
import { Crew, workCollection, workId } from "../../../server/src/core/work-queue/index.ts";
import { openPosterApi, type PosterApi } from "../../../server/src/tills/poster/api.ts";
import { connect } from "../../../server/src/tills/poster/connection.ts";
import { lookKind } from "../../../server/src/tills/poster/look.ts";
import { never, posterOrders, posterTills } from "../../../server/src/tills/poster/model.ts";
import { lookWork, noteLook, noteOrders, orderWork } from "../../../server/src/tills/poster/queue.ts";
import { carryOver } from "../../../server/src/tills/poster/upgrade.ts";
import { orderKind } from "../../../server/src/tills/poster/work.ts";
import { startPosterStage, type PosterStage } from "./poster-stage.ts";
import { award, made, newEmail } from "./stage.ts";

/** The application only answers calls; what works is a crew of each test, which stands where it wants to look. */
describe("poster › work", () => {
  let stage: PosterStage;
  let api: PosterApi;

  before(async () => {
    stage = await startPosterStage({ goals: [award(500)] }, { ROLE: "api" });
    api = openPosterApi(stage.poster.url);
  });
  after(async () => {
    await api.close();
    await stage.stop();
  });
  afterEach(async () => {
    stage.poster.trouble(null);
    await items().deleteMany({});
  });

  const items = () => stage.app.platform.store.collection(workCollection);
  const itemOf = (kind: string, key: string) => items().findOne({ _id: workId(kind, key) });
  const tillOf = (id: string) => stage.app.platform.store.collection(posterTills).findOne({ _id: id });
  const crewWith = (changes: Partial<PosterApi> = {}): Crew => {
    const { platform } = stage.app;
    const { work: queue, clock, log } = platform;
    const asked = { ...api, ...changes };
    return new Crew({ queue, clock, log }, [orderKind(platform, asked), lookKind(platform, asked)]);
  };
  const whose = async () => {
    const till = await tillOf(stage.tillId);
    assert.ok(till);
    return { _id: till._id, business_id: till.business_id };
  };
  const sold = async (): Promise<{ order: string; key: string; stamps: () => Promise<number> }> => {
    const card = await stage.card({ email: newEmail() });
    const clientId = stage.poster.books.addClient({ card_number: card.number });
    const order = stage.poster.books.openOrder({ cash: 1000, clientId, closedAt: stage.clock.now() });
    const stamps = async () => (await stage.cardNow(card.id)).total_stamps;
    return { order, key: `${stage.tillId}:${order}`, stamps };
  };

  it("reads an order again that was noted during its last try", async () => {
    const { order, key, stamps } = await sold();
    await stage.tell({ action: "closed", object_id: order });
    await items().updateOne({ _id: workId(orderWork, key) }, { $set: { tries: 59 } });
    stage.poster.trouble({ kind: "status", status: 500 });
    const till = await whose();
    const crew = crewWith({
      order: (token, id) =>
        api.order(token, id).finally(async () => {
          stage.poster.trouble(null);
          if (stage.poster.calls.filter((method) => method === "dash.getTransaction").length === 1)
            await noteOrders(stage.app.platform, till, [order]);
        }),
    });
    await crew.drain();
    assert.equal(await stamps(), 1);
    assert.equal(await itemOf(orderWork, key), null);
  });

  it("leaves an order after sixty tries", async () => {
    const { order, key } = await sold();
    await stage.tell({ action: "closed", object_id: order });
    await items().updateOne({ _id: workId(orderWork, key) }, { $set: { tries: 59 } });
    stage.poster.trouble({ kind: "status", status: 500 });
    await crewWith().drain();
    assert.equal(await itemOf(orderWork, key), null);
    assert.match((await stage.outcome(order)) ?? "", /Poster answered 500/);
  });

  it("reads an order that found the connection broken while it was made anew", async () => {
    const { order, stamps } = await sold();
    await stage.tell({ action: "closed", object_id: order });
    stage.poster.revokeTokens();
    const { platform } = stage.app;
    const till = await tillOf(stage.tillId);
    const crew = crewWith({
      async order(token, id) {
        const broken = await api.order(token, id).catch((error: unknown) => error);
        if (!(broken instanceof Error)) return api.order(token, id);
        assert.ok(till?.poster);
        await connect(platform, till, { ...till.poster, token: platform.vault.seal(stage.poster.grant()) });
        throw broken;
      },
    });
    await crew.drain([orderWork]);
    assert.equal(await stamps(), 1);
  });

  it("looks through the orders of a till though another till's look fails", async () => {
    const { platform } = stage.app;
    const body = { name: "Other", kind: "poster", template_id: stage.templateId };
    const other = (await made(stage.owner, "/tills", body)).id as string;
    const [bad, good] = [await tillOf(stage.tillId), await tillOf(other)];
    assert.ok(bad?.poster && good);
    const token = stage.poster.grant();
    const connection = { ...bad.poster, account: "second", account_number: "2" };
    await connect(platform, good, { ...connection, token: platform.vault.seal(token) });
    await noteLook(platform, { ...bad, sweep_at: null });
    stage.clock.advance({ minutes: 1 });
    const crew = crewWith({
      orders: (asked, days) =>
        asked === token ? api.orders(asked, days) : Promise.reject(new Error("cannot be read")),
    });
    await crew.drain();
    const now = stage.clock.now();
    assert.deepEqual((await tillOf(other))?.swept_until, now);
    const inAQuarter = new Date(now.getTime() + 15 * 60_000);
    assert.deepEqual((await itemOf(lookWork, other))?.due_at, inAQuarter);
    assert.equal((await itemOf(lookWork, stage.tillId))?.tries, 1);
  });

  it("looks again within seconds when Poster did not answer a look", async () => {
    await noteLook(stage.app.platform, { ...(await whose()), sweep_at: null });
    stage.poster.trouble({ kind: "status", status: 500 });
    const crew = crewWith();
    await crew.drain();
    const { order } = await sold();
    stage.poster.trouble(null);
    stage.clock.advance({ seconds: 5 });
    await crew.drain();
    assert.equal(await stage.outcome(order), "stamped");
  });

  it("carries over what 0.1.0 had due, once, and leaves the rest", async () => {
    const { platform } = stage.app;
    const inAnHour = new Date(stage.clock.now().getTime() + 3_600_000);
    const orders = platform.store.collection(posterOrders);
    const in0_1 = (id: string, due_at: Date, tillId = stage.tillId) =>
      orders.insertOne({
        ...{ _id: `${tillId}:${id}`, till_id: tillId, order_id: id, due_at, expires_at: inAnHour },
        ...{ seen: null, outcome: null, bump: 2, lease_until: new Date(0), tries: 1 },
      } as never);
    const { order, key, stamps } = await sold();
    await in0_1(order, stage.clock.now());
    await in0_1("later", inAnHour);
    await in0_1("done", never);
    await in0_1("gone", stage.clock.now(), "till_gone");
    const tills = platform.store.collection(posterTills);
    await tills.updateOne({ _id: stage.tillId }, { $set: { sweep_at: inAnHour } });
    await carryOver(platform);
    const crew = crewWith();
    await crew.drain();
    assert.equal(await stamps(), 1);
    await carryOver(platform);
    assert.equal(await itemOf(orderWork, key), null, "what was done is not due again");
    assert.deepEqual((await itemOf(orderWork, `${stage.tillId}:later`))?.due_at, inAnHour);
    assert.equal(await itemOf(orderWork, `${stage.tillId}:done`), null);
    assert.equal(await itemOf(orderWork, "till_gone:gone"), null);
    const look = await itemOf(lookWork, stage.tillId);
    assert.deepEqual([look?.due_at, look?.bump], [inAnHour, 1]);
  });
});
