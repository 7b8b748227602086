import assert from "node:assert/strict";
import { Binary, Long } from "bson";
import { Retries } from "../../server/src/embedded-mongo/retries.ts";
import { collectionOf, type Doc, refusal, useStore } from "./support.ts";

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
    const command = { update: "things", lsid, txnNumber: Long.fromNumber(1) };
    let runs = 0;
    const once = (fields: Doc = {}): Doc => {
      const inside = store.served.store;
      const retries = new Retries(inside.storage, () => store.clock.now);
      return inside.transaction(() => retries.once({ ...command, ...fields }, () => ({ ok: 1, n: ++runs })));
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

  it("refuses a transaction, and a number without a session", async () => {
    const session = store.client.startSession();
    session.startTransaction();
    assert.equal((await refusal(things().insertOne({ _id: 1 }, { session }))).code, 238);
    await session.abortTransaction().catch(() => undefined);
    await session.endSession();
  });
});
