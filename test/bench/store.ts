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

/** The best of several rounds each, taken in turns: whatever else the machine does meanwhile meets both alike. */
async function inTurns(left: () => Promise<number>, right: () => Promise<number>): Promise<[number, number]> {
  const best: [number, number] = [0, 0];
  for (let round = 0; round < 6; round++) {
    best[0] = Math.max(best[0], await left());
    best[1] = Math.max(best[1], await right());
  }
  return best;
}

const pick = (count: number): number => Math.floor(Math.random() * count);

const pointReads = (collection: Collection, count: number) => (): Promise<number> =>
  perSecond(2000, () => collection.findOne({ _id: `card_${pick(count)}:1` } as never));

const indexedFinds = (collection: Collection, count: number) => (): Promise<number> =>
  perSecond(2000, () => {
    const before = new Date(1_700_000_000_000 + pick(count) * 1000);
    return collection
      .find({ business_id: `b${pick(100)}`, at: { $lte: before } })
      .sort({ at: -1 })
      .limit(1)
      .toArray();
  });

async function measure(db: Db): Promise<void> {
  const print = (name: string, value: number | string): void =>
    void process.stdout.write(`${name.padEnd(46)} ${value}\n`);
  const [small, large] = [db.collection("small"), db.collection("large")];
  for (const collection of [small, large]) await collection.createIndex({ business_id: 1, at: -1 });
  const insertOnes = (from: number) =>
    perSecond(5000, (at) => small.insertOne(documentOf(from + at) as never));
  print("pings/s (the driver and the socket alone)", await perSecond(5000, () => db.command({ ping: 1 })));
  await insertOnes(1_000_000);
  await small.deleteMany({});
  print("single inserts/s", await insertOnes(0));
  const increment = () => small.updateOne({ _id: `card_${pick(5000)}:1` } as never, { $inc: { seq: 1 } });
  print("updates/s by _id", await perSecond(5000, increment));
  for (let from = 0; from < total; from += 1000) {
    const batch = Array.from({ length: 1000 }, (_, at) => documentOf(from + at));
    await large.insertMany(batch as never[], { ordered: false });
  }
  const [pointSmall, pointLarge] = await inTurns(pointReads(small, 5000), pointReads(large, total));
  const [findSmall, findLarge] = await inTurns(indexedFinds(small, 5000), indexedFinds(large, total));
  print("point reads/s, 5,000 documents", pointSmall);
  print(`point reads/s, ${total} documents`, pointLarge);
  print("indexed finds/s, 5,000 documents", findSmall);
  print(`indexed finds/s, ${total} documents`, findLarge);
  print("point read time, large : small (at most 1.5)", (pointSmall / pointLarge).toFixed(2));
  print("indexed find time, large : small", (findSmall / findLarge).toFixed(2));
}

const folder = mkdtempSync(join(tmpdir(), "embedded-mongo-bench-"));
const store = await startEmbeddedMongo({ folder });
const client = await new mongoose.mongo.MongoClient(store.uri, {
  maxPoolSize: connections,
  minPoolSize: connections,
}).connect();
try {
  await measure(client.db("bench"));
} finally {
  await client.close();
  await store.stop();
  rmSync(folder, { recursive: true, force: true });
}
