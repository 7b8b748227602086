import assert from "node:assert/strict";
import { carryOverCampaigns, messages } from "../../../server/src/campaigns/index.ts";
import { workCollection } from "../../../server/src/core/work-queue/index.ts";
import { manyCustomers, startStage, type Stage } from "./stage.ts";

/** What 0.1.0 kept beside the work queue. */
interface FormerLane {
  _id: string;
  business_id: string;
  channel: string;
  due_at: Date;
  bump: number;
  worker: string | null;
  lease_until: Date;
  paused_until: Date;
  paused_reason: string | null;
}

describe("campaigns › carried over", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await startStage();
    await stage.connect();
  });
  afterEach(() => stage.stop());

  const formerLanes = () => stage.app.platform.store.connection.collection<FormerLane>("campaign_lanes");
  const forgetWork = () => stage.app.platform.store.collection(workCollection).deleteMany({});
  const lane = (changes: Partial<FormerLane> = {}): FormerLane => ({
    _id: `${stage.tenant.business.id}:whatsapp`,
    business_id: stage.tenant.business.id,
    channel: "whatsapp",
    due_at: stage.clock.now(),
    bump: 3,
    worker: null,
    lease_until: new Date(0),
    paused_until: new Date(0),
    paused_reason: null,
    ...changes,
  });

  it("a campaign that waited to be written down is, once", async () => {
    await manyCustomers(stage.app, stage.tenant.business.id, 5);
    await stage.broadcast();
    await forgetWork();
    await stage.drain();
    assert.equal(stage.sevenLoc.accepted.length, 0, "nobody knows of it");
    await carryOverCampaigns(stage.app.platform);
    await carryOverCampaigns(stage.app.platform);
    await stage.drain();
    assert.equal(stage.sevenLoc.accepted.length, 5);
  });

  it("a lane half sent goes on, and one with nothing open is forgotten", async () => {
    await manyCustomers(stage.app, stage.tenant.business.id, 5);
    await stage.broadcast();
    await stage.drain();
    const { store } = stage.app.platform;
    const open = { open: true, work: "pending", status: "pending", due_at: stage.clock.now() } as const;
    await store.collection(messages).updateMany({}, { $set: open });
    await forgetWork();
    await formerLanes().insertMany([
      lane(),
      lane({ _id: `${stage.tenant.business.id}:viber`, channel: "viber", due_at: new Date("9999-12-31") }),
    ]);
    await carryOverCampaigns(stage.app.platform);
    const noted = await store.collection(workCollection).find({ kind: "campaign_lane" }).toArray();
    assert.deepEqual(
      noted.map(({ key }) => key),
      [`${stage.tenant.business.id}:whatsapp`],
    );
    assert.equal(await formerLanes().countDocuments(), 0);
    await stage.drain();
    assert.equal(await store.collection(messages).countDocuments({ open: true }), 0);
  });

  it("a channel that rested still rests", async () => {
    await manyCustomers(stage.app, stage.tenant.business.id, 2);
    await formerLanes().insertOne(
      lane({ paused_until: new Date(stage.clock.now().getTime() + 600_000), paused_reason: "rate_limited" }),
    );
    await carryOverCampaigns(stage.app.platform);
    await stage.broadcast();
    await stage.drain();
    assert.equal(stage.sevenLoc.accepted.length, 0);
    stage.clock.advance({ minutes: 11 });
    await stage.drain();
    assert.equal(stage.sevenLoc.accepted.length, 2);
  });
});
