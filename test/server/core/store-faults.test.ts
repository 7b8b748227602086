import assert from "node:assert/strict";
import mongoose from "mongoose";
import { createLog } from "../../../server/src/core/log.ts";
import {
  awayDetail,
  duplicateFields,
  isDuplicateKey,
  isStoreAway,
} from "../../../server/src/core/store-faults.ts";
import { defineCollection, openStore, wasThereAlready } from "../../../server/src/core/store.ts";
import { sentenceFor } from "../../../server/src/process/start-errors.ts";
import { freshDatabase } from "../../support/store.ts";

const { MongoServerError, MongoWriteConcernError, MongoNetworkError, MongoClientBulkWriteError } =
  mongoose.mongo;

const refused = (code: number): Error => new MongoServerError({ message: "refused", code });

interface Thing {
  readonly _id: string;
  readonly business_id: string;
  readonly email: string;
}

const things = defineCollection<Thing>("things", [
  { keys: { business_id: 1, email: 1 }, options: { unique: true } },
]);

describe("faults of the store", () => {
  it("are of the moment by the server's codes, at once, behind the write concern and in a bulk", () => {
    const ofTheMoment = [
      10107, 189, 11602, 91, 6, 64, 11600, 13435, 13436, 7, 89, 9001, 262, 134, 50, 112, 43, 14031, 16500,
    ];
    for (const code of ofTheMoment) {
      assert.ok(isStoreAway(refused(code)), String(code));
      const behind = new MongoWriteConcernError({ ok: 1, writeConcernError: { code, errmsg: "later" } });
      assert.ok(isStoreAway(behind), `write concern ${code}`);
      const bulk = new MongoClientBulkWriteError({ message: "refused" });
      bulk.cause = refused(code);
      assert.ok(isStoreAway(bulk), `bulk ${code}`);
    }
    for (const code of [2, 9, 13, 18, 66, 121, 11000]) assert.ok(!isStoreAway(refused(code)), String(code));
  });

  it("of a disk that is full say so, whatever they come wrapped in; the others do not", () => {
    const behind = new MongoWriteConcernError({
      ok: 1,
      writeConcernError: { code: 14_031, errmsg: "No space left on device" },
    });
    const bulk = new MongoClientBulkWriteError({ message: "refused" });
    bulk.cause = refused(14_031);
    for (const error of [refused(14_031), behind, bulk]) assert.match(awayDetail(error), /disk .* is full/);
    assert.doesNotMatch(awayDetail(refused(10_107)), /full/);
    assert.equal(
      sentenceFor(refused(14_031), null),
      "The disk under the store is full (refused): make room, and start again.",
    );
  });

  it("are of the moment by the driver's classes and labels, and by a socket that breaks under a write", () => {
    assert.ok(isStoreAway(new MongoNetworkError("the pool was cleared")));
    assert.ok(isStoreAway(new mongoose.mongo.MongoTopologyClosedError()));
    assert.ok(isStoreAway(Object.assign(new Error(), { name: "MongoWaitQueueTimeoutError" })));
    const labelled = refused(1);
    if (labelled instanceof MongoServerError) labelled.addErrorLabel("RetryableWriteError");
    assert.ok(isStoreAway(labelled));
    assert.ok(isStoreAway(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })));
    assert.ok(!isStoreAway(new Error("something else")));
    assert.ok(!isStoreAway(null));
  });

  it("of a duplicate key name the index's fields by pattern, by name, or not at all", async () => {
    const store = await openStore(await freshDatabase(), createLog("silent"));
    await store.prepare([things]);
    const insert = (_id: string) => store.collection(things).insertOne({ _id, business_id: "b", email: "e" });
    await insert("1");
    const error: unknown = await insert("2").catch((caught: unknown) => caught);
    await store.connection.dropDatabase();
    await store.close();
    assert.ok(isDuplicateKey(error, "email") && !isDuplicateKey(error, "phone"));

    const without = (message: string) => ({ code: 11000, message }) as const;
    const named = without(
      'E11000 duplicate key error collection: db.things index: business_id_1_email_-1 dup key: { email: " index: phone_1 " }',
    );
    assert.deepEqual(duplicateFields(named), ["business_id", "email"]);
    assert.ok(isDuplicateKey(named, "email") && !isDuplicateKey(named, "phone"));
    const id = without("E11000 duplicate key error collection: db.things index: _id_ dup key: { _id: 1 }");
    assert.ok(isDuplicateKey(id, "_id") && !isDuplicateKey(id, "email"));
    const silent = without("Duplicate key violation on the requested collection");
    assert.equal(duplicateFields(silent), null);
    assert.ok(isDuplicateKey(silent) && isDuplicateKey(silent, "email"));
  });

  it("of a bulk count as there already only when nothing else went wrong with it", async () => {
    const store = await openStore(await freshDatabase(), createLog("silent"));
    await store.prepare([things]);
    const thing = (_id: string): Thing => ({ _id, business_id: "b", email: _id });
    await store.collection(things).insertOne(thing("1"));
    const bulk = (all: readonly Thing[]): Promise<unknown> =>
      store
        .collection(things)
        .insertMany([...all], { ordered: false })
        .catch((caught: unknown) => caught);
    const there = await bulk([thing("1"), thing("2")]);
    assert.ok(wasThereAlready(there));
    // its id cannot be one: another fault beside the duplicate key, which is the first
    const other = await bulk([thing("1"), { ...thing("3"), _id: ["3"] as never }]);
    assert.ok(isDuplicateKey(other) && !wasThereAlready(other));
    await store.connection.dropDatabase();
    await store.close();
  });
});
