import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { Binary, deserialize, Long, serialize } from "bson";
import { collectionOf, type Doc, useStore } from "./support.ts";

const section = (kind: number, body: Uint8Array): Buffer => Buffer.concat([Buffer.from([kind]), body]);

function opMsg(command: Doc, { bits = 0, tail = [] as Buffer[], requestId = 1 } = {}): Buffer {
  const head = Buffer.alloc(20);
  const body = Buffer.concat([section(0, serialize(command)), ...tail]);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(requestId, 4);
  head.writeInt32LE(2013, 12);
  head.writeUInt32LE(bits, 16);
  return Buffer.concat([head, body]);
}

/** A kind 1 section: a name and documents one after the other. */
function sequence(name: string, documents: Doc[]): Buffer {
  const body = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map((document) => serialize(document))]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(4 + body.length);
  return section(1, Buffer.concat([size, body]));
}

describe("embedded-mongo › wire protocol", () => {
  const store = useStore();
  let socket: Socket;
  let received: Buffer;
  const waiting: (() => void)[] = [];

  beforeEach(async () => {
    received = Buffer.alloc(0);
    socket = connect(decodeURIComponent(/mongodb:\/\/([^/]+)/.exec(store.served.uri)?.[1] ?? ""));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      waiting.splice(0).forEach((wake) => wake());
    });
    await once(socket, "connect");
  });
  afterEach(() => socket.destroy());

  /** The next whole message: what it answers and its body. */
  async function next(headSize = 21): Promise<{ to: number; body: Doc }> {
    while (received.length < 4 || received.length < received.readInt32LE(0))
      await new Promise<void>((wake) => waiting.push(wake));
    const size = received.readInt32LE(0);
    const message = received.subarray(0, size);
    received = received.subarray(size);
    return { to: message.readInt32LE(8), body: deserialize(message.subarray(headSize)) };
  }

  it("answers the legacy hello by the legacy reply, as a primary with sessions", async () => {
    const query = Buffer.concat([
      Buffer.from("admin.$cmd\0"),
      Buffer.from([0, 0, 0, 0, 255, 255, 255, 255]),
      serialize({ ismaster: 1, helloOk: true }),
    ]);
    const head = Buffer.alloc(20);
    head.writeInt32LE(head.length + query.length, 0);
    head.writeInt32LE(9, 4);
    head.writeInt32LE(2004, 12);
    socket.write(Buffer.concat([head, query]));
    const { to, body } = await next(36);
    assert.equal(to, 9);
    assert.deepEqual(
      [body.ismaster, body.helloOk, body.setName, body.logicalSessionTimeoutMinutes, body.maxWireVersion],
      [true, true, "embedded", 30, 25],
    );
  });

  it("reads document sequences, checksums, messages in pieces and several in one piece", async () => {
    const insert = opMsg(
      { insert: "things", $db: "test" },
      { bits: 1, tail: [sequence("documents", [{ _id: 1 }, { _id: 2 }]), Buffer.alloc(4)] },
    );
    socket.write(insert.subarray(0, 30));
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(
      Buffer.concat([insert.subarray(30), opMsg({ count: "things", $db: "test" }, { requestId: 2 })]),
    );
    assert.equal((await next()).body.n, 2);
    const counted = await next();
    assert.deepEqual([counted.to, counted.body.n], [2, 2]);
  });

  it("does not answer a message that wants no answer, but does what it says", async () => {
    socket.write(
      opMsg({ insert: "things", documents: [{ _id: 1 }], $db: "test", writeConcern: { w: 0 } }, { bits: 2 }),
    );
    socket.write(opMsg({ find: "things", $db: "test" }, { requestId: 5 }));
    const { to, body } = await next();
    assert.equal(to, 5);
    assert.deepEqual((body.cursor as Doc).firstBatch, [{ _id: 1 }]);
  });

  it("answers a retried write as it did the first time, and writes once", async () => {
    const retried = {
      update: "things",
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
      $db: "test",
      lsid: { id: new Binary(Buffer.alloc(16, 3), 4) },
      txnNumber: Long.fromNumber(1),
    };
    socket.write(opMsg(retried));
    socket.write(opMsg(retried));
    const [first, second] = [await next(), await next()];
    assert.deepEqual(first.body, { n: 1, nModified: 0, upserted: [{ index: 0, _id: 1 }], ok: 1 });
    assert.deepEqual(second.body, first.body);
    assert.equal((await collectionOf(store.db).findOne({ _id: 1 }))?.n, 1);
  });

  it("ends a connection that does not speak the protocol", async () => {
    socket.write(Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    await once(socket, "close");
  });

  it("commits what arrives together with one fsync, each answered for itself", async () => {
    // Connections that are opened one by one would part what is sent together.
    await Promise.all(Array.from({ length: 50 }, () => store.db.command({ ping: 1 })));
    let commits = 0;
    const { storage } = store.served.store;
    const transaction = storage.transaction.bind(storage);
    storage.transaction = (work) => {
      commits++;
      return transaction(work);
    };
    const many = Array.from({ length: 50 }, (_, at) =>
      collectionOf(store.db)
        .insertOne({ _id: at % 40 })
        .then(
          () => "ok",
          ({ code }: { code: number }) => code,
        ),
    );
    const outcomes = await Promise.all(many);
    storage.transaction = transaction;
    assert.equal(outcomes.filter((outcome) => outcome === "ok").length, 40);
    assert.equal(outcomes.filter((outcome) => outcome === 11000).length, 10);
    assert.ok(commits < 40, `${commits} commits`);
  });

  it("undoes a command that fails unexpectedly, and not those that shared its commit", async () => {
    const { storage } = store.served.store;
    const put = storage.put.bind(storage);
    storage.put = (key, value) => {
      if (value.includes("explode")) throw new Error("disk full");
      put(key, value);
    };
    const outcomes = await Promise.allSettled([
      collectionOf(store.db).insertOne({ _id: 1 }),
      collectionOf(store.db).insertMany([{ _id: 2 }, { _id: 3, text: "explode" }]),
      collectionOf(store.db).insertOne({ _id: 4 }),
    ]);
    storage.put = put;
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    assert.deepEqual(await collectionOf(store.db).distinct("_id"), [1, 4]);
    assert.equal(await collectionOf(store.db).estimatedDocumentCount(), 2);
  });
});
