import assert from "node:assert/strict";
import { collectionOf, command, useStore } from "./support.ts";

describe("embedded-mongo › delete", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);

  it("deletes one or all that match, and their index entries", async () => {
    await things().createIndex({ n: 1 }, { unique: true });
    await things().insertMany(Array.from({ length: 10 }, (_, n) => ({ _id: n, n })));
    assert.equal((await things().deleteOne({ n: { $gte: 5 } })).deletedCount, 1);
    assert.equal((await things().deleteMany({ n: { $gte: 5 } })).deletedCount, 4);
    await things().insertMany(Array.from({ length: 5 }, (_, at) => ({ _id: `again ${at}`, n: at + 5 })));
    assert.equal(await things().countDocuments({ n: { $gte: 5 } }), 5);
    assert.equal(await things().estimatedDocumentCount(), 10);
  });

  it("refuses a limit other than 0 and 1, and goes on in an unordered batch", async () => {
    await things().insertMany([{ _id: 1 }, { _id: 2 }]);
    const reply = await command(store, {
      delete: "things",
      ordered: false,
      deletes: [
        { q: {}, limit: 2 },
        { q: { _id: 1 }, limit: 1 },
      ],
    });
    assert.equal(reply.n, 1);
    assert.equal((reply.writeErrors as { code: number }[])[0]?.code, 9);
  });
});
