import assert from "node:assert/strict";
import { createLog } from "../../../server/src/core/log.ts";
import { updating, type CommitMode } from "../../../server/src/core/commits/index.ts";
import { openStore, type Store } from "../../../server/src/core/store.ts";
import { workCollection, workId, WorkQueue } from "../../../server/src/core/work-queue/index.ts";
import { TestClock } from "../../support/clock.ts";
import { ShardWatch } from "../../support/shards.ts";
import { freshDatabase } from "../../support/store.ts";

describe("a listener for sharded collections", () => {
  let watch: ShardWatch;
  let store: Store;

  const open = async (commits: CommitMode): Promise<void> => {
    watch = new ShardWatch();
    const listen = watch.listen;
    store = await openStore(await freshDatabase(), createLog("silent"), { commits, listen });
  };
  afterEach(async () => {
    await store.connection.dropDatabase();
    await store.close();
  });

  const hears = async (): Promise<void> => {
    const work = store.collection(workCollection);
    const change = { $inc: { tries: 1 } };
    const write = (filter: { _id?: string; kind?: string }) =>
      store.commits.write({ writes: [updating(workCollection, { filter, change, upsert: true }, "mark")] });
    await write({ _id: "a:1" });
    await work.updateOne({ _id: "a:1" }, change);
    await work.findOneAndUpdate({ _id: "a:1", kind: "a" }, change);
    await work.updateMany({ kind: "a" }, change);
    assert.deepEqual(watch.lost, []);
    assert.equal(watch.seen, 3);
    await write({ kind: "b" });
    await work.findOneAndUpdate({ kind: "c" }, change);
    await work.deleteOne({ kind: "d" });
    assert.equal(watch.lost.length, 3);
  };

  it("hears of each single write that does not say where", async () => {
    await open("atomic");
    await hears();
  });

  it("hears of it where commits go in steps", async () => {
    await open("staged");
    await hears();
  });

  it("hears of nothing when work is added, taken, kept, put off, given back and done", async () => {
    await open("atomic");
    const clock = new TestClock();
    const queue = new WorkQueue({ store, clock });
    const id = workId("wash", "1");
    const take = async () => {
      const item = await queue.take(id, "me");
      assert.ok(item);
      return { id, worker: "me", bump: item.bump };
    };
    await queue.add("wash", [{ key: "1", business_id: "b_1" }]);
    const before = watch.seen;
    await queue.postpone(await take(), { dueAt: clock.now() });
    await take();
    assert.equal((await queue.renew([id], "me")).size, 1);
    await queue.release({ id, worker: "me" });
    await queue.rest(id, clock.now(), "a rest");
    assert.ok(await queue.finish(await take()));
    assert.deepEqual(watch.lost, []);
    assert.ok(watch.seen - before >= 6);
  });
});
