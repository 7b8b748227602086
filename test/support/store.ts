import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "mocha";
import { readConfig } from "../../server/src/process/config.ts";
import { startEmbeddedMongo, type EmbeddedMongo } from "../../server/src/embedded-mongo/index.ts";

/*
 * One MongoDB-speaking server for the whole test run: the one MONGODB_URI names, else an embedded store in a folder of
 * its own. Each application under test gets a database of its own on it.
 */

/** How commits are written in this run, where COMMIT_MODE says so; else as the store can best. */
export const commitsUnderTest = readConfig({ COMMIT_MODE: process.env["COMMIT_MODE"] }).COMMIT_MODE;

interface TestStore {
  readonly uri: string;
  readonly changesOf?: EmbeddedMongo["changesOf"];
  stop(): Promise<void>;
}

const startOwn = async (): Promise<TestStore> => {
  const folder = await mkdtemp(join(tmpdir(), "7stamp-test-"));
  const store: EmbeddedMongo = await startEmbeddedMongo({ folder });
  return {
    uri: store.uri,
    changesOf: store.changesOf,
    async stop() {
      await store.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

let shared: Promise<TestStore> | undefined;

const open = (): Promise<TestStore> => {
  const given = process.env["MONGODB_URI"];
  shared ??=
    given === undefined || given === ""
      ? startOwn()
      : Promise.resolve({ uri: given, stop: async () => undefined });
  return shared;
};

/** The URI with another database in its path. */
const withDatabase = (uri: string, database: string): string => {
  const [, head = "", , query = ""] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(\/[^?]*)?(\?.*)?$/.exec(uri) ?? [];
  return `${head}/${database}${query}`;
};

/** The URI of a fresh, empty database. */
export const freshDatabase = async (): Promise<string> =>
  withDatabase((await open()).uri, `test_${randomBytes(6).toString("hex")}`);

/** What counts the changes of the database of this URI, where the store is this run's own and not behind another address. */
export const changesOf = async (uri: string): Promise<TestStore["changesOf"]> => {
  const store = await shared;
  return store?.uri === withDatabase(uri, "") ? store.changesOf : undefined;
};

after(async () => {
  await (await shared)?.stop();
  shared = undefined;
});
