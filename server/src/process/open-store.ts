import { join } from "node:path";
import type { Config } from "./config.ts";
import type { Log } from "../core/log.ts";
import { openStore, type Store, type StoreOptions } from "../core/store.ts";
import { startEmbeddedMongo } from "../embedded-mongo/index.ts";

/** A store and the way to close it, with the embedded server behind it where there is one. */
export interface OpenedStore {
  readonly store: Store;
  close(): Promise<void>;
}

/**
 * Connects to MONGODB_URI or, without it, to an embedded store in DATA_DIR. From here on nothing asks which it is.
 * @throws EmbeddedMongoError when the folder cannot be used; UnfitStore; the driver's error when no server answers
 */
export const openConfiguredStore = async (
  config: Config,
  log: Log,
  options: Pick<StoreOptions, "patienceMs"> = {},
): Promise<OpenedStore> => {
  const server =
    config.MONGODB_URI === undefined
      ? await startEmbeddedMongo({ folder: join(config.DATA_DIR, "store") })
      : { uri: config.MONGODB_URI, changesOf: undefined, stop: () => Promise.resolve() };
  try {
    // The embedded store is one thread of this machine, and silent while it builds an index.
    const patience = config.MONGODB_URI === undefined ? { patienceMs: 0 } : options;
    const { uri, changesOf } = server;
    const store = await openStore(uri, log, { ...patience, changesOf, commits: config.COMMIT_MODE });
    return {
      store,
      async close() {
        await store.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
};
