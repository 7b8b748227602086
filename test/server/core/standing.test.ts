import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { updating } from "../../../server/src/core/commits/index.ts";
import { createLog } from "../../../server/src/core/log.ts";
import { Standing } from "../../../server/src/core/standing.ts";
import { defineCollection, openStore, type Store } from "../../../server/src/core/store.ts";
import { startEmbeddedMongo, type EmbeddedMongo } from "../../../server/src/embedded-mongo/index.ts";

interface Word {
  readonly _id: string;
  readonly text: string;
}

const words = defineCollection<Word>("words");
const others = defineCollection<Word>("others");
const log = createLog("silent");

describe("core › standing", () => {
  let folder: string;
  let server: EmbeddedMongo;
  let store: Store;
  /** Another process, which nobody tells of changes. */
  let stranger: Store;
  let standing: Standing<Word | null>;
  let readings: number;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "7stamp-standing-"));
    server = await startEmbeddedMongo({ folder });
    store = await openStore(server.uri, log, { changesOf: server.changesOf });
    stranger = await openStore(server.uri, log);
  });
  after(async () => {
    await Promise.all([store.close(), stranger.close()]);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await stranger.collection(words).deleteMany({});
    await stranger.collection(words).insertOne({ _id: "w", text: "first" });
    standing = new Standing(words, 2);
    readings = 0;
  });

  const ask = (from: Store, key = "w"): Promise<Word | null> =>
    standing.get(from, key, async () => {
      readings += 1;
      return from.collection(words).findOne({ _id: key });
    });

  it("is read once as long as nothing changes", async () => {
    await ask(store);
    await store.collection(others).insertOne({ _id: "o", text: "elsewhere" });
    assert.equal((await ask(store))?.text, "first");
    assert.equal(readings, 1);
  });

  for (const [way, change] of Object.entries({
    "is updated": () => stranger.collection(words).updateOne({ _id: "w" }, { $set: { text: "second" } }),
    "is replaced": () => stranger.collection(words).replaceOne({ _id: "w" }, { text: "second" }),
    "is changed by a bulk over collections": () =>
      stranger.commits.write({
        writes: [updating(words, { filter: { _id: "w" }, change: { $set: { text: "second" } } }, "document")],
      }),
  }))
    it(`is read anew once it ${way} by another process`, async () => {
      await ask(store);
      await change();
      assert.equal((await ask(store))?.text, "second");
    });

  it("is read anew once it is removed, and once it is there again", async () => {
    await ask(store);
    await stranger.collection(words).deleteOne({ _id: "w" });
    assert.equal(await ask(store), null);
    await stranger.collection(words).insertOne({ _id: "w", text: "third" });
    assert.equal((await ask(store))?.text, "third");
  });

  it("is read anew once the collection is dropped", async () => {
    await ask(store);
    await stranger.collection(words).drop();
    assert.equal(await ask(store), null);
  });

  it("is not kept where it changed while it was read", async () => {
    await standing.get(store, "w", async () => {
      const found = await store.collection(words).findOne({ _id: "w" });
      await stranger.collection(words).updateOne({ _id: "w" }, { $set: { text: "second" } });
      return found;
    });
    assert.equal((await ask(store))?.text, "second");
  });

  it("is read each time where nobody tells of changes", async () => {
    await ask(stranger);
    await ask(stranger);
    assert.equal(readings, 2);
  });

  it("is forgotten where more than so many are asked for", async () => {
    for (const key of ["w", "x", "y", "w"]) await ask(store, key);
    assert.equal(readings, 4);
  });
});
