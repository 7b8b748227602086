import { writeSync } from "node:fs";
import mongoose from "mongoose";
import { startEmbeddedMongo } from "../../server/src/embedded-mongo/index.ts";

/** Writes without end into the folder it is given, and prints the number of each write that was acknowledged. It is there to be killed. */
const folder = process.argv[2] as string;
const { uri } = await startEmbeddedMongo({ folder });
const client = await new mongoose.mongo.MongoClient(uri).connect();
const pairs = client.db("test").collection<{ _id: number; n: number; group: number }>("pairs");
await pairs.createIndex({ n: 1 }, { unique: true });

const start = Number(process.argv[3]);
const writer = async (first: number): Promise<never> => {
  for (let n = first; ; n += 8) {
    // Two documents in one command: after a crash both are there or neither.
    await pairs.insertMany([
      { _id: 2 * n, n: 2 * n, group: n },
      { _id: 2 * n + 1, n: 2 * n + 1, group: n },
    ]);
    writeSync(1, `${n}\n`);
  }
};
await Promise.all(Array.from({ length: 8 }, (_, at) => writer(start + at)));
