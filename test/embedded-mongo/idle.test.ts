import assert from "node:assert/strict";
import { collectionOf, type Doc, refusal, useStore } from "./support.ts";

describe("embedded-mongo › commands that change nothing", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);
  const storage = () => store.served.store.storage;
  const nothing = { _id: "nobody" } as never;

  beforeEach(async () => {
    await things().createIndex({ expires_at: 1 }, { expireAfterSeconds: 10 });
    await things().createIndex({ a: 1 }, { unique: true });
    await things().insertMany([
      { _id: 1, a: 1, expires_at: store.clock.now },
      { _id: 2, a: 2, list: [1] },
    ]);
  });

  const idle: [string, () => Promise<unknown>][] = [
    ["findOneAndUpdate of nothing", () => things().findOneAndUpdate(nothing, { $set: { a: 3 } })],
    ["findOneAndDelete of nothing", () => things().findOneAndDelete(nothing)],
    ["findOneAndReplace by the same", () => things().findOneAndReplace({ _id: 2 }, { a: 2, list: [1] })],
    ["updateOne of nothing", () => things().updateOne(nothing, { $set: { a: 3 } })],
    ["updateMany to what is there", () => things().updateMany({}, { $unset: { absent: "" } } as Doc)],
    [
      "an upsert that finds the same",
      () => things().updateOne({ _id: 1 }, { $set: { a: 1 } }, { upsert: true }),
    ],
    ["deleteOne of nothing", () => things().deleteOne(nothing)],
    ["deleteMany of nothing", () => things().deleteMany({ a: { $gt: 5 } })],
    ["a write to a collection that is not there", () => store.db.collection("none").deleteMany({})],
    ["insertOne of what is there", () => refusal(things().insertOne({ _id: 1 }))],
    [
      "a batch of refusals",
      () => refusal(things().insertMany([{ _id: 3, a: 1 }, { _id: 1 }], { ordered: false })),
    ],
    ["an update that is refused", () => refusal(things().updateOne({ _id: 1 }, { $set: { a: 2 } }))],
    [
      "bulkWrite of nothing",
      () =>
        things().bulkWrite([
          { deleteOne: { filter: nothing } },
          { updateOne: { filter: nothing, update: { $inc: { a: 1 } } as Doc } },
        ]),
    ],
    ["createIndex of what is there", () => things().createIndex({ a: 1 }, { unique: true })],
    ["drop of nothing", () => store.db.collection("none").drop()],
    ["a sweep that finds nothing expired", () => Promise.resolve(store.served.sweep())],
  ];
  for (const [name, run] of idle) {
    it(`leave the disk alone: ${name}`, async () => {
      const before = storage().commits;
      for (let time = 0; time < 5; time++) await run();
      assert.equal(storage().commits, before);
    });
  }

  it("are told apart from one that changes something: that commits once", async () => {
    const before = storage().commits;
    await things().updateOne({ _id: 2 }, { $set: { a: 3 } });
    assert.equal(storage().commits, before + 1);
    store.clock.now = new Date(store.clock.now.getTime() + 11_000);
    store.served.sweep();
    assert.equal(storage().commits, before + 2);
    store.served.sweep();
    assert.equal(storage().commits, before + 2);
    assert.deepEqual(
      await things()
        .find()
        .map(({ _id }) => _id)
        .toArray(),
      [2],
    );
  });

  it("leave the disk alone when many come at once", async () => {
    const before = storage().commits;
    await Promise.all(
      Array.from({ length: 200 }, () => things().findOneAndUpdate(nothing, { $inc: { a: 1 } } as Doc)),
    );
    assert.equal(storage().commits, before);
  });
});
