import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cursors } from "./commands/cursors.ts";
import { EmbeddedMongoError } from "./errors.ts";
import { Executor } from "./executor.ts";
import { diskFull, isDiskFull, noteStarted, prepareFolder, socketFolder } from "./store/folder.ts";
import { isFreeAndWhole } from "./store/judge.ts";
import { answers, claimFolder, inUse } from "./store/lock.ts";
import { removeDrafts } from "./store/map.ts";
import { type FreeBytes, NoRoom } from "./store/room.ts";
import { Storage } from "./store/storage.ts";
import { Store } from "./store/store.ts";
import { sweep } from "./sweeper.ts";
import { FailPoints } from "./wire/fail-points.ts";
import { WireServer } from "./wire/server.ts";

export interface ServeOptions {
  folder: string;
  socketPath?: string | undefined;
  port?: number | undefined;
  /** Tests of failures: `configureFailPoint` is understood. */
  testCommands?: boolean | undefined;
  /** What is free on the folder's disk; the file system is asked without it. */
  freeBytes?: FreeBytes;
  /** Where changes are counted, for other threads (store/changes.ts). */
  changes?: SharedArrayBuffer | undefined;
  /** The clock of TTL, `$currentDate`, retries and idle cursors. */
  now?: () => Date;
}

export interface Served {
  uri: string;
  store: Store;
  /** What otherwise happens each minute. */
  sweep: () => void;
  stop: () => Promise<void>;
  /** Before the thread is ended without `stop`. */
  letGo: () => void;
}

const sweepEveryMs = 60_000;

/** Opens the store and listens, all on the calling thread. Throws EmbeddedMongoError. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { folder, now = () => new Date() } = options;
  prepareFolder(folder);
  const { store, release } = await opened(options);
  const { storage } = store;
  const context = { store, cursors: new Cursors(now), now };
  const executor = new Executor(context);
  const server = new WireServer(executor, now, options.testCommands ? new FailPoints() : undefined);
  const close = async (): Promise<void> => {
    await server.close();
    executor.drain();
    await store.close();
    await release();
  };
  const place = placeOf(options);
  const uri = await listen(server, place).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const sweepAll = (): void => {
    while (sweep(context, executor.retries));
    storage.checkpoint();
  };
  const timer = setInterval(() => {
    try {
      sweepAll();
    } catch {
      // A full disk, say: nothing was deleted, the next minute tries again, and the writes meanwhile tell their senders.
    }
  }, sweepEveryMs);
  return {
    uri,
    store,
    sweep: sweepAll,
    letGo: () => storage.letGo(),
    stop: async () => {
      clearInterval(timer);
      await close();
      if (place.path) rmSync(place.temporary ?? place.path, { recursive: true, force: true });
    },
  };
}

interface Opened {
  store: Store;
  /** Lets another process have the folder. */
  release: () => Promise<void>;
}

async function opened({ folder, freeBytes, changes }: ServeOptions): Promise<Opened> {
  try {
    if (!(await isFreeAndWhole(folder))) throw inUse(folder);
    const storage = await Storage.open(folder, freeBytes);
    return await claimed(folder, storage, changes).catch(async (error: unknown) => {
      await storage.close();
      throw error;
    });
  } catch (error) {
    throw error instanceof EmbeddedMongoError ? error : cannotOpen(folder, error);
  }
}

async function claimed(
  folder: string,
  storage: Storage,
  changes: SharedArrayBuffer | undefined,
): Promise<Opened> {
  const release = await claimFolder(folder, storage);
  try {
    removeDrafts(folder);
    storage.start();
    const store = new Store(storage, changes);
    noteStarted(folder);
    return { store, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function cannotOpen(folder: string, error: unknown): EmbeddedMongoError {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof NoRoom || isDiskFull(error)) return diskFull(folder, reason);
  return new EmbeddedMongoError(
    "cannot_open",
    `The embedded store cannot open ${folder} (${reason}): check the disk, restore a backup into an empty folder, or choose another folder.`,
  );
}

interface Place {
  path?: string;
  port?: number;
  temporary?: string;
}

function placeOf({ folder, socketPath, port }: ServeOptions): Place {
  if (port !== undefined) return { port };
  if (socketPath !== undefined) return { path: socketPath };
  const name = `${randomBytes(4).toString("hex")}.sock`;
  // Drivers know a socket by the ending `.sock`; Windows has named pipes in their stead, open to this user alone.
  if (process.platform === "win32") return { path: `\\\\.\\pipe\\embedded-mongo-${name}` };
  const path = join(socketFolder(folder), name);
  // Socket paths end at about 100 bytes; mkdtemp makes a folder that only this user may enter.
  if (Buffer.byteLength(path) <= 100) return { path };
  const temporary = mkdtempSync(join(tmpdir(), "embedded-mongo-"));
  return { path: join(temporary, "mongo.sock"), temporary };
}

async function listen(server: WireServer, { path, port }: Place): Promise<string> {
  const where = path ?? `127.0.0.1:${port ?? 0}`;
  try {
    // A socket file that nobody listens on is what a killed process left.
    if (path && !(await answers(path))) rmSync(path, { force: true });
    const address = await server.listen(path ? { path } : { host: "127.0.0.1", port });
    return `mongodb://${path ? encodeURIComponent(address) : address}/?directConnection=true`;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new EmbeddedMongoError(
      "cannot_listen",
      `The embedded store cannot listen on ${where} (${reason}): choose another port or socket path.`,
    );
  }
}
