import assert from "node:assert/strict";
import { collectionOf, type Doc, refusal, useStore } from "./support.ts";

describe("embedded-mongo › by _id", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);
  const examined = (): number => store.served.store.collection("test.things")?.examined.entries ?? 0;
  const found = async (filter: Doc): Promise<unknown[]> =>
    (await things().find(filter).toArray()).map(({ _id }) => _id);

  beforeEach(() =>
    things().insertMany(Array.from({ length: 2000 }, (_, _id) => ({ _id, kind: _id % 2, list: [1] }))),
  );

  it("reads the documents that are named and no other, however many are named", async () => {
    const before = examined();
    const $in = Array.from({ length: 900 }, (_, at) => 2 * at);
    assert.equal((await found({ _id: { $in }, kind: 0 })).length, 900);
    assert.equal(examined() - before, 900);
  });

  it("finds each once, in order, and only where the rest of the filter holds", async () => {
    assert.deepEqual(await found({ _id: { $in: [9, 3, 3, 4, 5000, 1] }, kind: 1 }), [1, 3, 9]);
    assert.deepEqual(await found({ _id: { $in: [9, 3, 4], $gt: 3 } }), [4, 9]);
    assert.deepEqual(await found({ _id: 3, $or: [{ kind: 0 }, { list: 1 }] }), [3]);
    assert.deepEqual(await found({ _id: 3, $expr: { $eq: ["$kind", 0] } }), []);
    assert.deepEqual(await found({ _id: { $in: [] } }), []);
  });

  it("refuses what is no filter all the same", async () => {
    assert.equal((await refusal(found({ _id: { $in: [{ $gt: 1 }] } }))).code, 2);
    assert.equal((await refusal(found({ _id: 1, kind: { $near: 1 } }))).code, 238);
  });

  it("keeps an index right whose filter alone looks at what was changed", async () => {
    await things().createIndex(
      { list: 1 },
      { name: "partial", partialFilterExpression: { "state.on": true } },
    );
    const listed = () =>
      things()
        .find({ "state.on": true }, { hint: "partial" })
        .map(({ _id }) => _id)
        .toArray();
    await things().updateOne({ _id: 7 }, { $set: { "state.on": true } } as Doc);
    assert.deepEqual(await listed(), [7]);
    await things().replaceOne({ _id: 7 }, { list: [1], state: { on: false } });
    assert.deepEqual(await listed(), []);
  });

  it("writes the document alone where no indexed field differs", async () => {
    await things().createIndex({ list: 1 });
    const { storage } = store.served.store;
    const before = storage.changes;
    await store.client.db("admin").command({
      bulkWrite: 1,
      ops: [{ update: 0, filter: { _id: 7 }, updateMods: { $set: { note: "new" } } }],
      nsInfo: [{ ns: "test.things" }],
    });
    assert.equal(storage.changes, before + 1);
  });
});
