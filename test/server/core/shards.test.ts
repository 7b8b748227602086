import assert from "node:assert/strict";
import { createLog } from "../../../server/src/core/log.ts";
import { updating } from "../../../server/src/core/commits/index.ts";
import { openStore } from "../../../server/src/core/store.ts";
import { workCollection } from "../../../server/src/core/work-queue/index.ts";
import { ShardWatch } from "../../support/shards.ts";
import { freshDatabase } from "../../support/store.ts";

describe("a listener for sharded collections", () => {
  for (const commits of ["atomic", "staged"] as const)
    it(`hears of each single write that does not say where, commits ${commits}`, async () => {
      const watch = new ShardWatch();
      const store = await openStore(await freshDatabase(), createLog("silent"), {
        commits,
        listen: watch.listen,
      });
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
      await store.connection.dropDatabase();
      await store.close();
    });
});
