import assert from "node:assert/strict";
import { collectionOf, command, Double, Int32, Long, ObjectId, refusal, useStore } from "./support.ts";

describe("embedded-mongo › insert", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);

  it("gives every BSON type back as it came", async () => {
    const document = {
      _id: 1,
      int: new Int32(1),
      double: new Double(1),
      fraction: 1.5,
      long: Long.fromNumber(1),
      at: new Date(5),
      id: new ObjectId(),
      no: null,
      list: [1, [2]],
      deep: { a: { b: "ü" } },
    };
    await things().insertOne(document);
    const raw = await collectionOf(store.db).findOne({ _id: 1 }, { promoteValues: false });
    assert.equal((raw?.int as object).constructor.name, "Int32");
    assert.equal((raw?.double as object).constructor.name, "Double");
    assert.equal((raw?.long as object).constructor.name, "Long");
    assert.deepEqual(await things().findOne({ _id: 1 }), { ...document, int: 1, double: 1, long: 1 });
  });

  it("keeps types that an update passes by", async () => {
    await things().insertOne({ _id: 1, int: 1, double: new Double(1), long: Long.fromNumber(1) });
    await things().updateOne({ _id: 1 }, { $set: { other: true } });
    await things().updateOne({ _id: 1 }, [{ $set: { more: 1 } }]);
    const raw = await things().findOne({ _id: 1 }, { promoteValues: false });
    assert.deepEqual(
      ["int", "double", "long"].map((name) => (raw?.[name] as object).constructor.name),
      ["Int32", "Double", "Long"],
    );
  });

  it("puts _id first, and makes one where the sender did not", async () => {
    await command(store, { insert: "things", documents: [{ a: 1, _id: 7 }] });
    await command(store, { insert: "things", documents: [{ a: 2 }] });
    assert.deepEqual(Object.keys((await things().findOne({ _id: 7 })) ?? {}), ["_id", "a"]);
    assert.ok((await things().findOne({ a: 2 }))?._id instanceof ObjectId);
  });

  it("stops an ordered batch at the first duplicate and goes on in an unordered one", async () => {
    const batch = [{ _id: 1 }, { _id: 2 }, { _id: 1 }, { _id: 3 }];
    const ordered = await refusal(things().insertMany(batch));
    assert.equal((ordered.result as { insertedCount: number }).insertedCount, 2);
    await things().deleteMany({});
    await refusal(things().insertMany(batch, { ordered: false }));
    assert.equal(await things().countDocuments(), 3);
  });

  it("names the index, the fields and the values of a duplicate", async () => {
    await things().createIndex({ email: 1, shop: -1 }, { unique: true });
    await things().insertOne({ _id: 1, email: "a@b", shop: 5 });
    const error = await refusal(things().insertOne({ _id: 2, email: "a@b", shop: 5 }));
    assert.equal(error.code, 11000);
    assert.deepEqual(error.keyPattern, { email: 1, shop: -1 });
    assert.deepEqual(error.keyValue, { email: "a@b", shop: 5 });
    assert.equal(
      error.message,
      'E11000 duplicate key error collection: test.things index: email_1_shop_-1 dup key: { email: "a@b", shop: 5 }',
    );
  });

  it("takes numbers of different types for one _id when they are equal", async () => {
    await things().insertOne({ _id: 1 });
    for (const _id of [new Double(1), Long.fromNumber(1)] as const)
      assert.equal((await refusal(things().insertOne({ _id }))).code, 11000);
  });

  it("refuses an _id that is an array or has operators in it", async () => {
    assert.equal((await refusal(things().insertOne({ _id: [1] }))).code, 53);
    assert.equal((await refusal(things().insertOne({ _id: { $a: 1 } as never }))).code, 52);
  });

  it("refuses options and commands it does not know", async () => {
    assert.equal(
      (await refusal(command(store, { insert: "things", documents: [{}], surprise: 1 }))).code,
      40415,
    );
    const unknown = await refusal(command(store, { mapReduce: "things" }));
    assert.deepEqual([unknown.code, unknown.codeName], [59, "CommandNotFound"]);
  });

  it("keeps ids and values longer than an index key apart", async () => {
    const long = "x".repeat(5000);
    await things().createIndex({ text: 1 }, { unique: true });
    await things().insertMany([
      { _id: `${long}a`, text: `${long}a` },
      { _id: `${long}b`, text: `${long}b` },
    ]);
    assert.equal((await things().findOne({ text: `${long}b` }))?._id, `${long}b`);
    assert.equal((await refusal(things().insertOne({ _id: 1, text: `${long}a` }))).code, 11000);
    assert.deepEqual(
      await things()
        .find({ text: { $gt: `${long}a` } })
        .map(({ _id }) => _id)
        .toArray(),
      [`${long}b`],
    );
  });
});
