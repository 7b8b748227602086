import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "../../server/src/embedded-mongo/serve.ts";
import { prepareFolder } from "../../server/src/embedded-mongo/store/folder.ts";
import { logBytes, logFile } from "../../server/src/embedded-mongo/store/log.ts";
import { mapFile } from "../../server/src/embedded-mongo/store/map.ts";
import { Storage } from "../../server/src/embedded-mongo/store/storage.ts";
import { collectionOf, MongoClient, temporaryFolder, useStore } from "./support.ts";

/** What a crash at this moment would leave, in a folder of its own. */
function crashed(folder: string): { folder: string; remove: () => void } {
  const copy = temporaryFolder();
  prepareFolder(copy.folder);
  for (const file of [logFile, mapFile]) copyFileSync(join(folder, file), join(copy.folder, file));
  return copy;
}

describe("embedded-mongo › the log", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);

  it("has what anybody was told of, by a write's answer or a read's, whenever the crash comes", async () => {
    const told = new Set<number>();
    const moments: { left: ReturnType<typeof crashed>; told: number[] }[] = [];
    let newest = 0;
    const tell = (_id: number): void => {
      told.add(_id);
      if (told.size % 25 === 0 && moments.length < 12)
        moments.push({ left: crashed(store.folder), told: [...told] });
    };
    const writer = async (first: number): Promise<void> => {
      for (let at = 0; at < 40; at++) {
        newest = first * 1000 + at;
        const _id = newest;
        await things().insertOne({ _id });
        tell(_id);
      }
    };
    const reader = async (): Promise<void> => {
      for (let at = 0; at < 40; at++) {
        const _id = newest;
        if (await things().findOne({ _id })) tell(_id);
      }
    };
    await Promise.all([1, 2, 3, 4, 5, 6].map(writer).concat([reader(), reader(), reader()]));
    assert.ok(moments.length > 5, `${moments.length} moments`);
    for (const moment of moments) {
      const served = await serve({ folder: moment.left.folder });
      const client = await new MongoClient(served.uri).connect();
      const found = new Set(await collectionOf(client.db("test")).distinct("_id"));
      assert.deepEqual(
        moment.told.filter((_id) => !found.has(_id)),
        [],
      );
      await client.close();
      await served.stop();
      moment.left.remove();
    }
  });

  it("takes what has come while the disk was busy all at once", async () => {
    const { storage } = store.served.store;
    const before = { commits: storage.commits, flushes: storage.flushes };
    const inserts: Promise<unknown>[] = [];
    for (let _id = 0; _id < 60; _id++) {
      inserts.push(things().insertOne({ _id }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(inserts);
    const [commits, flushes] = [storage.commits - before.commits, storage.flushes - before.flushes];
    assert.ok(flushes < commits, `${flushes} flushes of ${commits} transactions`);
  });

  it("starts anew when it is full, and nothing is missing after a crash then", async () => {
    const text = "x".repeat(logBytes / 20);
    for (let _id = 0; _id < 50; _id++) await things().insertOne({ _id, text });
    const left = crashed(store.folder);
    const served = await serve({ folder: left.folder });
    assert.equal(served.store.collection("test.things")?.count, 50);
    await served.stop();
    left.remove();
  });

  describe("as its transactions see it", () => {
    const key = (name: string): Buffer => Buffer.from(`\x7f${name}`);
    let place: ReturnType<typeof temporaryFolder>;
    let storage: Storage;
    const open = (folder: string): Storage => {
      const opened = new Storage(folder);
      opened.start();
      return opened;
    };
    const put = (name: string, value: string): void =>
      storage.transaction(() => storage.put(key(name), Buffer.from(value)));
    const durable = (): Promise<void> => new Promise((resolve) => storage.whenDurable(resolve));
    /** What a start after a crash at this moment finds under each name. */
    const foundAfterCrash = async (names: string[], damage?: (log: Buffer) => void): Promise<unknown[]> => {
      const left = crashed(place.folder);
      const log = readFileSync(join(left.folder, logFile));
      damage?.(log);
      writeFileSync(join(left.folder, logFile), log);
      const again = open(left.folder);
      const found = names.map((name) => again.get(key(name))?.toString());
      await again.close();
      left.remove();
      return found;
    };

    beforeEach(() => {
      place = temporaryFolder();
      storage = open(place.folder);
    });
    afterEach(async () => {
      await storage.close();
      place.remove();
    });

    it("is replayed up to the record that a crash has torn", async () => {
      put("a", "first");
      put("b", "second");
      await durable();
      put("c", "third");
      await durable();
      assert.deepEqual(await foundAfterCrash(["a", "b", "c"]), ["first", "second", "third"]);
      const tear = (log: Buffer): void => {
        const at = log.indexOf("third");
        log[at] = 0;
      };
      assert.deepEqual(await foundAfterCrash(["a", "b", "c"], tear), ["first", "second", undefined]);
    });

    it("is not replayed beyond the records of its checkpoint", async () => {
      put("a", "one");
      put("b", "two");
      await durable();
      storage.checkpoint();
      put("b", "new");
      await durable();
      assert.deepEqual(await foundAfterCrash(["a", "b"]), ["one", "new"]);
    });

    it("gives back all but what has failed", async () => {
      put("a", "one");
      storage.transaction(() => storage.remove(key("a")));
      put("b", "two");
      assert.throws(() =>
        storage.transaction(() => {
          storage.put(key("b"), Buffer.from("three"));
          throw new Error("no");
        }),
      );
      const now = (): unknown[] => ["a", "b"].map((name) => storage.get(key(name))?.toString());
      assert.deepEqual(now(), [undefined, "two"]);
      await durable();
      put("c", "four");
      await durable();
      assert.deepEqual(await foundAfterCrash(["a", "b", "c"]), [undefined, "two", "four"]);
    });

    it("lets nobody wait where a checkpoint has made all durable", () => {
      put("a", "one");
      storage.checkpoint();
      let isTold = false;
      storage.whenDurable(() => (isTold = true));
      assert.ok(isTold);
    });
  });
});
