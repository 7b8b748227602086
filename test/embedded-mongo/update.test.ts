import assert from "node:assert/strict";
import {
  collectionOf,
  command,
  Decimal128,
  type Doc,
  Double,
  Long,
  ObjectId,
  refusal,
  type Stored,
  useStore,
} from "./support.ts";

describe("embedded-mongo › update", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);
  const change = (update: Doc) => things().updateOne({ _id: 1 }, update);

  const cases: [string, Doc, Doc, Doc][] = [
    ["$set makes the way to a field", { a: 1 }, { $set: { "b.c.d": 2 } }, { a: 1, b: { c: { d: 2 } } }],
    [
      "$set reaches into an array and fills it up",
      { a: [1] },
      { $set: { "a.3": 4 } },
      { a: [1, null, null, 4] },
    ],
    [
      "$unset leaves a hole in an array",
      { a: [1, 2], b: 1 },
      { $unset: { "a.0": 1, b: "" } },
      { a: [null, 2] },
    ],
    [
      "$set and $push take names with a dollar below the first",
      { a: {}, list: [] },
      { $set: { "a.$b": 1, c: { $d: [{ $e: 2 }] } }, $push: { list: { $f: 3 } } },
      { a: { $b: 1 }, list: [{ $f: 3 }], c: { $d: [{ $e: 2 }] } },
    ],
    ["$inc and $mul start from nothing", {}, { $inc: { a: 2 }, $mul: { b: 3 } }, { a: 2, b: 0 }],
    ["$min and $max", { a: 5, b: 5 }, { $min: { a: 3 }, $max: { b: 3, c: 1 } }, { a: 3, b: 5, c: 1 }],
    ["$rename", { a: 1, b: 2 }, { $rename: { a: "c.d" } }, { b: 2, c: { d: 1 } }],
    [
      "$push with $each, $sort and $slice",
      { a: [3] },
      { $push: { a: { $each: [1, 2], $sort: -1, $slice: 2 } } },
      { a: [3, 2] },
    ],
    [
      "$push at a $position",
      { a: [1, 4] },
      { $push: { a: { $each: [2, 3], $position: 1 } } },
      { a: [1, 2, 3, 4] },
    ],
    [
      "$push sorted by a field",
      { a: [{ n: 2 }] },
      { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
      { a: [{ n: 1 }, { n: 2 }] },
    ],
    [
      "$addToSet adds what is not there",
      { a: [1] },
      { $addToSet: { a: { $each: [1, 2, 2] } } },
      { a: [1, 2] },
    ],
    ["$pop at both ends", { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2] }],
    [
      "$pull by condition",
      { a: [1, 5, 9], b: [{ n: 1, m: 2 }, { n: 2 }] },
      { $pull: { a: { $gte: 5 }, b: { n: 1 } } },
      { a: [1], b: [{ n: 2 }] },
    ],
    ["$pullAll", { a: [1, 2, 1] }, { $pullAll: { a: [1] } }, { a: [2] }],
    ["$bit", { a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
    [
      "$[] on every member",
      { a: [{ n: 1 }, { n: 2 }] },
      { $inc: { "a.$[].n": 1 } },
      { a: [{ n: 2 }, { n: 3 }] },
    ],
  ];

  for (const [name, before, update, expected] of cases) {
    it(name, async () => {
      await things().insertOne({ _id: 1, ...before });
      await assert.doesNotReject(change(update));
      assert.deepEqual(await things().findOne({ _id: 1 }), { _id: 1, ...expected });
    });
  }

  it("changes the matched member by $ and filtered members by $[x]", async () => {
    await things().insertOne({ _id: 1, a: [{ n: 1 }, { n: 5 }, { n: 9 }] });
    await things().updateOne({ "a.n": 5 }, { $set: { "a.$.hit": true } });
    await things().updateOne(
      { _id: 1 },
      { $set: { "a.$[big].big": true } },
      { arrayFilters: [{ "big.n": { $gte: 5 } }] },
    );
    assert.deepEqual((await things().findOne({ _id: 1 }))?.a, [
      { n: 1 },
      { n: 5, hit: true, big: true },
      { n: 9, big: true },
    ]);
  });

  it("keeps number types: int32 grows to int64, doubles stay doubles, decimals stay decimals", async () => {
    await things().insertOne({
      _id: 1,
      int: 2147483647,
      double: new Double(1),
      decimal: Decimal128.fromString("0.10"),
      long: Long.fromNumber(1),
    });
    await change({ $inc: { int: 1, double: 1, decimal: Decimal128.fromString("0.20"), long: 1 } });
    const raw = await things().findOne({ _id: 1 }, { promoteValues: false });
    assert.deepEqual(raw?.int, Long.fromNumber(2147483648));
    assert.deepEqual(raw?.double, new Double(2));
    assert.equal(String(raw?.decimal), "0.30");
    assert.deepEqual(raw?.long, Long.fromNumber(2));
  });

  it("refuses to overflow an int64", async () => {
    await things().insertOne({ _id: 1, n: Long.MAX_VALUE });
    assert.equal((await refusal(change({ $inc: { n: 1 } }))).code, 2);
  });

  it("counts as modified only what changed", async () => {
    await things().insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
    ]);
    const { matchedCount, modifiedCount } = await things().updateMany({}, { $set: { a: 2 } });
    assert.deepEqual([matchedCount, modifiedCount], [2, 1]);
    assert.equal((await things().replaceOne({ _id: 1 }, { a: 2 })).modifiedCount, 0);
  });

  it("upserts from the equalities of the filter, with $setOnInsert", async () => {
    const { upsertedId } = await things().updateOne(
      { "a.b": 1, c: { $gt: 5 }, $and: [{ d: { $eq: 2 } }] },
      { $set: { e: 3 }, $setOnInsert: { f: 4 } },
      { upsert: true },
    );
    assert.ok(upsertedId instanceof ObjectId);
    assert.deepEqual(await things().findOne({ _id: upsertedId }), {
      _id: upsertedId,
      a: { b: 1 },
      d: 2,
      e: 3,
      f: 4,
    });
    await things().updateOne({ _id: upsertedId }, { $setOnInsert: { f: 9 } }, { upsert: true });
    assert.equal((await things().findOne({ _id: upsertedId }))?.f, 4);
  });

  it("answers an upsert under a filter that the existing document fails with a duplicate key", async () => {
    const write = (seq: number) =>
      things().replaceOne({ _id: "card", seq: { $lt: seq } }, { seq }, { upsert: true });
    await write(3);
    assert.equal((await refusal(write(2))).code, 11000);
    assert.equal((await write(4)).modifiedCount, 1);
  });

  it("updates by a pipeline", async () => {
    await things().insertOne({ _id: 1, a: 2, b: 3 });
    await things().updateOne({ _id: 1 }, [{ $set: { c: { $add: ["$a", "$b"] } } }, { $unset: "b" }]);
    assert.deepEqual(await things().findOne({ _id: 1 }), { _id: 1, a: 2, c: 5 });
  });

  it("updates each document once, though the update moves it along the index in use", async () => {
    await things().createIndex({ n: 1 });
    await things().insertMany(Array.from({ length: 200 }, (_, n) => ({ _id: n, n })));
    const { modifiedCount } = await things().updateMany({ n: { $gte: 0 } }, { $inc: { n: 1000 } } as Doc);
    assert.equal(modifiedCount, 200);
    assert.equal(await things().countDocuments({ n: { $gte: 1000, $lt: 2000 } }), 200);
  });

  it("picks the first in the order of sort", async () => {
    await things().insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    await command(store, {
      update: "things",
      updates: [{ q: {}, u: { $set: { hit: 1 } }, sort: { n: -1 } }],
    });
    assert.equal((await things().findOne({ hit: 1 }))?._id, 2);
  });

  const refused: [string, Doc, Doc, number][] = [
    ["a change of _id", { a: 1 }, { $set: { _id: 2 } }, 66],
    ["an unknown operator", {}, { $what: { a: 1 } }, 9],
    ["two operators on one field", {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    ["a field and its parent", {}, { $set: { a: 1, "a.b": 1 } }, 40],
    ["a field below a scalar", { a: 1 }, { $set: { "a.b": 1 } }, 28],
    ["$inc of a text", { a: "x" }, { $inc: { a: 1 } }, 14],
    ["$push onto a scalar", { a: 1 }, { $push: { a: 1 } }, 2],
    ["a field name with a dollar at the top", {}, { $set: { $b: 1 } }, 52],
    ["$ without a match in an array", { a: [1] }, { $set: { "a.$": 2 } }, 2],
    ["an empty field name", {}, { $set: { "a..b": 1 } }, 56],
  ];

  for (const [name, before, update, code] of refused) {
    it(`refuses ${name} and changes nothing`, async () => {
      const document: Stored = { _id: 1, ...before };
      await things().insertOne(document);
      assert.equal((await refusal(things().updateOne({ _id: 1 }, update))).code, code);
      assert.deepEqual(await things().findOne({ _id: 1 }), document);
    });
  }

  it("refuses an unused or unknown array filter, a replacement of many, and a changed _id in a replacement", async () => {
    await things().insertOne({ _id: 1, a: [1] });
    const run = async (fields: Doc): Promise<unknown> => {
      const { writeErrors } = await command(store, {
        update: "things",
        updates: [{ q: { _id: 1 }, ...fields }],
      });
      return (writeErrors as { code: number }[])[0]?.code;
    };
    assert.equal(await run({ u: { $set: { b: 1 } }, arrayFilters: [{ x: 1 }] }), 9);
    assert.equal(await run({ u: { $set: { "a.$[x]": 1 } } }), 2);
    assert.equal(await run({ u: { b: 1 }, multi: true }), 9);
    assert.equal(await run({ u: { _id: 2 } }), 66);
    assert.equal(await run({ u: { $set: { b: 1 } }, what: 1 }), 40415);
  });
});
