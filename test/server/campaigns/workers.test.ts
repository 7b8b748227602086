import assert from "node:assert/strict";
import { createEnlister } from "../../../server/src/campaigns/enlist.ts";
import { messages } from "../../../server/src/campaigns/index.ts";
import { enlistmentKind, laneKind } from "../../../server/src/campaigns/model.ts";
import { Turn } from "../../../server/src/core/work-queue/turn.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { manyCustomers, startSender, startStage, unhurried, type Stage } from "./stage.ts";

const people = 120;

describe("campaign workers", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await startStage();
    await stage.connect();
  });
  afterEach(() => stage.stop());

  const eventCount = (): Promise<number> =>
    stage.app.platform.store.connection.collection("events").countDocuments({ name: "campaign_sent" });

  it("of two processes send each message once", async () => {
    await manyCustomers(stage.app, stage.tenant.business.id, people);
    const other: TestApp = await startTestApp({
      clock: stage.clock,
      databaseUri: stage.app.databaseUri,
      env: { ROLE: "api" },
    });
    const [one, two] = [startSender(stage.app.platform), startSender(other.platform)];
    const id = await stage.broadcast();
    await Promise.all([one.sender.drain(), two.sender.drain()]);
    await stage.drain();
    await one.stop();
    await two.stop();
    await other.stop();
    assert.equal(stage.sevenLoc.accepted.length, people);
    assert.ok(stage.sevenLoc.accepted.every(({ requests }) => requests === 1));
    assert.equal((await stage.countsOf(id)).sent, people);
    assert.equal(await eventCount(), people);
  });

  it("who work on one lane at once, a lease lost, still write each event once", async () => {
    await manyCustomers(stage.app, stage.tenant.business.id, people);
    const id = await stage.broadcast();
    const senders = [startSender(stage.app.platform), startSender(stage.app.platform)];
    const working = senders[0]?.sender.drain();
    await stage.sevenLoc.took(10);
    // The first worker's lease and claims run out while it is at work.
    stage.clock.advance({ seconds: 45 });
    await Promise.all([working, senders[1]?.sender.drain()]);
    stage.clock.advance({ seconds: 45 });
    await stage.drain();
    for (const one of senders) await one.stop();
    assert.equal(stage.sevenLoc.accepted.length, people);
    assert.equal((await stage.countsOf(id)).sent, people);
    assert.equal(await eventCount(), people);
  });

  it("go on where one stopped in good order", async () => {
    await manyCustomers(stage.app, stage.tenant.business.id, people);
    const id = await stage.broadcast();
    const first = startSender(stage.app.platform);
    const working = first.sender.drain();
    await stage.sevenLoc.took(10);
    await first.stop();
    await working;
    const after = await stage.countsOf(id);
    assert.ok(after.sent >= 10 && after.pending > 0, JSON.stringify(after));
    const left = await stage.app.platform.store
      .collection(messages)
      .countDocuments({ work: { $in: ["claimed", "handing"] } });
    assert.equal(left, 0);
    await stage.drain();
    assert.equal((await stage.countsOf(id)).sent, people);
    assert.ok(stage.sevenLoc.accepted.every(({ requests }) => requests === 1));
  });

  it("write a campaign down by a page of customers a turn, and tell its lanes after each", async () => {
    const { platform } = stage.app;
    await manyCustomers(stage.app, stage.tenant.business.id, 501);
    await stage.broadcast();
    const [found] = await platform.work.due({ kinds: [enlistmentKind], except: [], limit: 1 });
    assert.ok(found);
    const item = await platform.work.take(found._id, "one");
    assert.ok(item);
    const { work: queue, clock } = platform;
    const turn = new Turn({ queue, clock, worker: "one", item, leaseUntil: item.lease_until });
    const ending = await createEnlister(platform).work(turn);
    assert.equal(ending.kind, "more");
    assert.equal(await platform.store.collection(messages).countDocuments(), 500);
    assert.equal((await platform.work.due({ kinds: [laneKind], except: [], limit: 1 })).length, 1);
  });

  it("keep the channel's pace together", async () => {
    await manyCustomers(stage.app, stage.tenant.business.id, 40);
    await stage.broadcast();
    const slow = { perSecond: { ...unhurried, whatsapp: 25 } };
    const senders = [startSender(stage.app.platform, slow), startSender(stage.app.platform, slow)];
    await Promise.all(senders.map(({ sender }) => sender.drain()));
    for (const one of senders) await one.stop();
    await stage.drain();
    const ticks = stage.sevenLoc.accepted.map(({ tick }) => tick).sort((a, b) => a - b);
    assert.equal(ticks.length, 40);
    const most = Math.max(
      ...ticks.map((from) => ticks.filter((tick) => tick >= from && tick < from + 1000).length),
    );
    // Two paces would send all 40 within a second; a busy machine may push some of one second into the next.
    assert.ok(most <= 35, `${most} messages in one second`);
  });
});
