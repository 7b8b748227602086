import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, open as openFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { EmbeddedMongoError } from "./errors.ts";
import { seal, unseal } from "./seal.ts";
import { damageOf } from "./store/damage.ts";
import { assertVersion, hasStore, noteMapAlone, prepareFolder } from "./store/folder.ts";
import { isFreeAndWhole } from "./store/judge.ts";
import { addMissed, checkpointKey, mapFile as storeFile, openToRead } from "./store/map.ts";
import { type Change, logFile, readLog } from "./store/log.ts";

/*
 * A copy of the store in one file. lmdb reads from one snapshot while the owner goes on writing, and what its log has beyond
 * that is put into the copy, which so is the store as it was at one moment between two transactions, with all that had been
 * acknowledged when the copying began. It is written beside its name, read through, sealed, and renamed: a file of that name
 * is a whole copy. A crash leaves the unfinished file with the ending `.part`, and nothing else.
 */

const refusal = (message: string): EmbeddedMongoError => new EmbeddedMongoError("cannot_open", message);

const isThere = (file: string): EmbeddedMongoError =>
  refusal(`${file} is there already: choose another name.`);

const noCopy = (file: string): EmbeddedMongoError =>
  refusal(`${file} is no whole copy of a store, or was changed: take another one.`);

/**
 * Reads every document of a copy, in a process of its own: lmdb maps the file, and one that was cut short ends who reads it.
 * Its other pages are looked at as a start does.
 * @returns null when it is no store, or is damaged
 */
const readThrough = async (path: string): Promise<number | null> => {
  if (damageOf(path) !== null) return null;
  const script = new URL(
    import.meta.url.endsWith(".ts") ? "./read-copy.ts" : "./read-copy.js",
    import.meta.url,
  );
  const reader = fork(fileURLToPath(script), [path], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  let count: number | null = null;
  reader.on("message", (told: number) => (count = told));
  await once(reader, "close");
  await rm(`${path}-lock`, { force: true });
  return count;
};

const syncFile = async (path: string): Promise<void> => {
  const file = await openFile(path, "r+");
  await file.sync();
  await file.close();
};

/** A checkpoint between looking at the map and at the log parts the two: then both are looked at again. */
const copyTo = async (source: string, log: string, part: string): Promise<void> => {
  const database = openToRead(source);
  try {
    for (;;) {
      await rm(part, { force: true });
      const copying = database.backup(part, true);
      const [name, missed] = logOf(database, log);
      await copying;
      if (await addMissed(part, name, missed)) return;
      database.resetReadTxn();
    }
  } finally {
    await database.close();
  }
};

const logOf = (database: ReturnType<typeof openToRead>, log: string): [Buffer | undefined, Change[]] => {
  for (;;) {
    const name = database.get(checkpointKey);
    const missed = name ? readLog(log, name) : [];
    database.resetReadTxn();
    if (name === undefined || database.get(checkpointKey)?.equals(name)) return [name, missed];
  }
};

/**
 * Copies the store of a folder into a file, also while a server works with it.
 * @param file must not be there yet
 * @returns how many documents the copy holds
 * @throws EmbeddedMongoError, with a sentence that says what to do
 */
export const backupStore = async (folder: string, file: string): Promise<number> => {
  const source = join(folder, storeFile);
  if (hasStore(folder)) {
    assertVersion(folder);
    // What an owner works with was judged when it began.
    await isFreeAndWhole(folder);
  }
  if (!existsSync(source)) throw refusal(`There is no store in ${folder}: set DATA_DIR to the server's.`);
  if (existsSync(file)) throw isThere(file);
  // A name of its own: of two that copy to one name at once neither may find the other's half.
  const part = `${resolve(file)}.${randomBytes(4).toString("hex")}.part`;
  await mkdir(dirname(part), { recursive: true });
  try {
    await copyTo(source, join(folder, logFile), part);
    const count = await readThrough(part);
    if (count === null) throw noCopy(file);
    await seal(part);
    await syncFile(part);
    if (existsSync(file)) throw isThere(file);
    await rename(part, file);
    return count;
  } finally {
    await rm(part, { force: true });
  }
};

/**
 * Puts a copy into a folder that has no store.
 * @returns how many documents it holds
 * @throws EmbeddedMongoError, with a sentence that says what to do
 */
export const restoreStore = async (file: string, folder: string): Promise<number> => {
  const target = join(folder, storeFile);
  if (!existsSync(file)) throw refusal(`There is no file ${file}: name a copy that npm run backup made.`);
  if (existsSync(target)) throw refusal(`There is a store in ${folder}: set DATA_DIR to an empty folder.`);
  const part = `${resolve(target)}.part`;
  await mkdir(dirname(part), { recursive: true });
  await copyFile(file, part);
  try {
    const count = (await unseal(part)) ? await readThrough(part) : null;
    if (count === null) throw noCopy(file);
    await syncFile(part);
    // The folder's version first: a store without it would be refused.
    prepareFolder(folder);
    noteMapAlone(folder);
    await rename(part, target);
    return count;
  } finally {
    await rm(part, { force: true });
  }
};
