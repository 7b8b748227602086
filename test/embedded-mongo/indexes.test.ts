import assert from "node:assert/strict";
import { collectionOf, command, type Doc, refusal, useStore } from "./support.ts";

describe("embedded-mongo › indexes and collections", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);

  it("lists what was created, with its options, again after a restart", async () => {
    await things().createIndex({ a: 1, b: -1 }, { name: "both", unique: true });
    await things().createIndex({ email: 1 }, { partialFilterExpression: { email: { $type: "string" } } });
    await things().createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await things().createIndex({ s: 1 }, { sparse: true });
    await store.restart();
    assert.deepEqual(await things().indexes(), [
      { v: 2, key: { _id: 1 }, name: "_id_" },
      { v: 2, key: { a: 1, b: -1 }, name: "both", unique: true },
      { v: 2, key: { email: 1 }, name: "email_1", partialFilterExpression: { email: { $type: "string" } } },
      { v: 2, key: { at: 1 }, name: "at_1", expireAfterSeconds: 60 },
      { v: 2, key: { s: 1 }, name: "s_1", sparse: true },
    ]);
  });

  it("builds an index over what is there, or not at all where it is not unique", async () => {
    await things().insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ]);
    assert.equal((await refusal(things().createIndex({ a: 1 }, { unique: true }))).code, 11000);
    assert.equal((await things().indexes()).length, 1);
    await things().updateOne({ _id: 2 }, { $set: { a: 2 } });
    await things().createIndex({ a: 1 }, { unique: true });
    assert.equal((await refusal(things().updateOne({ _id: 2 }, { $set: { a: 1 } }))).code, 11000);
    assert.equal((await things().findOne({ _id: 2 }))?.a, 2);
  });

  it("takes the same index again and refuses another under its name or fields", async () => {
    await things().createIndex({ a: 1 });
    const again = await command(store, {
      createIndexes: "things",
      indexes: [{ key: { a: 1 }, name: "a_1" }],
    });
    assert.deepEqual([again.numIndexesBefore, again.numIndexesAfter], [2, 2]);
    assert.equal((await refusal(things().createIndex({ b: 1 }, { name: "a_1" }))).code, 86);
    assert.equal((await refusal(things().createIndex({ a: 1 }, { name: "other" }))).code, 85);
    assert.equal((await refusal(things().createIndex({ a: 1 }, { unique: true }))).code, 86);
    assert.equal((await refusal(things().createIndex({ a: 1 }, { expireAfterSeconds: 5 }))).code, 85);
  });

  const unique: [string, Doc, Doc[], Doc[]][] = [
    ["missing and null as one value", {}, [{ _id: 1 }], [{ _id: 2, email: null }]],
    ["each member of an array", {}, [{ _id: 1, email: ["a", "b"] }], [{ _id: 2, email: "b" }]],
    ["numbers by value", {}, [{ _id: 1, email: 1 }], [{ _id: 2, email: 1 }]],
  ];
  for (const [name, options, accepted, refused] of unique) {
    it(`keeps unique ${name}`, async () => {
      await things().createIndex({ email: 1 }, { unique: true, ...options });
      await things().insertMany(accepted as never);
      for (const document of refused)
        assert.equal((await refusal(things().insertOne(document as never))).code, 11000);
    });
  }

  it("leaves out of a partial unique index what its filter does not cover", async () => {
    await things().createIndex(
      { business_id: 1, email: 1 },
      { unique: true, partialFilterExpression: { email: { $type: "string" } } },
    );
    await things().insertMany([
      { _id: 1, business_id: "b" },
      { _id: 2, business_id: "b" },
      { _id: 3, business_id: "b", email: "x" },
    ]);
    assert.equal((await refusal(things().insertOne({ _id: 4, business_id: "b", email: "x" }))).code, 11000);
    assert.equal((await refusal(things().updateOne({ _id: 1 }, { $set: { email: "x" } }))).code, 11000);
    await things().updateOne({ _id: 3 }, { $unset: { email: "" } } as Doc);
    await things().updateOne({ _id: 1 }, { $set: { email: "x" } });
  });

  const partial = (filter: Doc): Promise<unknown> =>
    things().createIndex({ a: 1 }, { partialFilterExpression: filter });

  const positive: Doc[] = [
    { a: 1 },
    { a: { $eq: "x" }, b: { $gt: 1, $lte: 5 } },
    { a: { $exists: true } },
    { a: { $in: ["x", "y"] } },
    { $and: [{ a: { $type: ["string", "null"] } }, { $or: [{ b: 1 }, { c: { $lt: 5 } }] }] },
  ];
  it("takes in a partial filter what MongoDB takes", async () => {
    for (const filter of positive) {
      await partial(filter);
      await things().dropIndexes();
    }
  });

  const negative: [Doc, number][] = [
    [{ a: { $ne: 1 } }, 67],
    [{ a: { $nin: [1] } }, 67],
    [{ a: { $exists: false } }, 67],
    [{ a: { $exists: 0 } }, 67],
    [{ a: { $not: { $gt: 1 } } }, 67],
    [{ a: /x/ }, 67],
    [{ a: { $regex: "x" } }, 67],
    [{ a: { $size: 1 } }, 67],
    [{ a: { $elemMatch: { b: 1 } } }, 67],
    [{ $nor: [{ a: 1 }] }, 67],
    [{ $or: [{ a: 1 }, { $and: [{ b: { $ne: 1 } }] }] }, 67],
    [{ $expr: { $gt: ["$a", 1] } }, 224],
    [{ a: { $what: 1 } }, 2],
  ];
  it("refuses in a partial filter what MongoDB refuses", async () => {
    for (const [filter, code] of negative) {
      const shown = JSON.stringify(filter);
      assert.equal((await refusal(partial(filter))).code, code, shown);
      assert.deepEqual(await store.db.listCollections().toArray(), [], shown);
    }
  });

  it("leaves absent fields out of a sparse unique index", async () => {
    await things().createIndex({ s: 1 }, { unique: true, sparse: true });
    await things().insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3, s: null }]);
    assert.equal((await refusal(things().insertOne({ _id: 4, s: null }))).code, 11000);
    assert.equal(await things().countDocuments({ s: null }), 3);
  });

  it("refuses two arrays in one compound index and index kinds it does not have", async () => {
    await things().createIndex({ a: 1, b: 1 });
    assert.equal((await refusal(things().insertOne({ _id: 1, a: [1], b: [1] }))).code, 171);
    assert.equal((await refusal(things().createIndex({ a: "text" }))).code, 238);
    assert.equal(
      (
        await refusal(
          command(store, {
            createIndexes: "things",
            indexes: [{ key: { z: 1 }, name: "z", wildcardProjection: {} }],
          }),
        )
      ).code,
      238,
    );
  });

  it("drops indexes, collections and databases", async () => {
    await things().createIndex({ a: 1 }, { unique: true });
    await things().insertOne({ _id: 1, a: 1 });
    await things().dropIndex("a_1");
    await things().insertOne({ _id: 2, a: 1 });
    assert.equal((await refusal(things().dropIndex("a_1"))).code, 27);
    assert.deepEqual(
      (await store.db.listCollections().toArray()).map(({ name }) => name),
      ["things"],
    );
    await things().drop();
    assert.equal(await things().countDocuments(), 0);
    assert.equal((await refusal(things().indexes())).code, 26);
    await store.db.createCollection("empty");
    assert.equal((await refusal(command(store, { create: "empty" }))).code, 48);
    const { databases } = await store.db.admin().listDatabases();
    assert.deepEqual(
      databases.map(({ name }) => name),
      ["test"],
    );
  });

  it("deletes what a TTL index says has expired, by the injected clock", async () => {
    await things().createIndex({ expires_at: 1 }, { expireAfterSeconds: 10 });
    const { now } = store.clock;
    const after = (ms: number): Date => new Date(now.getTime() + ms);
    await things().insertMany([
      { _id: 1, expires_at: after(0) },
      { _id: 2, expires_at: after(5000) },
      { _id: 3, expires_at: "never" },
      { _id: 4 },
      { _id: 5, expires_at: [after(0), after(90_000)] },
    ]);
    const left = async (): Promise<unknown[]> =>
      things()
        .find()
        .map(({ _id }) => _id)
        .toArray();
    store.served.sweep();
    assert.deepEqual(await left(), [1, 2, 3, 4, 5]);
    store.clock.now = after(10_000);
    store.served.sweep();
    assert.deepEqual(await left(), [2, 3, 4]);
    store.clock.now = now;
  });
});
