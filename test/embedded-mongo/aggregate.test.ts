import assert from "node:assert/strict";
import { collectionOf, type Doc, ObjectId, refusal, useStore } from "./support.ts";

describe("embedded-mongo › aggregate, count, distinct", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);
  const run = (...pipeline: Doc[]): Promise<Doc[]> => things().aggregate(pipeline).toArray();

  it("groups, sorts and projects for a chart", async () => {
    const [shop, other] = [new ObjectId(), new ObjectId()];
    await things().insertMany([
      { _id: 1, shop, at: new Date("2026-01-01T10:00:00Z"), stamps: 2 },
      { _id: 2, shop, at: new Date("2026-01-01T12:00:00Z"), stamps: 3 },
      { _id: 3, shop, at: new Date("2026-01-02T12:00:00Z"), stamps: 5 },
      { _id: 4, shop: other, at: new Date("2026-01-02T12:00:00Z"), stamps: 7 },
    ]);
    const days = await run(
      { $match: { shop } },
      {
        $group: {
          _id: { $dateToString: { format: "%Y-%m-%d", date: "$at" } },
          stamps: { $sum: "$stamps" },
          n: { $sum: 1 },
        },
      },
      { $sort: { _id: -1 } },
      { $project: { _id: 0, day: "$_id", stamps: 1, n: 1 } },
      { $limit: 5 },
    );
    assert.deepEqual(days, [
      { day: "2026-01-02", stamps: 5, n: 1 },
      { day: "2026-01-01", stamps: 5, n: 2 },
    ]);
    const shops = await run(
      { $group: { _id: "$shop", total: { $sum: "$stamps" } } },
      { $sort: { total: 1 } },
    );
    assert.deepEqual(shops, [
      { _id: other, total: 7 },
      { _id: shop, total: 10 },
    ]);
  });

  it("unwinds, looks up and facets", async () => {
    await collectionOf(store.db, "shops").insertOne({ _id: "s", name: "Bakery" });
    await things().insertMany([
      { _id: 1, shop: "s", tags: ["a", "b"] },
      { _id: 2, shop: "t", tags: ["b"] },
    ]);
    assert.deepEqual(await run({ $unwind: "$tags" }, { $sortByCount: "$tags" }), [
      { _id: "b", count: 2 },
      { _id: "a", count: 1 },
    ]);
    const [first] = await run(
      { $match: { _id: 1 } },
      { $lookup: { from: "shops", localField: "shop", foreignField: "_id", as: "shop" } },
    );
    assert.deepEqual(first?.shop, [{ _id: "s", name: "Bakery" }]);
    const [facets] = await run({
      $facet: { all: [{ $count: "n" }], some: [{ $match: { shop: "t" } }, { $project: { tags: 1 } }] },
    });
    assert.deepEqual(facets, { all: [{ n: 2 }], some: [{ _id: 2, tags: ["b"] }] });
  });

  it("counts with and without an index, none as well", async () => {
    await things().createIndex({ n: 1 });
    assert.equal(await things().countDocuments({ n: 1 }), 0);
    await things().insertMany(
      Array.from({ length: 30 }, (_, _id) => ({ _id, n: _id % 3, list: [_id % 2, 1] })),
    );
    assert.equal(await things().countDocuments({ n: 1 }), 10);
    assert.equal(await things().countDocuments({ n: { $in: [0, 1] }, _id: { $lt: 15 } }), 10);
    await things().createIndex({ list: 1 });
    assert.equal(await things().countDocuments({ list: { $gte: 0 } }), 30);
    assert.equal(await things().countDocuments({ n: 1 }, { skip: 4, limit: 3 }), 3);
    assert.equal(await things().estimatedDocumentCount(), 30);
  });

  it("tells distinct values, arrays spread", async () => {
    await things().insertMany([
      { _id: 1, a: { b: [1, 2] } },
      { _id: 2, a: { b: 2 } },
      { _id: 3, a: [{ b: "x" }] },
      { _id: 4 },
    ]);
    assert.deepEqual(await things().distinct("a.b"), [1, 2, "x"]);
    assert.deepEqual(await things().distinct("a.b", { _id: { $gt: 1 } }), [2, "x"]);
  });

  it("refuses stages it does not have, and says whether MongoDB has them", async () => {
    assert.equal((await refusal(run({ $out: "x" }))).code, 238);
    assert.equal((await refusal(run({ $what: 1 }))).code, 40324);
    assert.equal((await refusal(run({ $match: { a: { $what: 1 } } }))).code, 2);
    await things().insertOne({ _id: 1 });
    assert.ok((await refusal(run({ $project: { a: { $what: 1 } } }))).code);
  });
});
