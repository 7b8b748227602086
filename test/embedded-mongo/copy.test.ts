import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backupStore, restoreStore } from "../../server/src/embedded-mongo/index.ts";
import { serve } from "../../server/src/embedded-mongo/serve.ts";
import { collectionOf, MongoClient, temporaryFolder } from "./support.ts";

const count = 300;
const pageBytes = 16_384;
/** A line and a hash at the end of a copy. */
const sealBytes = 65;

describe("embedded-mongo › a copy of a store", () => {
  let place: ReturnType<typeof temporaryFolder>;
  let copy: string;
  let bytes: Buffer;

  before(async () => {
    place = temporaryFolder();
    const source = join(place.folder, "source");
    const served = await serve({ folder: source });
    const client = await new MongoClient(served.uri).connect();
    const some = Array.from({ length: count }, (_, _id) => ({ _id, text: "unchanged ".repeat(20) }));
    await collectionOf(client.db("test")).insertMany(some);
    await client.close();
    await served.stop();
    copy = join(place.folder, "copy");
    assert.equal(await backupStore(source, copy), count);
    bytes = readFileSync(copy);
  });
  after(() => place.remove());

  const changed = (change: (bytes: Buffer) => Buffer): string => {
    const file = join(place.folder, "changed");
    writeFileSync(file, change(Buffer.from(bytes)));
    return file;
  };
  const refuses = async (name: string, file: string): Promise<void> => {
    const target = join(place.folder, "target");
    const message = `${file} is no whole copy of a store, or was changed: take another one.`;
    await assert.rejects(restoreStore(file, target), { message }, name);
    assert.deepEqual(
      existsSync(target) ? readdirSync(target).filter((left) => left !== "socket") : [],
      [],
      name,
    );
  };

  it("is refused by its name where a letter in it was changed, and nothing is left of it", async () => {
    const file = changed((whole) => {
      whole[whole.indexOf("unchanged")] = "U".charCodeAt(0);
      return whole;
    });
    await refuses("a changed letter", file);
  });

  it("is refused wherever it was cut, also behind its last document", async () => {
    const whole = bytes.length - sealBytes;
    for (const end of [0, 100, pageBytes, whole >> 1, whole - pageBytes, whole - 1]) {
      const file = changed((all) => all.subarray(0, end));
      await refuses(`cut at ${end} of ${whole}`, file);
    }
  });

  it("is whole and the only one where two are made under one name at once", async () => {
    const file = join(place.folder, "twice");
    const made = await Promise.allSettled([1, 2].map(() => backupStore(join(place.folder, "source"), file)));
    const refused = made.flatMap((one) => (one.status === "rejected" ? [(one.reason as Error).message] : []));
    assert.deepEqual(refused, refused.length ? [`${file} is there already: choose another name.`] : []);
    assert.equal(await restoreStore(file, join(place.folder, "once")), count);
    assert.deepEqual(
      readdirSync(place.folder).filter((name) => name.includes(".part")),
      [],
    );
  });

  it("is restored also without its seal, as copies had none, and the store is the one that was copied", async () => {
    const unsealed = changed((all) => all.subarray(0, all.length - sealBytes));
    for (const [name, file] of Object.entries({ sealed: copy, unsealed })) {
      const target = join(place.folder, name);
      assert.equal(await restoreStore(file, target), count, name);
      assert.deepEqual(
        readFileSync(join(target, "store.mdb")),
        bytes.subarray(0, bytes.length - sealBytes),
        name,
      );
    }
  });
});
