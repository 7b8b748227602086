import assert from "node:assert/strict";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { backupStore, restoreStore } from "../../server/src/embedded-mongo/index.ts";
import { serve } from "../../server/src/embedded-mongo/serve.ts";
import { documentsOf, indexes } from "./former/documents.ts";
import { collectionOf, MongoClient, refusal, type Stored, temporaryFolder } from "./support.ts";

type Things = ReturnType<typeof collectionOf>;

/** Where each document has entries: by these every one is found, in whichever of its entries. */
const hints = ["by_1", "tags_1", "at_-1_by_1", "code_1"];

const byNumber = (documents: readonly Stored[]): Stored[] =>
  [...documents].sort((left, right) => Number(left["n"]) - Number(right["n"]));

/** All documents are there, and each index finds each of its own once. */
const assertAll = async (things: Things, wanted: readonly Stored[]): Promise<void> => {
  assert.deepEqual(byNumber(await things.find().toArray()), byNumber(wanted));
  for (const hint of hints)
    assert.deepEqual(byNumber(await things.find({}, { hint }).toArray()), byNumber(wanted), hint);
  const noted = wanted.filter(({ note }) => note !== undefined);
  const found = await things.find({ note: { $gte: "" } }, { hint: "note_1" }).toArray();
  assert.deepEqual(byNumber(found), byNumber(noted));
};

const withThings = async (folder: string, work: (things: Things) => Promise<void>): Promise<void> => {
  const served = await serve({ folder });
  const client = await new MongoClient(served.uri).connect();
  await work(collectionOf(client.db("test")));
  await client.close();
  await served.stop();
};

describe("embedded-mongo › a store of the version before, which was killed", () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    place = temporaryFolder();
    for (const name of ["store.mdb", "store.log"])
      writeFileSync(
        join(place.folder, name),
        gunzipSync(readFileSync(join(import.meta.dirname, "former", `${name}.gz`))),
      );
    writeFileSync(join(place.folder, "storage-version"), "2\n");
  });
  afterEach(() => place.remove());

  it("has all that was acknowledged, in its map or in its log, and finds it by each index", async () => {
    for (let run = 0; run < 2; run++)
      await withThings(place.folder, (things) => assertAll(things, documentsOf(0, 80)));
  });

  it("is damaged without its log, which has what was acknowledged last", async () => {
    rmSync(join(place.folder, "store.log"));
    await assert.rejects(serve({ folder: place.folder }), { code: "damaged" });
  });

  it("goes on being written: former documents change and go, and new ones come between them", async () => {
    await withThings(place.folder, async (things) => {
      await things.insertMany(documentsOf(80, 120));
      await things.updateMany({ n: { $lt: 10 } }, { $set: { by: 9, tags: ["t1", 100], at: new Date(0) } });
      await things.deleteMany({ by: { $in: [1, 9] }, n: { $gte: 5 } });
      assert.equal((await refusal(things.insertOne({ _id: "again", code: "code 4" }))).code, 11000);
    });
    const changed: Stored[] = documentsOf(0, 10).map((one) => ({
      ...one,
      by: 9,
      tags: ["t1", 100],
      at: new Date(0),
    }));
    const wanted = [...changed, ...documentsOf(10, 120)].filter(
      ({ by, n }: Stored) => !([1, 9].includes(Number(by)) && Number(n) >= 5),
    );
    for (let run = 0; run < 2; run++) await withThings(place.folder, (things) => assertAll(things, wanted));
  });

  it("is copied and restored whole", async () => {
    const copy = join(place.folder, "copy.mdb");
    const restored = join(place.folder, "restored");
    assert.equal(await backupStore(place.folder, copy), 80);
    assert.equal(await restoreStore(copy, restored), 80);
    await withThings(restored, (things) => assertAll(things, documentsOf(0, 80)));
  });
});

describe("embedded-mongo › an index", () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());

  it("finds documents whose ids are of any length, short as two bytes and longer than a key", async () => {
    await withThings(place.folder, async (things) => {
      await things.insertMany(documentsOf(0, 20));
      await things.createIndexes(indexes);
      await things.insertMany(documentsOf(20, 120));
      await assertAll(things, documentsOf(0, 120));
    });
  });

  it("writes the id of a document once for each entry", async () => {
    const served = await serve({ folder: place.folder });
    const client = await new MongoClient(served.uri).connect();
    const things = collectionOf(client.db("test"));
    await things.createIndexes(indexes);
    const _id = "y".repeat(200);
    await things.insertOne({ _id, by: 1, code: "c" });
    const { start, end } = { start: Buffer.from([0x11]), end: Buffer.from([0x12]) };
    const entries = served.store.storage.page({ start, end, limit: 100 });
    assert.equal(entries.length, 4);
    for (const { key, value } of entries)
      assert.equal(Buffer.concat([key, value]).toString("latin1").split(_id).length, 2);
    await client.close();
    await served.stop();
  });
});

describe("embedded-mongo › the file of a store", () => {
  it("is hardly more than half as large again as documents of 2 kB that come in no order", async () => {
    const { folder, remove } = temporaryFolder();
    const documents = Array.from({ length: 2000 }, (_, n) => ({
      _id: (n * 7919) % 2003,
      text: "x".repeat(2000),
    }));
    await withThings(folder, async (things) => {
      for (let at = 0; at < documents.length; at += 100)
        await things.insertMany(documents.slice(at, at + 100));
    });
    const { size } = statSync(join(folder, "store.mdb"));
    assert.ok(size < 1.7 * documents.length * 2000, `${size} bytes`);
    remove();
  });
});
