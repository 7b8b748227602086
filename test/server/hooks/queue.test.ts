import assert from "node:assert/strict";
import { queuesCollection } from "../../../server/src/hooks/model.ts";
import { Leases, leaseMs, markDue } from "../../../server/src/hooks/queue.ts";
import { openStage, seconds, type Stage } from "./stage.ts";

describe("hooks › queue", () => {
  let stage: Stage;
  let now: Date;

  beforeEach(async () => {
    stage = await openStage();
    now = stage.clock.now();
    await markDue(stage.platform.store, ["hook_1"], now);
  });
  afterEach(() => stage.close());

  const leasesOf = (worker: string): Leases => new Leases(stage.platform.store, worker);
  const later = (ms: number): Date => new Date(now.getTime() + ms);
  const queue = () => stage.platform.store.collection(queuesCollection).findOne({ _id: "hook_1" });

  it("is one worker's until the lease has run out", async () => {
    assert.ok(await leasesOf("one").acquire("hook_1", now));
    assert.equal(await leasesOf("two").acquire("hook_1", later(leaseMs - 1)), null);
    assert.ok(await leasesOf("one").acquire("hook_1", later(seconds(5))), "its own it may keep");
    assert.ok(await leasesOf("two").acquire("hook_1", later(seconds(5) + leaseMs)));
    assert.deepEqual(await leasesOf("one").renew(["hook_1"], later(seconds(6))), new Set());
  });

  it("does not take leave of what was added while the worker looked", async () => {
    const leases = leasesOf("one");
    await leases.acquire("hook_1", now);
    const bump = (await leases.bumpOf("hook_1")) ?? 0;
    await markDue(stage.platform.store, ["hook_1"], now);
    assert.equal(await leases.settle("hook_1", bump, later(seconds(60))), false);
    assert.deepEqual((await queue())?.due_at, now);
    assert.equal(await leases.drop("hook_1", bump), false);
    assert.equal(await leases.settle("hook_1", bump + 1, later(seconds(60))), true);
  });

  it("is left alone by a worker who has lost it", async () => {
    const leases = leasesOf("one");
    await leases.acquire("hook_1", now);
    const bump = (await leases.bumpOf("hook_1")) ?? 0;
    await leasesOf("two").acquire("hook_1", later(leaseMs));
    assert.equal(await leases.settle("hook_1", bump, later(seconds(60))), false);
    await leases.release("hook_1", now);
    assert.equal((await queue())?.worker, "two");
  });
});
