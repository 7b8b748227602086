import mongoose from "mongoose";
import { startEmbeddedMongo } from "../../server/src/embedded-mongo/index.ts";

/** Writes into the folder it is given, and ends without having stopped the store. */
const { uri } = await startEmbeddedMongo({ folder: process.argv[2] as string });
const client = await new mongoose.mongo.MongoClient(uri).connect();
await client.db("test").collection<{ _id: number }>("things").insertOne({ _id: 1 });
process.exit(7);
