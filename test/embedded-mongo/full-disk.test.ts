import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serve, type Served } from "../../server/src/embedded-mongo/serve.ts";
import { logBytes } from "../../server/src/embedded-mongo/store/log.ts";
import { mapFile } from "../../server/src/embedded-mongo/store/map.ts";
import { reserveBytes } from "../../server/src/embedded-mongo/store/room.ts";
import { collectionOf, MongoClient, temporaryFolder, type Client } from "./support.ts";

const plenty = 2 ** 40;
const outOfDiskSpace = { code: 14_031, codeName: "OutOfDiskSpace" };
const text = "x".repeat(logBytes / 16);

describe("embedded-mongo › on a full disk", () => {
  let place: ReturnType<typeof temporaryFolder>;
  let served: Served;
  let client: Client;
  let free: number;
  /** What the next looks find, before all others find `free`. */
  let looks: number[];
  /** How many were acknowledged. */
  let told: number;

  const begin = async (): Promise<void> => {
    served = await serve({ folder: place.folder, freeBytes: () => looks.shift() ?? free });
    client = await new MongoClient(served.uri, { retryWrites: false }).connect();
  };
  const end = async (): Promise<void> => {
    await client.close();
    await served.stop();
  };
  const things = () => collectionOf(client.db("test"));
  const insert = async (more: object = { text }): Promise<void> => {
    await things().insertOne({ _id: told, ...more });
    told += 1;
  };
  const ping = (): Promise<unknown> => client.db("test").command({ ping: 1 });
  const map = (): Buffer => readFileSync(join(place.folder, mapFile));
  const isRefused = (call: Promise<unknown>): Promise<void> => assert.rejects(call, outOfDiskSpace);

  beforeEach(async () => {
    place = temporaryFolder();
    [free, looks, told] = [plenty, [], 0];
    await begin();
    while (told < 3) await insert();
  });
  afterEach(async () => {
    await end();
    place.remove();
  });

  it("refuses writes and says so when asked, reads on, and goes on once there is room", async () => {
    free = reserveBytes - 1;
    await isRefused(insert());
    await isRefused(things().updateOne({ _id: 0 }, { $set: { text: "" } }));
    await isRefused(things().deleteMany({}));
    await isRefused(ping());
    assert.throws(() => served.sweep());
    assert.equal(await things().countDocuments({ text }), told);
    free = plenty;
    await ping();
    await insert();
    assert.equal(await things().countDocuments({ text }), told);
  });

  it("lets lmdb commit nothing that may not fit, and has all that was acknowledged at the next start", async () => {
    served.sweep();
    while (told < 6) await insert();
    const before = map();
    free = logBytes / 16;
    assert.throws(() => served.sweep());
    await isRefused(insert());
    await assert.doesNotReject(end(), "what is not committed is in the log");
    assert.ok(map().equals(before), "the file is as it was");
    await assert.rejects(begin(), { code: "disk_full" });
    assert.ok(map().equals(before), "and so it is after a start that was refused");
    free = plenty;
    await begin();
    assert.equal(await things().countDocuments({ text }), told);
  });

  it("undoes what was begun with room and has none in the end, and keeps what came before it", async () => {
    const great = Array.from({ length: 17 }, (_, at) => ({ _id: 1000 + at, text }));
    const before = map();
    // Enough as it begins, and others have filled the disk when it is to be committed, as it is more than the log takes.
    [looks, free] = [[plenty, plenty], logBytes];
    await isRefused(things().insertMany(great));
    assert.ok(map().equals(before));
    assert.equal(await things().countDocuments(), told);
    free = plenty;
    await insert({});
    await things().insertMany(great);
    assert.equal(await things().countDocuments(), told + great.length);
  });

  it("asks for no more room than the map and what is new can take, however many changes share its pages", async () => {
    await things().insertMany(Array.from({ length: 5000 }, (_, at) => ({ _id: 1000 + at })));
    served.sweep();
    // Two pages for each of them would be more.
    free = reserveBytes;
    await things().deleteMany({ _id: { $gte: 1000 } });
    assert.doesNotThrow(() => served.sweep());
    await insert({});
    assert.equal(await things().countDocuments(), told);
  });

  it("says how much must be free and how much is, to who writes and to who starts", async () => {
    free = 12.5 * 1024 * 1024;
    await assert.rejects(insert(), {
      message: "the store's disk is full: 32 MiB must be free and 12 MiB are",
    });
    await end();
    await assert.rejects(begin(), {
      message: `The disk of the embedded store in ${place.folder} is full (32 MiB must be free and 12 MiB are): make room, and start again.`,
    });
    free = plenty;
    await begin();
  });

  it("is called what it is where a first start meets it, and the next one begins anew", async function () {
    if (!existsSync("/dev/full")) return this.skip();
    const first = temporaryFolder();
    const path = (name: string): string => join(first.folder, name);
    const start = () => serve({ folder: first.folder });
    const told = { code: "disk_full", message: /is full \(.*\): make room, and start again\.$/ };
    symlinkSync("/dev/full", path(`storage-version.${process.pid}`));
    await assert.rejects(start(), told);
    writeFileSync(path("storage-version"), "new\n");
    symlinkSync("/dev/full", path("store.log"));
    await assert.rejects(start(), told);
    rmSync(path("store.log"));
    await (await start()).stop();
    assert.equal(readFileSync(path("storage-version"), "utf8"), "4\n");
    first.remove();
  });

  it("commits early where room is scarce, so that what was written always fits", async () => {
    const before = map();
    await insert({});
    assert.ok(map().equals(before), "with room for all it is the log's");
    free = reserveBytes + 1;
    await insert({});
    assert.ok(!map().equals(before));
  });
});
