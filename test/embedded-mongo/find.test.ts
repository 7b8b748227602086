import assert from "node:assert/strict";
import {
  collectionOf,
  Decimal128,
  type Doc,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  refusal,
  type Stored,
  useStore,
} from "./support.ts";

describe("embedded-mongo › find", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);
  const ids = async (filter: Doc): Promise<unknown[]> =>
    things()
      .find(filter as never)
      .sort({ _id: 1 })
      .map(({ _id }) => _id)
      .toArray();

  const people: Stored[] = [
    { _id: 1, name: "Ann", age: 30, tags: ["a", "b"], address: { city: "Riga" } },
    { _id: 2, name: "Bob", age: 40, tags: [], address: null },
    {
      _id: 3,
      name: "Cid",
      tags: [["a"]],
      grades: [
        { at: 1, mark: 5 },
        { at: 2, mark: 3 },
      ],
    },
    { _id: 4, name: "Dee", age: "40", grades: [{ at: 3 }, 7] },
  ];

  const cases: [string, Doc, number[]][] = [
    ["equality", { age: 40 }, [2]],
    ["equality of a whole document, in its order", { address: { city: "Riga" } }, [1]],
    ["a member of an array", { tags: "a" }, [1]],
    ["a whole array", { tags: ["a", "b"] }, [1]],
    ["a nested array as a member", { tags: ["a"] }, [3]],
    ["null for absent fields too", { age: null }, [3]],
    ["null on a path through arrays of documents", { "grades.mark": null }, [1, 2, 4]],
    ["$exists on a path", { "grades.mark": { $exists: true } }, [3]],
    ["not existing on a path", { "grades.mark": { $exists: false } }, [1, 2, 4]],
    ["ranges within a type", { age: { $gt: 1 } }, [1, 2]],
    ["$ne by no member", { tags: { $ne: "a" } }, [2, 3, 4]],
    ["$in with a regex", { name: { $in: ["Bob", /^C/] } }, [2, 3]],
    ["$nin", { age: { $nin: [30, null] } }, [2, 4]],
    ["$not", { age: { $not: { $gte: 40 } } }, [1, 3, 4]],
    ["$or and $nor", { $or: [{ age: 30 }, { name: "Cid" }], $nor: [{ _id: 3 }] }, [1]],
    ["$all", { tags: { $all: ["a", "b"] } }, [1]],
    ["$size", { tags: { $size: 0 } }, [2]],
    ["$elemMatch on documents", { grades: { $elemMatch: { at: 2, mark: { $lt: 4 } } } }, [3]],
    ["conditions met by different members", { "grades.at": 1, "grades.mark": 3 }, [3]],
    ["$elemMatch on values", { grades: { $elemMatch: { $gt: 5 } } }, [4]],
    ["a position in an array", { "grades.0.at": 3 }, [4]],
    ["$type", { age: { $type: "string" } }, [4]],
    ["$type number", { age: { $type: "number" } }, [1, 2]],
    ["$mod", { age: { $mod: [20, 0] } }, [2]],
    ["$regex with options", { name: { $regex: "^a", $options: "i" } }, [1]],
    ["$expr", { $expr: { $gt: ["$age", 35] } }, [2, 4]],
  ];

  for (const [name, filter, expected] of cases) {
    it(`finds by ${name}`, async () => {
      await things().insertMany(people);
      assert.deepEqual(await ids(filter), expected);
    });
  }

  it("sorts values of all types in MongoDB's order", async () => {
    const values = [
      new MinKey(),
      null,
      -5,
      1.5,
      Long.fromString("9007199254740993"),
      Decimal128.fromString("1e20"),
      "",
      "a",
      "\u{ff5e}",
      "\u{1f600}",
      {},
      { a: 1 },
      Buffer.from("z"),
      new ObjectId("0".repeat(24)),
      false,
      true,
      new Date(-1),
      new Date(1),
      /x/,
      new MaxKey(),
    ];
    const shuffled = values
      .map((v, _id) => ({ _id, v }))
      .sort((left, right) => ((left._id * 7) % 20) - ((right._id * 7) % 20));
    await things().insertMany(shuffled);
    const sorted = async (): Promise<unknown[]> =>
      things()
        .find()
        .sort({ v: 1 })
        .map(({ _id }) => _id)
        .toArray();
    const inOrder = values.map((_, index) => index);
    assert.deepEqual(await sorted(), inOrder);
    await things().createIndex({ v: 1 });
    assert.deepEqual(await sorted(), inOrder);
  });

  it("sorts an array by its least member upwards and by its greatest downwards", async () => {
    await things().insertMany([{ _id: 1, v: [3, 9] }, { _id: 2, v: 5 }, { _id: 3, v: [] }, { _id: 4 }]);
    const order = (v: 1 | -1): Promise<unknown[]> =>
      things()
        .find()
        .sort({ v })
        .map(({ _id }) => _id)
        .toArray();
    assert.deepEqual(await order(1), [3, 4, 1, 2]);
    assert.deepEqual(await order(-1), [1, 2, 4, 3]);
  });

  it("compares int64 exactly beyond 2^53 and with doubles", async () => {
    const big = Long.fromString("9007199254740993");
    await things().insertMany([
      { _id: 1, v: big },
      { _id: 2, v: new Double(9007199254740992) },
    ]);
    assert.deepEqual(await ids({ v: big }), [1]);
    assert.deepEqual(await ids({ v: { $lt: big } }), [2]);
  });

  it("projects fields in and out, parts of arrays, and the matched member", async () => {
    await things().insertMany(people);
    const project = (filter: Doc, projection: Doc): Promise<unknown> =>
      things().findOne(filter as never, { projection });
    assert.deepEqual(await project({ _id: 1 }, { name: 1 }), { _id: 1, name: "Ann" });
    assert.deepEqual(await project({ _id: 1 }, { "address.city": 1, _id: 0 }), { address: { city: "Riga" } });
    assert.deepEqual(await project({ _id: 1 }, { tags: 0, address: 0 }), { _id: 1, name: "Ann", age: 30 });
    assert.deepEqual(await project({ _id: 3 }, { "grades.mark": 1 }), {
      _id: 3,
      grades: [{ mark: 5 }, { mark: 3 }],
    });
    assert.deepEqual(await project({ "grades.at": 2 }, { "grades.$": 1 }), {
      _id: 3,
      grades: [{ at: 2, mark: 3 }],
    });
    assert.deepEqual(await project({ _id: 3 }, { grades: { $elemMatch: { mark: 3 } } }), {
      _id: 3,
      grades: [{ at: 2, mark: 3 }],
    });
    assert.deepEqual(await project({ _id: 1 }, { _id: 1, tags: { $slice: -1 } }), { _id: 1, tags: ["b"] });
  });

  it("reads on with a cursor past the first batch, skips and limits", async () => {
    await things().insertMany(Array.from({ length: 350 }, (_, _id) => ({ _id })));
    assert.equal((await things().find({}, { batchSize: 7 }).toArray()).length, 350);
    assert.deepEqual(
      await things()
        .find()
        .sort({ _id: -1 })
        .skip(10)
        .limit(2)
        .map(({ _id }) => _id)
        .toArray(),
      [339, 338],
    );
  });

  it("sends documents of many megabytes in several messages", async () => {
    const body = "x".repeat(3_000_000);
    for (let _id = 0; _id < 8; _id++) await things().insertOne({ _id, body });
    assert.equal((await things().find().toArray()).length, 8);
  });

  it("ends a killed cursor", async () => {
    await things().insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id })));
    const cursor = things().find({}, { batchSize: 2 });
    await cursor.next();
    const { id } = cursor;
    await cursor.close();
    const error = await refusal(store.db.command({ getMore: id, collection: "things" }));
    assert.equal(error.code, 43);
  });

  it("refuses what it cannot answer truly", async () => {
    await things().insertOne({ _id: 1 });
    const code = async (filter: Doc, options: Doc = {}): Promise<unknown> =>
      (
        await refusal(
          things()
            .find(filter as never, options)
            .toArray(),
        )
      ).code;
    assert.equal(await code({ $where: "1" }), 238);
    assert.equal(await code({ a: { $near: [1, 2] } }), 238);
    assert.equal(await code({ a: { $what: 1 } }), 2);
    assert.equal(await code({ $what: 1 }), 2);
    assert.equal(await code({}, { collation: { locale: "de" } }), 238);
    assert.equal(await code({}, { hint: "no_such_index" }), 2);
    assert.equal(await code({}, { tailable: true }), 238);
  });
});
