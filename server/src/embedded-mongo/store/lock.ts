import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmbeddedMongoError } from "../errors.ts";
import { socketFolder } from "./folder.ts";
import { metaKey } from "./keys.ts";
import type { Storage } from "./storage.ts";

/**
 * One process at a time owns a folder. The owner listens on a socket of a name nobody else ever uses and has that name written in the store.
 * The kernel closes the socket when the process ends, however it ends, so a name that does not answer is an owner that is gone: no pid that
 * another process may have got since, no file to be left over. Taking over happens inside a write transaction, which lmdb gives to one process
 * at a time and takes from a dead one; of two that find the owner gone, the second finds the first.
 * A crash before the commit leaves the old, dead owner; after it, a new dead one.
 */
export async function claimFolder(folder: string, storage: Storage): Promise<() => Promise<void>> {
  const name = randomBytes(8).toString("hex");
  const server = await listen(lockPath(folder, name));
  try {
    await becomeOwner(folder, storage, name);
    removeLeftovers(folder, name);
    writeFileSync(join(folder, ownerFile), `${name}\n`);
  } catch (error) {
    await close(server);
    throw error;
  }
  return () => close(server);
}

async function becomeOwner(folder: string, storage: Storage, name: string): Promise<void> {
  for (;;) {
    const owner = storage.get(ownerKey)?.toString();
    if (owner && (await answers(lockPath(folder, owner)))) throw inUse(folder);
    if (takeOver(storage, owner, name)) return;
  }
}

const ownerKey = metaKey("owner");
const ownerFile = "owner";

/**
 * Whether a folder's owner is alive, told before its map is opened: who has it keeps lmdb's only write transaction open, and opening would
 * wait for its end. The name in the store decides; the file beside it says the same to who may not look into the store yet.
 */
export async function isOwned(folder: string): Promise<boolean> {
  const path = join(folder, ownerFile);
  const owner = existsSync(path) ? readFileSync(path, "utf8").trim() : "";
  return owner !== "" && answers(lockPath(folder, owner));
}

export function inUse(folder: string): EmbeddedMongoError {
  return new EmbeddedMongoError(
    "folder_in_use",
    `The embedded store in ${folder} is in use by another process: stop that process first, or choose another folder.`,
  );
}

function takeOver(storage: Storage, from: string | undefined, name: string): boolean {
  return storage.transaction(() => {
    if (storage.get(ownerKey)?.toString() !== from) return false;
    storage.put(ownerKey, Buffer.from(name));
    return true;
  });
}

/** Socket paths end at about 100 bytes; a folder too deep for that has its lock among the temporary files, under its unique name. */
function lockPath(folder: string, name: string): string {
  if (process.platform === "win32") return `\\\\.\\pipe\\embedded-mongo-${name}`;
  const path = join(socketFolder(folder), `${name}.lock`);
  return Buffer.byteLength(path) <= 100 ? path : join(tmpdir(), `embedded-mongo-${name}.lock`);
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error) =>
      reject(
        new EmbeddedMongoError(
          "cannot_listen",
          `The embedded store cannot listen on ${path} (${error.message}).`,
        ),
      ),
    );
    server.listen(path, () => resolve(server));
    server.unref();
  });
}

/** Whether somebody listens there. */
export function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (isAlive: boolean): void => {
      socket.destroy();
      resolve(isAlive);
    };
    socket.once("connect", () => settle(true));
    // Nobody listens, or the socket file is gone; anything else (a full queue, no permission) means that somebody is there.
    socket.once("error", ({ code }: NodeJS.ErrnoException) =>
      settle(code !== "ECONNREFUSED" && code !== "ENOENT"),
    );
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** What killed owners left in the socket folder. Only locks of this folder's dead owners can be there: the living one is us. */
function removeLeftovers(folder: string, name: string): void {
  for (const file of readdirSync(socketFolder(folder))) {
    if (/\.(lock|sock)$/.test(file) && file !== `${name}.lock`)
      rmSync(join(socketFolder(folder), file), { force: true });
  }
}
