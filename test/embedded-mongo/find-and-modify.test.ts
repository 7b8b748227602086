import assert from "node:assert/strict";
import { collectionOf, command, type Doc, refusal, useStore } from "./support.ts";

describe("embedded-mongo › findAndModify", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);

  it("gives the document before or after the change", async () => {
    await things().insertOne({ _id: 1, n: 1 });
    assert.deepEqual(await things().findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } } as Doc), {
      _id: 1,
      n: 1,
    });
    assert.deepEqual(
      await things().findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } } as Doc, { returnDocument: "after" }),
      { _id: 1, n: 3 },
    );
  });

  it("claims the first in the order of sort, by $or on absent and past dates, once each", async () => {
    await things().createIndex({ status: 1, due: 1 });
    const now = new Date();
    await things().insertMany([
      { _id: "late", status: "pending", due: new Date(2) },
      { _id: "early", status: "pending", due: new Date(1) },
      { _id: "held", status: "pending", due: new Date(0), lease: new Date(now.getTime() + 1000) },
    ]);
    const claim = () =>
      things().findOneAndUpdate(
        {
          status: "pending",
          due: { $lt: now },
          $or: [{ lease: { $exists: false } }, { lease: { $lt: now } }],
        },
        { $set: { lease: new Date(now.getTime() + 1000) } },
        { sort: { due: 1 } },
      );
    const claimed = await Promise.all([claim(), claim(), claim()]);
    assert.deepEqual(claimed.map((one) => one?._id ?? null).sort(), ["early", "late", null]);
  });

  it("counts up under an upsert the way rate limiters do, whoever comes first", async () => {
    await things().createIndex({ key: 1 }, { unique: true });
    const consume = () =>
      things().findOneAndUpdate(
        { key: "a", $or: [{ expire: { $gt: new Date() } }, { expire: null }] },
        { $inc: { points: 1 }, $setOnInsert: { expire: new Date(Date.now() + 60_000) } } as Doc,
        { upsert: true, returnDocument: "after" },
      );
    const points = await Promise.all(Array.from({ length: 20 }, consume));
    assert.deepEqual(
      points.map((one) => one?.points).sort((left, right) => Number(left) - Number(right)),
      Array.from({ length: 20 }, (_, at) => at + 1),
    );
  });

  it("removes, projects and replaces", async () => {
    await things().insertMany([
      { _id: 1, a: 1, b: 2 },
      { _id: 2, a: 2 },
    ]);
    assert.deepEqual(
      await things().findOneAndReplace({ _id: 1 }, { a: 9, b: 9 }, { projection: { b: 1, _id: 0 } }),
      { b: 2 },
    );
    assert.deepEqual(await things().findOneAndDelete({}, { sort: { a: 1 } }), { _id: 2, a: 2 });
    assert.equal(await things().findOneAndDelete({ _id: 7 }), null);
  });

  it("says what it did and what it upserted", async () => {
    const { lastErrorObject, value } = await command(store, {
      findAndModify: "things",
      query: { _id: 5 },
      update: { $set: { a: 1 } },
      upsert: true,
    });
    assert.deepEqual(lastErrorObject, { n: 1, updatedExisting: false, upserted: 5 });
    assert.equal(value, null);
  });

  it("refuses update and remove together, or neither", async () => {
    assert.equal(
      (await refusal(command(store, { findAndModify: "things", remove: true, update: {} }))).code,
      9,
    );
    assert.equal((await refusal(command(store, { findAndModify: "things" }))).code, 9);
  });
});
