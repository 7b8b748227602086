import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { backupStore, EmbeddedMongoError } from "../../server/src/embedded-mongo/index.ts";
import { serve } from "../../server/src/embedded-mongo/serve.ts";
import { damageOf } from "../../server/src/embedded-mongo/store/damage.ts";
import { makeMap } from "../../server/src/embedded-mongo/store/map.ts";
import { collectionOf, MongoClient, temporaryFolder } from "./support.ts";

const files = ["storage-version", "store.mdb", "store.log"];
const pageBytes = 16_384;
const count = 2000;

/** Bytes that are the same in each run and look like nothing. */
const garbage = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 2_654_435_761) >>> 13));

describe("embedded-mongo › a damaged store", () => {
  let whole: ReturnType<typeof temporaryFolder>;
  let hurt: ReturnType<typeof temporaryFolder>;
  const path = (name: string): string => join(hurt.folder, name);
  const map = (): Buffer => readFileSync(path("store.mdb"));
  const overwrite = (from: number, length: number): void => {
    const bytes = map();
    garbage(length).copy(bytes, from);
    writeFileSync(path("store.mdb"), bytes);
  };
  const standing = (): (string | null)[] =>
    files.map((name) => (existsSync(path(name)) ? readFileSync(path(name)).toString("base64") : null));

  before(async () => {
    whole = temporaryFolder();
    const served = await serve({ folder: whole.folder });
    const client = await new MongoClient(served.uri).connect();
    const text = "x".repeat(200);
    const some = Array.from({ length: count }, (_, _id) => ({
      _id,
      text: _id % 100 ? text : text.repeat(50),
    }));
    await collectionOf(client.db("test")).insertMany(some);
    await client.close();
    await served.stop();
  });
  after(() => whole.remove());
  const begin = (): void => {
    hurt = temporaryFolder();
    for (const name of files) copyFileSync(join(whole.folder, name), path(name));
  };
  beforeEach(begin);
  afterEach(() => hurt.remove());

  const size = (): number => map().length;
  const spellings: readonly (readonly [string, () => void, RegExp])[] = [
    ["emptied", () => truncateSync(path("store.mdb"), 0), /is empty/],
    ["removed", () => rmSync(path("store.mdb")), /is missing/],
    ["cut within its head", () => truncateSync(path("store.mdb"), 100), /cut short/],
    ["cut behind its head", () => truncateSync(path("store.mdb"), 2 * pageBytes), /cut short/],
    ["cut in half", () => truncateSync(path("store.mdb"), size() / 2), /cut short/],
    ["cut by a page", () => truncateSync(path("store.mdb"), size() - pageBytes), /cut short/],
    ["cut by a byte", () => truncateSync(path("store.mdb"), size() - 1), /cut short/],
    ["text", () => writeFileSync(path("store.mdb"), "no store\n".repeat(10_000)), /does not begin/],
    ["zeros", () => writeFileSync(path("store.mdb"), Buffer.alloc(size())), /does not begin/],
    ["overwritten at its head", () => overwrite(0, 2 * pageBytes), /does not begin/],
    ["overwritten at its second head", () => overwrite(pageBytes, 200), /does not begin/],
    ["overwritten behind its head", () => overwrite(2 * pageBytes, size() - 2 * pageBytes), /something else/],
    ["without its log", () => rmSync(path("store.log")), /store\.log is missing or cut short/],
    [
      "with a log cut short",
      () => truncateSync(path("store.log"), 5000),
      /store\.log is missing or cut short/,
    ],
    ["a folder where its file was", () => (rmSync(path("store.mdb")), mkdirSync(path("store.mdb"))), /./],
  ];
  const isRefused = async ([name, damage, reason]: (typeof spellings)[number]): Promise<void> => {
    damage();
    const isFile = !name.startsWith("a folder");
    const before = isFile ? standing() : [];
    const error = await serve({ folder: hurt.folder }).catch((refused: unknown) => refused);
    assert.ok(error instanceof EmbeddedMongoError, `${name}: ${String(error)}`);
    assert.equal(error.code, isFile ? "damaged" : "cannot_open", name);
    assert.match(error.message, /^The embedded store [^\n]*restore a backup[^\n]*$/);
    assert.match(error.message, reason, name);
    if (isFile) assert.deepEqual(standing(), before, name);
  };

  it("is refused in one sentence and left as it is, whatever befell its files", async () => {
    for (const spelling of spellings) {
      hurt.remove();
      begin();
      await isRefused(spelling);
    }
  });

  it("is told like one when its folder cannot be claimed, or its owner not be read, and is free again after", async () => {
    const obstacles = [join("socket", "left.lock"), "owner"];
    for (const name of obstacles) {
      rmSync(path(name), { recursive: true, force: true });
      mkdirSync(path(name), { recursive: true });
      await assert.rejects(serve({ folder: hurt.folder }), { code: "cannot_open" }, name);
      rmSync(path(name), { recursive: true });
    }
    await (await serve({ folder: hurt.folder })).stop();
  });

  it("is not one whose end lmdb has left away, since nothing leads there", async () => {
    const bytes = map();
    // The heads say that the file has a page more than it has, as after a page that was taken and given back.
    for (const at of [144, pageBytes + 144]) bytes.writeBigUInt64LE(bytes.readBigUInt64LE(at) + 1n, at);
    writeFileSync(path("store.mdb"), bytes);
    assert.equal(damageOf(path("store.mdb")), null);
    const served = await serve({ folder: hurt.folder });
    assert.equal(served.store.collection("test.things")?.count, count);
    await served.stop();
  });

  it("is not one whose making was cut off before anything was told: it is made now", async () => {
    for (const name of ["store.mdb", "store.log"]) rmSync(path(name));
    writeFileSync(path("storage-version"), "new\n");
    await (await serve({ folder: hurt.folder })).stop();
    assert.equal(readFileSync(path("storage-version"), "utf8"), "4\n");
    truncateSync(path("store.mdb"), 0);
    await assert.rejects(serve({ folder: hurt.folder }), { code: "damaged" });
  });

  it("is never half of one whose making was cut off: a map has its name once it is whole", async () => {
    rmSync(path("store.mdb"));
    writeFileSync(path("storage-version"), "new\n");
    writeFileSync(path("store.mdb.0123abcd.new"), garbage(pageBytes));
    const making = makeMap(path("store.mdb"));
    assert.ok(!existsSync(path("store.mdb")), "it is made under another name");
    await making;
    assert.equal(damageOf(path("store.mdb")), null);
    await (await serve({ folder: hurt.folder })).stop();
    assert.deepEqual(
      readdirSync(hurt.folder).filter((name) => name.includes(".new")),
      [],
      "what a start that was killed has left is gone",
    );
  });

  it("may go where nothing was ever kept in it", async () => {
    writeFileSync(path("storage-version"), "new\n");
    truncateSync(path("store.mdb"), 100);
    await assert.rejects(serve({ folder: hurt.folder }), {
      message: /nothing was ever kept.*remove the folder/,
    });
  });

  it("is another process's where that has begun meanwhile", async () => {
    truncateSync(path("store.mdb"), 100);
    writeFileSync(path("owner"), "gone\n");
    mkdirSync(path("socket"));
    const other = createServer().listen(join(hurt.folder, "socket", "begun.lock"));
    const starting = serve({ folder: hurt.folder });
    // While it asks whether the one before is there.
    writeFileSync(path("owner"), "begun\n");
    await assert.rejects(starting, { code: "folder_in_use" });
    await new Promise((resolve) => other.close(resolve));
    await assert.rejects(serve({ folder: hurt.folder }), { code: "damaged" });
  });

  it("is not copied, and what is said is what a start says", async () => {
    const copy = path("copy.mdb");
    for (const damage of [
      () => rmSync(path("store.mdb")),
      () => truncateSync(path("store.mdb"), size() / 2),
    ]) {
      hurt.remove();
      begin();
      damage();
      const refused = await serve({ folder: hurt.folder }).catch((error: unknown) => error);
      assert.ok(refused instanceof EmbeddedMongoError);
      await assert.rejects(backupStore(hurt.folder, copy), { code: "damaged", message: refused.message });
      assert.ok(!existsSync(copy) && !existsSync(`${copy}.part`));
    }
  });
});
