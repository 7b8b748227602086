import assert from "node:assert/strict";
import { collectionOf, type Doc, refusal, type Stored, useStore } from "./support.ts";

describe("embedded-mongo › cursors and what changes between their batches", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);
  const open = (n: number): Stored => ({ _id: n, state: "open", rank: -n, tags: [n, n + 1000] });

  const ways: [string, Doc, Doc][] = [
    ["a scan", { state: "open" }, {}],
    ["the order of _id", { _id: { $gte: 0 }, state: "open" }, { sort: { _id: 1 } }],
    ["the order of _id backwards", { _id: { $gte: 0 }, state: "open" }, { sort: { _id: -1 } }],
    ["an index that tells everything", { state: "open" }, { hint: "state_1__id_1" }],
    ["an index in its order", { state: "open" }, { hint: "state_1_rank_1", sort: { rank: 1 } }],
    ["an index over an array", { tags: { $gte: 0 }, state: "open" }, { hint: "tags_1" }],
    ["points of a unique index", { key: { $in: range(300) }, state: "open" }, { hint: "key_1" }],
    ["a partial index", { state: "open" }, { hint: "open" }],
    ["a sort of its own", { state: "open" }, { sort: { late: 1, _id: 1 } }],
    ["branches of $or", { $or: [{ key: { $lt: 150 } }, { key: { $gte: 150 } }], state: "open" }, {}],
    [
      "branches of $or, sorted",
      { $or: [{ key: 1 }, { rank: { $lte: 0 } }], state: "open" },
      { sort: { late: 1 } },
    ],
  ];

  beforeEach(async () => {
    await things().createIndex({ state: 1, _id: 1 });
    await things().createIndex({ state: 1, rank: 1 });
    await things().createIndex({ rank: 1 });
    await things().createIndex({ tags: 1 });
    await things().createIndex({ key: 1 }, { unique: true });
    await things().createIndex({ late: 1 }, { name: "open", partialFilterExpression: { state: "open" } });
    await things().insertMany(range(300).map((n) => ({ ...open(n), key: n })));
  });

  for (const [name, filter, options] of ways) {
    it(`hand out, by ${name}, nothing that does not match or is gone when the batch is made`, async () => {
      const cursor = things().find(filter as never, { ...options, batchSize: 10 });
      const first = await batch(cursor, 10);
      assert.equal(first.length, 10);
      await things().updateMany({ _id: { $in: range(300).filter((n) => n % 3 === 0) } } as never, {
        $set: { state: "closed" },
      });
      await things().deleteMany({ _id: { $in: range(300).filter((n) => n % 3 === 1) } } as never);
      await things().updateMany({ _id: { $in: range(300).filter((n) => n % 3 === 2) } } as never, {
        $set: { seen: true },
      });
      const rest = await cursor.toArray();
      const ids = new Set(rest.map(({ _id }) => _id));
      assert.deepEqual(
        rest.filter(({ state, seen }) => state !== "open" || seen !== true),
        [],
      );
      assert.equal(ids.size, rest.length);
      const given = new Set(first.map(({ _id }) => _id));
      assert.deepEqual(
        range(300).filter((n) => n % 3 === 2 && !given.has(n) && !ids.has(n)),
        [],
      );
    });
  }

  it("hand out no large document that was read for the batch before", async () => {
    await things().deleteMany({});
    for (const _id of range(8)) await things().insertOne({ _id, key: _id, body: "x".repeat(5_000_000) });
    const cursor = things().find({}, { batchSize: 100 });
    const [first] = await batch(cursor, 1);
    const waiting = cursor.bufferedCount() + 1;
    assert.equal(waiting, 2);
    await things().deleteMany({});
    assert.equal(first?._id, 0);
    assert.equal((await cursor.toArray()).length + 1, waiting);
  });

  it("end with the collection, and with an error where their index was dropped", async () => {
    const cursors = [
      things().find({ rank: { $lte: 0 } } as never, { hint: "rank_1", batchSize: 10 }),
      things().find({}, { batchSize: 10 }),
    ] as const;
    for (const cursor of cursors) await batch(cursor, 10);
    await things().dropIndex("rank_1");
    assert.equal((await refusal(cursors[0].toArray())).code, 175);
    await things().drop();
    assert.deepEqual(await cursors[1].toArray(), []);
  });
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

interface Reader {
  next: () => Promise<Stored | null>;
}

async function batch(cursor: Reader, size: number): Promise<Stored[]> {
  const read: Stored[] = [];
  while (read.length < size) {
    const document = await cursor.next();
    if (!document) break;
    read.push(document);
  }
  return read;
}
