import assert from "node:assert/strict";
import { createLog } from "../../../server/src/core/log.ts";
import { inserting } from "../../../server/src/core/commits/index.ts";
import { defineCollection, openStore, type StoreCommand } from "../../../server/src/core/store.ts";
import { commitModeOf, UnfitStore } from "../../../server/src/core/store-fit.ts";
import { withoutPinned } from "../../../server/src/core/store-promises.ts";
import { sentenceFor } from "../../../server/src/process/start-errors.ts";
import { freshDatabase } from "../../support/store.ts";

const things = defineCollection<{ readonly _id: string }>("things");
const asked =
  "readPreference=secondaryPreferred&readConcernLevel=local&journal=false&w=1&socketTimeoutMS=0&wtimeoutMS=0";

describe("promises of the store", () => {
  it("are kept whatever the address asks for, and the log names what counts for nothing", async () => {
    const lines: string[] = [];
    const sent: StoreCommand[] = [];
    const uri = await freshDatabase();
    const store = await openStore(
      `${uri}${uri.includes("?") ? "&" : "?"}${asked}`,
      createLog("warn", { write: (line: string) => void lines.push(line) }),
      { listen: (command) => void sent.push(command) },
    );
    await store.collection(things).insertOne({ _id: "1" });
    await store.collection(things).findOne({ _id: "1" });
    const entry = inserting(things, { _id: "2" }, { step: "entry", onDuplicate: "stop" });
    await store.commits.write({ writes: [entry] });
    const { options } = store.connection.getClient();
    await store.connection.dropDatabase();
    await store.close();

    const writes = sent.filter(({ name }) => name === "insert" || name === "bulkWrite");
    assert.equal(writes.length, 2);
    for (const { body } of writes) {
      const { w, j } = body["writeConcern"] as Record<string, unknown>;
      assert.deepEqual({ w, j }, { w: "majority", j: true });
    }
    const read = sent.find(({ name }) => name === "find");
    assert.equal((read?.body["readConcern"] as { level: string }).level, "majority");
    assert.equal(options.readPreference.mode, "primary");
    assert.ok(options.socketTimeoutMS > 0 && options.waitQueueTimeoutMS > 0);
    assert.match(lines.join(""), /readPreference.*journal.*socketTimeoutMS/);
  });

  it("leave the rest of an address as it is", () => {
    const address = "mongodb+srv://ann:p%40ss@db.example.com/connect";
    assert.deepEqual(withoutPinned(address), { uri: address, leftOut: [] });
    assert.deepEqual(withoutPinned(`${address}?W=1&tls=true&authSource=admin&READPREFERENCE=nearest`), {
      uri: `${address}?tls=true&authSource=admin`,
      leftOut: ["W", "READPREFERENCE"],
    });
    assert.equal(withoutPinned(`${address}?w=1`).uri, address);
  });

  it("are given by MongoDB 6 and later; an older server is told in a sentence", () => {
    assert.equal(commitModeOf({ version: "6.0.1", versionArray: [6, 0, 1, 0] }), "staged");
    assert.equal(commitModeOf({ version: "8.0.0", versionArray: [8, 0, 0, 0] }), "ordered");
    const old = { version: "5.0.31", versionArray: [5, 0, 31, 0] };
    assert.throws(() => commitModeOf(old), UnfitStore);
    try {
      commitModeOf(old);
    } catch (error) {
      assert.equal(
        sentenceFor(error, null),
        "The server at MONGODB_URI is MongoDB 5.0.31, and 6.0 or later is needed: upgrade it, and start again.",
      );
    }
  });
});
