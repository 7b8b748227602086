import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { EmbeddedMongoError, startEmbeddedMongo } from "../../server/src/embedded-mongo/index.ts";
import { serve } from "../../server/src/embedded-mongo/serve.ts";
import { collectionOf, MongoClient, temporaryFolder } from "./support.ts";

describe("embedded-mongo › folder", () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const startFailure = async (path: string): Promise<EmbeddedMongoError> => {
    const outcome = await startEmbeddedMongo({ folder: path }).catch((error: unknown) => error);
    assert.ok(outcome instanceof EmbeddedMongoError);
    return outcome;
  };

  it("starts in a thread of its own, stops, and finds everything again", async () => {
    for (let run = 0; run < 2; run++) {
      const { uri, stop } = await startEmbeddedMongo({ folder });
      const client = await new MongoClient(uri).connect();
      await collectionOf(client.db("test")).insertOne({ _id: run });
      assert.equal(await collectionOf(client.db("test")).countDocuments(), run + 1);
      await client.close();
      await stop();
    }
  });

  it("listens on a port as a foreign server would, without directConnection too", async () => {
    const { uri, stop } = await startEmbeddedMongo({ folder, port: 0 });
    const client = await new MongoClient(uri.replace("?directConnection=true", "")).connect();
    assert.equal((await client.db("test").command({ ping: 1 })).ok, 1);
    await client.close();
    await stop();
  });

  it("is open to no other user, also one that an earlier version has left so", async () => {
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    const inside = join(folder, "data");
    await (await serve({ folder: inside })).stop();
    assert.equal(modeOf(inside), 0o700);
    chmodSync(inside, 0o755);
    for (const name of readdirSync(inside)) chmodSync(join(inside, name), 0o755);
    await (await serve({ folder: inside })).stop();
    assert.equal(modeOf(inside), 0o700);
    assert.ok(readdirSync(inside).includes("store.mdb"));
    for (const name of readdirSync(inside).filter((one) => statSync(join(inside, one)).isFile()))
      assert.equal(modeOf(join(inside, name)) & 0o077, 0, name);
  });

  it("keeps its socket where only its user may go", async () => {
    const served = await serve({ folder });
    assert.equal(statSync(join(folder, "socket")).mode & 0o777, 0o700);
    await served.stop();
    assert.deepEqual(readdirSync(join(folder, "socket")), []);
  });

  it("refuses a second owner in one sentence, and leaves the first alone", async () => {
    const first = await serve({ folder });
    const early = await new MongoClient(first.uri).connect();
    await collectionOf(early.db("test")).insertOne({ _id: 0 });
    await early.close();
    const error = await startFailure(folder);
    assert.equal(error.code, "folder_in_use");
    assert.match(error.message, /^The embedded store in .* is in use by another process: stop .*\.$/);
    const client = await new MongoClient(first.uri).connect();
    await collectionOf(client.db("test")).insertOne({ _id: 1 });
    await client.close();
    await first.stop();
  });

  it("lets one of several that start at once have the folder", async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 4 }, () => serve({ folder })));
    const winners = attempts.filter((attempt) => attempt.status === "fulfilled");
    assert.equal(winners.length, 1);
    for (const { value } of winners) await value.stop();
  });

  it("refuses a folder it cannot write, with nothing half written", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    assert.equal((await startFailure(join(file, "below"))).code, "folder_unwritable");
    const closed = join(folder, "closed");
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    // The superuser may write everywhere, so there the refusal cannot be seen.
    if (process.getuid?.() !== 0) assert.equal((await startFailure(closed)).code, "folder_unwritable");
    assert.equal(existsSync(join(closed, "store.mdb")), false);
  });

  it("refuses a storage version it does not know", async () => {
    writeFileSync(join(folder, "storage-version"), "99\n");
    const error = await startFailure(folder);
    assert.equal(error.code, "storage_version_unknown");
    assert.match(error.message, /99/);
    assert.deepEqual(readdirSync(folder).sort(), ["socket", "storage-version"]);
  });

  it("reads what the version before has written, and says that it is of this one from then on", async () => {
    const first = await serve({ folder });
    await first.stop();
    rmSync(join(folder, "store.log"));
    writeFileSync(join(folder, "storage-version"), "1\n");
    await (await serve({ folder })).stop();
    assert.equal(readFileSync(join(folder, "storage-version"), "utf8"), "4\n");
  });

  it("refuses a socket path that is taken", async () => {
    const socketPath = join(folder, "taken.sock");
    const first = await serve({ folder: join(folder, "a"), socketPath });
    await assert.rejects(serve({ folder: join(folder, "b"), socketPath }), { code: "cannot_listen" });
    await first.stop();
  });
});
