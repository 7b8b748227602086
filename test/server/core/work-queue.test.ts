import assert from "node:assert/strict";
import { leaseMs, workCollection, type WorkItem } from "../../../server/src/core/work-queue/index.ts";
import { id, openQueueStage, type QueueStage } from "./queue-stage.ts";

describe("work queue", () => {
  let stage: QueueStage;
  let queue: QueueStage["queue"];
  let clock: QueueStage["clock"];

  beforeEach(async () => {
    stage = await openQueueStage();
    ({ queue, clock } = stage);
  });
  afterEach(() => stage.close());

  const add: QueueStage["add"] = (...given) => stage.add(...given);
  const later = (ms: number): Date => stage.later(ms);
  const items = (): Promise<WorkItem[]> => stage.items();
  const item = async (): Promise<WorkItem | undefined> => (await items()).find(({ _id }) => _id === id);
  const due = async () => {
    const found = await queue.due({ kinds: ["errand"], except: [], limit: 10 });
    return found.map(({ key }) => key);
  };

  describe("look", () => {
    it("asks the store for nothing while all is ahead, where it tells of changes, and finds what falls due then", async () => {
      await queue.add("errand", [{ key: "one", business_id: "b_1", dueAt: later(60_000) }]);
      await due();
      const heard: string[] = [];
      stage.store.connection.getClient().on("commandStarted", ({ commandName }) => heard.push(commandName));
      const isTold = stage.store.changes(workCollection) !== null;
      assert.deepEqual([await due(), heard], [[], isTold ? [] : ["find"]]);
      clock.advance({ ms: 60_000 });
      assert.deepEqual(await due(), ["one"]);
    });

    it("finds what has come since, whoever wrote it", async () => {
      assert.deepEqual(await due(), []);
      await add();
      assert.deepEqual(await due(), ["one"]);
      const work = stage.store.collection(workCollection);
      await work.updateOne({ _id: id }, { $set: { due_at: later(60_000) } });
      assert.deepEqual(await due(), []);
      await work.updateOne({ _id: id }, { $set: { due_at: clock.now() } });
      assert.deepEqual(await due(), ["one"]);
    });
  });

  describe("item", () => {
    it("is one worker's when two ask for it, until the lease has run out", async () => {
      await add("another one");
      await add();
      const workers = Array.from({ length: 10 }, (_, number) => `worker ${number}`);
      const taken = await Promise.all(workers.map((worker) => queue.take(id, worker)));
      assert.deepEqual(
        taken.flatMap((one) => one?.lease_until ?? []),
        [later(leaseMs)],
      );
      const owner = workers[taken.findIndex((one) => one !== null)] ?? "";
      assert.equal((await item())?.worker, owner);
      clock.advance({ ms: leaseMs - 1 });
      assert.equal(await queue.take(id, "another"), null);
      clock.advance({ ms: 1 });
      assert.ok(await queue.take(id, "another"));
      assert.deepEqual(await queue.renew([id], owner), new Set());
    });

    it("is taken as it stands, not as an earlier look found it", async () => {
      await add();
      const [found] = await queue.due({ kinds: ["errand"], except: [], limit: 10 });
      await queue.take(id, "one");
      const bump = (await queue.bumpOf({ id, worker: "one" })) ?? 0;
      await queue.postpone({ id, worker: "one", bump }, { dueAt: clock.now(), state: { page: 2 }, tries: 3 });
      await add();
      assert.deepEqual([found?.state, found?.tries, found?.bump], [{}, 0, 1]);
      const taken = await queue.take(id, "another");
      assert.deepEqual([taken?.state, taken?.tries, taken?.bump], [{ page: 2 }, 3, 2]);
    });

    it("is not taken before it is due, though an earlier look has found it due", async () => {
      await add();
      assert.equal((await queue.due({ kinds: ["errand"], except: [], limit: 10 })).length, 1);
      const { bump = 0 } = (await queue.take(id, "one")) ?? {};
      await queue.postpone({ id, worker: "one", bump }, { dueAt: later(60_000) });
      assert.equal(await queue.take(id, "another"), null);
    });

    it("is neither finished nor put off over what was added while its worker looked", async () => {
      await add();
      await queue.take(id, "one");
      const bump = (await queue.bumpOf({ id, worker: "one" })) ?? 0;
      await add();
      assert.equal(await queue.postpone({ id, worker: "one", bump }, { dueAt: later(60_000) }), false);
      assert.equal(await queue.finish({ id, worker: "one", bump }), false);
      assert.deepEqual((await item())?.due_at, clock.now());
      assert.equal(
        await queue.postpone({ id, worker: "one", bump: bump + 1 }, { dueAt: later(60_000) }),
        true,
      );
      assert.deepEqual((await item())?.due_at, later(60_000));
    });

    it("is left alone by a worker who has lost it", async () => {
      await add();
      await queue.take(id, "slow");
      const bump = (await queue.bumpOf({ id, worker: "slow" })) ?? 0;
      clock.advance({ ms: leaseMs });
      await queue.take(id, "heir");
      const hold = { id, worker: "slow", bump };
      assert.equal(await queue.postpone(hold, { dueAt: later(60_000) }), false);
      assert.equal(await queue.finish(hold), false);
      await queue.release(hold);
      assert.equal((await item())?.worker, "heir");
      assert.equal(await queue.bumpOf(hold), null);
    });

    it("is nobody's when its lease was taken before the clock was set back", async () => {
      await add();
      clock.advance({ hours: 2 });
      assert.ok(await queue.take(id, "one"));
      clock.advance({ hours: -2 });
      assert.deepEqual(await due(), ["one"]);
      assert.ok(await queue.take(id, "another"));
    });

    it("is left alone while it rests, whatever is added, until its business is woken", async () => {
      await add();
      await queue.rest(id, later(3_600_000), "no_money");
      await add();
      assert.deepEqual(await due(), []);
      assert.equal(await queue.take(id, "one"), null);
      await queue.wake("errand", "b_2");
      assert.deepEqual(await due(), []);
      await queue.wake("errand", "b_1");
      assert.deepEqual(await due(), ["one"]);
    });
  });

  describe("what a clock that was ahead has put off", () => {
    it("is due now, where it lies behind the limit, and rests no longer", async () => {
      await queue.add("errand", [{ key: "near", business_id: "b_1", dueAt: later(60_000) }]);
      await queue.add("errand", [{ key: "far", business_id: "b_1", dueAt: later(60_001) }]);
      await add();
      await queue.rest(id, later(60_001), "no_money");
      await queue.bringForward(later(60_000));
      assert.deepEqual((await due()).sort(), ["far", "one"]);
    });

    it("stays due though a worker is about to put it off by that clock", async () => {
      clock.advance({ hours: 1 });
      await add();
      const { bump = 0 } = (await queue.take(id, "one")) ?? {};
      const dueAt = later(1_000);
      clock.advance({ hours: -1 });
      await queue.bringForward(later(60_000));
      assert.equal(await queue.postpone({ id, worker: "one", bump }, { dueAt }), false);
      assert.deepEqual(await due(), ["one"]);
    });
  });
});
