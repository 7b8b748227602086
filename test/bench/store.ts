import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { startEmbeddedMongo } from "../../server/src/embedded-mongo/index.ts";

/**
 * Measures the embedded store by a driver over 16 connections with documents of 1 KB, all in one run, so that the ratios hold on any machine.
 * `node --import tsx test/bench/store.ts [documents]`
 */
const connections = 16;
const total = Number(process.argv[2] ?? 100_000);
const body = "x".repeat(900);

type Db = ReturnType<InstanceType<typeof mongoose.mongo.MongoClient>["db"]>;
type Collection = ReturnType<Db["collection"]>;

async function perSecond(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return Math.round((count * 1000) / (performance.now() - start));
}

const documentOf = (index: number): Record<string, unknown> => ({
  _id: `card_${index}:1`,
  stream: `card_${index}`,
  seq: index % 50,
  business_id: `b${index % 100}`,
  at: new Date(1_700_000_000_000 + index * 1000),
  body,
});

async function measure(db: Db, collection: Collection): Promise<void> {
  const print = (name: string, value: number | string): void =>
    void process.stdout.write(`${name.padEnd(46)} ${value}\n`);
  await collection.createIndex({ business_id: 1, at: -1 });
  const pick = (count: number): number => Math.floor(Math.random() * count);
  const pointRead = (count: number) =>
    perSecond(5000, () => collection.findOne({ _id: `card_${pick(count)}:1` } as never));
  const indexedFind = (count: number) =>
    perSecond(5000, () =>
      collection
        .find({
          business_id: `b${pick(100)}`,
          at: { $lte: new Date(1_700_000_000_000 + pick(count) * 1000) },
        })
        .sort({ at: -1 })
        .limit(1)
        .toArray(),
    );

  print("pings/s (the driver and the socket alone)", await perSecond(5000, () => db.command({ ping: 1 })));
  print(
    "single inserts/s, empty store",
    await perSecond(5000, (index) => collection.insertOne(documentOf(index) as never)),
  );
  await pointRead(5000);
  const pointEmpty = await pointRead(5000);
  const findEmpty = await indexedFind(5000);
  print("point reads/s, 5,000 documents", pointEmpty);
  print("indexed finds/s, 5,000 documents", findEmpty);
  print(
    "updates/s by _id",
    await perSecond(5000, () =>
      collection.updateOne({ _id: `card_${pick(5000)}:1` } as never, { $inc: { seq: 1 } }),
    ),
  );
  for (let from = 5000; from < total; from += 1000) {
    await collection.insertMany(Array.from({ length: 1000 }, (_, at) => documentOf(from + at)) as never[], {
      ordered: false,
    });
  }
  const pointFull = await pointRead(total);
  const findFull = await indexedFind(total);
  print(`point reads/s, ${total} documents`, pointFull);
  print(`indexed finds/s, ${total} documents`, findFull);
  print(
    "single inserts/s, full store",
    await perSecond(5000, (index) => collection.insertOne(documentOf(total + index) as never)),
  );
  print("point read time, full : empty (at most 1.5)", (pointEmpty / pointFull).toFixed(2));
  print("indexed find time, full : empty", (findEmpty / findFull).toFixed(2));
}

const folder = mkdtempSync(join(tmpdir(), "embedded-mongo-bench-"));
const store = await startEmbeddedMongo({ folder });
const client = await new mongoose.mongo.MongoClient(store.uri, {
  maxPoolSize: connections,
  minPoolSize: connections,
}).connect();
try {
  const db = client.db("bench");
  await measure(db, db.collection("documents"));
} finally {
  await client.close();
  await store.stop();
  rmSync(folder, { recursive: true, force: true });
}
