import assert from "node:assert/strict";
import { defineCollection } from "../../../server/src/core/store.ts";
import { workCollection } from "../../../server/src/core/work-queue/index.ts";
import { never } from "../../../server/src/hooks/model.ts";
import { carryOverQueues } from "../../../server/src/hooks/upgrade.ts";
import type { Platform } from "../../../server/src/platform/index.ts";
import { startTestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { startReceiver } from "../../support/receiver.ts";
import { openStage, seconds, type Stage } from "./stage.ts";

/** As 0.1.0 noted that a hook has something to send. */
const queuesOf = ({ store }: Platform) =>
  store.collection(
    defineCollection<{
      _id: string;
      due_at: Date;
      bump: number;
      worker: string | null;
      lease_until: Date;
    }>("queues"),
  );

describe("hooks › queues of 0.1.0", () => {
  describe("carried over", () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await openStage();
    });
    afterEach(() => stage.close());

    const later = (ms: number): Date => new Date(stage.clock.now().getTime() + ms);
    const free = { bump: 3, worker: null, lease_until: new Date(0) };
    const items = async () => {
      const found = await stage.platform.store.collection(workCollection).find().sort({ key: 1 }).toArray();
      return found.map(({ _id, business_id, due_at }) => [_id, business_id, due_at]);
    };

    it("become work, once, due when they were, behind a lease that still stands; those that rest are let go", async () => {
      const hook = await stage.subscribe({ target_url: "http://127.0.0.1:9/" });
      const queues = queuesOf(stage.platform);
      await queues.insertMany([
        { ...free, _id: hook.id, due_at: later(-seconds(60)) },
        { ...free, _id: "hook_a_retry", due_at: later(seconds(300)) },
        { ...free, _id: "hook_b_leased", due_at: later(-1), worker: "w", lease_until: later(seconds(7)) },
        { ...free, _id: "hook_c_nothing", due_at: never },
      ]);
      await carryOverQueues(stage.platform);
      const expected = [
        [`hook:${hook.id}`, "b_1", later(-seconds(60))],
        ["hook:hook_a_retry", null, later(seconds(300))],
        ["hook:hook_b_leased", null, later(seconds(7))],
      ];
      assert.deepEqual((await items()).sort(), expected.sort());
      assert.equal(await queues.countDocuments(), 0);
      await stage.platform.work.drop("hook", hook.id);
      await carryOverQueues(stage.platform);
      assert.equal((await items()).length, 2, "a second start brings nothing back");
    });

    it("are carried over again after a crash half-way, and bring an earlier due moment only forward", async () => {
      const queues = queuesOf(stage.platform);
      const queue = { ...free, _id: "hook_1", due_at: later(seconds(30)) };
      await stage.platform.work.add("hook", [
        { key: "hook_1", business_id: "b_1", dueAt: later(seconds(5)) },
      ]);
      await queues.insertOne(queue);
      await carryOverQueues(stage.platform);
      assert.deepEqual(await items(), [["hook:hook_1", "b_1", later(seconds(5))]]);
    });
  });

  it("are sent by the first process that starts on their store", async () => {
    const former = await startTestApp({ env: { ROLE: "api" } });
    const receiver = await startReceiver();
    const { owner } = await former.tenant();
    const { id } = await made(owner, "/hooks", { target_url: receiver.url, events: ["card_issued"] });
    const template_id = (await made(owner, "/templates", { name: "Coffee", goals: [] })).id;
    await made(owner, "/cards", { template_id, email: "ann@example.com" });
    await former.platform.journal.relay.settle();
    // as 0.1.0 would have left it
    await former.platform.work.drop("hook", id);
    await queuesOf(former.platform).insertOne({
      ...{ _id: id, due_at: former.platform.clock.now(), bump: 1 },
      ...{ worker: null, lease_until: new Date(0) },
    });
    const upgraded = await startTestApp({ databaseUri: former.databaseUri });
    try {
      assert.equal(await queuesOf(upgraded.platform).countDocuments(), 0);
      await receiver.arrived(1);
    } finally {
      await upgraded.stop();
      await former.stop();
      await receiver.close();
    }
  });
});
