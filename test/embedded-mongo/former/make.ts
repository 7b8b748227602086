import { documentsOf, indexes } from "./documents.ts";
import { serve } from "../../../server/src/embedded-mongo/serve.ts";
import { collectionOf, MongoClient } from "../support.ts";

/**
 * Made `store.mdb.gz` and `store.log.gz` beside it, with the code of storage version 2, in the folder that is its argument: half of the documents
 * are in the map, the other half in the log alone, as its process was killed.
 */
const served = await serve({ folder: process.argv[2] ?? "" });
const things = collectionOf((await new MongoClient(served.uri).connect()).db("test"));
await things.createIndexes(indexes);
await things.insertMany(documentsOf(0, 40));
served.store.storage.checkpoint();
await things.insertMany(documentsOf(40, 80));
process.kill(process.pid, "SIGKILL");
