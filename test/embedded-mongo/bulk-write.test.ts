import assert from "node:assert/strict";
import { collectionOf, type Doc, Long, refusal, useStore } from "./support.ts";

interface Answer {
  cursor: { id: number; firstBatch: Doc[]; ns: string };
  nErrors: number;
  nInserted: number;
  nMatched: number;
}

describe("embedded-mongo › bulkWrite over collections", () => {
  const store = useStore();
  const left = () => collectionOf(store.db, "left");
  const right = () => collectionOf(store.db, "right");
  const nsInfo = [{ ns: "test.left" }, { ns: "test.right" }];
  const send = (ops: Doc[], fields: Doc = {}): Promise<Answer> =>
    store.client.db("admin").command({ bulkWrite: 1, ops, nsInfo, ...fields }) as Promise<never>;
  const six = (): Doc[] => [
    { insert: 0, document: { _id: 1, big: Long.fromNumber(5) } },
    { insert: 1, document: { _id: 1, n: 1 } },
    { update: 1, filter: { _id: 1 }, updateMods: { $inc: { n: 1 } } },
    { update: 1, filter: { _id: 2 }, updateMods: { _id: 2, n: 5 }, upsert: true },
    { update: 1, filter: { n: { $gt: 0 } }, updateMods: { $set: { seen: true } }, multi: true },
    { delete: 0, filter: { _id: 7 } },
  ];

  it("does each operation, and answers a cursor of what became of them", async () => {
    const { cursor, ...totals } = await send(six());
    assert.deepEqual(cursor, {
      id: 0,
      firstBatch: [
        { ok: 1, idx: 0, n: 1 },
        { ok: 1, idx: 1, n: 1 },
        { ok: 1, idx: 2, n: 1, nModified: 1 },
        { ok: 1, idx: 3, n: 1, nModified: 0, upserted: { _id: 2 } },
        { ok: 1, idx: 4, n: 2, nModified: 2 },
        { ok: 1, idx: 5, n: 0 },
      ],
      ns: "admin.$cmd.bulkWrite",
    });
    assert.deepEqual(totals, {
      nErrors: 0,
      nInserted: 2,
      nMatched: 3,
      nModified: 3,
      nUpserted: 1,
      nDeleted: 0,
      ok: 1,
    });
    assert.deepEqual(await right().find().toArray(), [
      { _id: 1, n: 2, seen: true },
      { _id: 2, n: 5, seen: true },
    ]);
    assert.deepEqual(await left().findOne({ _id: 1 }, { promoteLongs: false }), {
      _id: 1,
      big: Long.fromNumber(5),
    });
  });

  it("is one commit, however many collections it writes to", async () => {
    await Promise.all([left().insertOne({ _id: 0 }), right().insertOne({ _id: 0 })]);
    const before = store.served.store.storage.commits;
    await send(six());
    assert.equal(store.served.store.storage.commits, before + 1);
  });

  it("is what the driver's own bulkWrite sends here", async () => {
    const result = await store.client.bulkWrite(
      [
        { name: "insertOne", namespace: "test.left", document: { _id: 1 } as never },
        { name: "deleteOne", namespace: "test.left", filter: { _id: 1 } as never },
      ],
      { verboseResults: true },
    );
    assert.deepEqual([result.insertedCount, result.deletedCount, result.deleteResults?.size], [1, 1, 1]);
  });

  describe("with a refusal", () => {
    const ops: Doc[] = [
      { insert: 0, document: { _id: 1 } },
      { update: 1, filter: { _id: 5 }, updateMods: { $inc: { "": 1 } }, upsert: true },
      { insert: 0, document: { _id: 1 } },
      { insert: 1, document: { _id: 1 } },
    ];
    const shown = ({ cursor }: Answer) => cursor.firstBatch.map(({ ok, idx, code }) => [ok, idx, code]);

    it("leaves what stands before the first, where the order counts", async () => {
      const answer = await send(ops);
      assert.deepEqual(shown(answer), [
        [1, 0, undefined],
        [0, 1, 56],
      ]);
      assert.deepEqual([answer.cursor.firstBatch[1]?.n, answer.cursor.firstBatch[1]?.nModified], [0, 0]);
      assert.deepEqual([answer.nErrors, answer.nInserted], [1, 1]);
      assert.deepEqual([await left().countDocuments(), await right().countDocuments()], [1, 0]);
    });

    it("goes on behind it, where the order does not count", async () => {
      const answer = await send(ops, { ordered: false });
      assert.deepEqual(shown(answer), [
        [1, 0, undefined],
        [0, 1, 56],
        [0, 2, 11000],
        [1, 3, undefined],
      ]);
      assert.deepEqual(answer.cursor.firstBatch[2]?.keyValue, { _id: 1 });
      assert.equal(await right().countDocuments(), 1);
    });

    it("shows the refusals alone, and counts all, when asked for errors only", async () => {
      const answer = await send(ops, { ordered: false, errorsOnly: true });
      assert.deepEqual(shown(answer), [
        [0, 1, 56],
        [0, 2, 11000],
      ]);
      assert.deepEqual([answer.nErrors, answer.nInserted], [2, 2]);
    });
  });

  it("hands out the results by batches of the size that was asked for", async () => {
    const ops = Array.from({ length: 5 }, (_, _id) => ({ insert: 0, document: { _id } }));
    const { cursor } = await send(ops, { cursor: { batchSize: 2 } });
    assert.deepEqual(
      cursor.firstBatch.map(({ idx }) => idx),
      [0, 1],
    );
    const admin = store.client.db("admin");
    const more = await admin.command({
      getMore: Long.fromString(String(cursor.id)),
      collection: "$cmd.bulkWrite",
    });
    assert.deepEqual(
      (more.cursor as { nextBatch: Doc[] }).nextBatch.map(({ idx }) => idx),
      [2, 3, 4],
    );
  });

  it("is answered, and not done again, when it is sent again with its number", async () => {
    const session = store.client.startSession();
    const admin = store.client.db("admin");
    const numbered = (ops: Doc[], number: number): Promise<Answer> =>
      admin.command(
        { bulkWrite: 1, ops, nsInfo, txnNumber: Long.fromNumber(number), cursor: { batchSize: 1 } },
        { session },
      ) as Promise<never>;
    const ops = [
      { update: 0, filter: { _id: 1 }, updateMods: { $inc: { n: 1 } }, upsert: true },
      { insert: 1, document: { _id: 1 } },
    ];
    const first = await numbered(ops, 101);
    const second = await numbered(ops, 101);
    assert.deepEqual(second.cursor.firstBatch, first.cursor.firstBatch);
    assert.deepEqual([first.nInserted, second.nInserted], [1, 1]);
    assert.deepEqual(await left().find().toArray(), [{ _id: 1, n: 1 }]);
    const many = await numbered(
      [{ update: 0, filter: {}, updateMods: { $inc: { n: 1 } }, multi: true }],
      102,
    );
    await session.endSession();
    assert.equal(many.cursor.firstBatch[0]?.code, 72);
  });

  it("is refused whole where it is wrong, before anything is done", async () => {
    const insert = { insert: 0, document: { _id: 1 } };
    const code = async (ops: unknown, fields: Doc = {}): Promise<unknown> =>
      (await refusal(send(ops as Doc[], fields))).code;
    assert.equal(await code([insert, { insert: 2, document: {} }]), 2);
    assert.equal(await code([insert, { upsert: 0, document: {} }]), 9);
    assert.equal(await code([insert, { insert: 0, document: {}, return: true }]), 40415);
    assert.equal(await code([insert, { insert: "left", document: {} }]), 14);
    assert.equal(await code([insert, { insert: 0, document: "none" }]), 14);
    assert.equal(await code([insert, { delete: 0 }]), 40414);
    assert.equal(await code("none"), 14);
    assert.equal((await refusal(store.client.db("admin").command({ bulkWrite: 1, nsInfo }))).code, 40414);
    assert.equal(await code([insert], { nsInfo: ["test.left"] }), 14);
    assert.equal(await code([insert], { nsInfo: [{ ns: "left" }] }), 73);
    assert.equal(await code([]), 16);
    assert.equal((await refusal(store.db.command({ bulkWrite: 1, ops: [insert], nsInfo }))).code, 13);
    assert.equal(await left().countDocuments(), 0);
  });
});
