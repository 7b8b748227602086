import assert from "node:assert/strict";
import { Binary, Long } from "bson";
import { Retries } from "../../server/src/embedded-mongo/retries.ts";
import { type Client, collectionOf, type Doc, refusal, useStore } from "./support.ts";

type ClientSession = ReturnType<Client["startSession"]>;

describe("embedded-mongo › retryable writes", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);
  it("is what the driver uses here", async () => {
    const session = store.client.startSession();
    await things().insertOne({ _id: 1 }, { session });
    const { txnNumber } = session.serverSession as unknown as { txnNumber: number };
    assert.equal(Number(txnNumber), 1);
    await session.endSession();
  });

  it("does a command sent twice once, and answers the first result, after a restart too", async () => {
    const lsid = { id: new Binary(Buffer.alloc(16, 7), Binary.SUBTYPE_UUID) };
    const sent = { update: "things", lsid, txnNumber: Long.fromNumber(1) };
    let runs = 0;
    const once = (fields: Doc = {}): Doc => {
      const inside = store.served.store;
      const retries = new Retries(inside.storage, () => store.clock.now);
      return inside.transaction(() =>
        retries.once({ ...sent, ...fields }, () => {
          inside.create(`test.run_${++runs}`);
          return { ok: 1, n: runs };
        }),
      );
    };
    assert.deepEqual(once(), { ok: 1, n: 1 });
    assert.deepEqual(once(), { ok: 1, n: 1 });
    await store.restart();
    assert.deepEqual(once(), { ok: 1, n: 1 });
    assert.deepEqual(once({ stmtIds: [1] }), { ok: 1, n: 2 });
    assert.deepEqual(once({ txnNumber: Long.fromNumber(2) }), { ok: 1, n: 3 });
    assert.throws(() => once(), { codeName: "TransactionTooOld" });
    store.clock.now = new Date(store.clock.now.getTime() + 31 * 60_000);
    store.served.sweep();
    assert.deepEqual(once(), { ok: 1, n: 4 });
  });

  describe("with answers that are lost", () => {
    let session: ClientSession;
    let txnNumber = 0;
    beforeEach(() => void (session = store.client.startSession()));
    afterEach(() => session.endSession());
    const send = (fields: Doc): Promise<Doc> => store.db.command(fields, { session });
    /** Sends a command with a number of its own, twice, and gives both answers. */
    const twice = async (fields: Doc, between: () => Promise<unknown> = () => Promise.resolve()) => {
      const numbered = { ...fields, txnNumber: Long.fromNumber(++txnNumber) };
      const first = await send(numbered);
      await between();
      return [first, await send(numbered)] as const;
    };
    const update = (...updates: Doc[]): Doc => ({ update: "things", updates, ordered: false });
    const increment = (_id: number, upsert = false): Doc => ({ q: { _id }, u: { $inc: { n: 1 } }, upsert });

    it("answers an upsert, and a batch of which one statement changed something, as the first time", async () => {
      const [inserted, again] = await twice(update(increment(1, true)));
      assert.deepEqual(again, inserted);
      const batch = update(increment(2), increment(1), { q: { _id: 1 }, u: { $inc: { _id: 1 } } });
      const [first, second] = await twice(batch);
      assert.equal((first.writeErrors as unknown[]).length, 1);
      assert.deepEqual(second, first);
      assert.deepEqual(await things().find().toArray(), [{ _id: 1, n: 2 }]);
    });

    it("runs one that found or changed nothing again, and it does its work once", async () => {
      const insert = () => things().insertOne({ _id: 1, n: 1 });
      const [nothing, found] = await twice(update(increment(1)), insert);
      assert.deepEqual([nothing.n, found.n], [0, 1]);
      const [same] = await twice(update({ q: { _id: 1 }, u: { $set: { n: 2 } } }));
      assert.deepEqual([same.n, same.nModified], [1, 0]);
      assert.deepEqual(await things().find().toArray(), [{ _id: 1, n: 2 }]);
      const [refused, inserted] = await twice({ insert: "things", documents: [{ _id: 1 }] }, () =>
        things().deleteOne({ _id: 1 }),
      );
      assert.deepEqual([refused.n, inserted.n], [0, 1]);
    });

    it("refuses a number that a later command without effect has overtaken", async () => {
      const late = { ...update(increment(1, true)), txnNumber: Long.fromNumber(++txnNumber) };
      await twice(update(increment(99)));
      assert.equal((await refusal(send(late))).code, 225);
    });
  });

  it("refuses a transaction, and a number without a session", async () => {
    const session = store.client.startSession();
    session.startTransaction();
    assert.equal((await refusal(things().insertOne({ _id: 1 }, { session }))).code, 238);
    await session.abortTransaction().catch(() => undefined);
    await session.endSession();
  });
});
