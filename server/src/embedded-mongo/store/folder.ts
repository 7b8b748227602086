import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { constants as system } from "node:os";
import { join } from "node:path";
import { EmbeddedMongoError } from "../errors.ts";
import { damageOf } from "./damage.ts";
import { logBytes, logFile } from "./log.ts";
import { mapFile } from "./map.ts";

/**
 * 4: beside the map there is a log, without which the map may lack what was acknowledged last. 3: a map that is whole by itself, as a copy is.
 * 2 and 1: the same, when each entry of an index held its document's id as a value; what they have left is read as it is. new: a store is
 * being made; nothing was acknowledged yet.
 */
const storageVersion = "4";
const mapAlone = "3";
const formerVersion = "2";
const formerMapAlone = "1";
const unborn = "new";
const withLog: ReadonlySet<string> = new Set([storageVersion, formerVersion]);
const known: ReadonlySet<string> = new Set([unborn, mapAlone, formerMapAlone, ...withLog]);
const versionFile = "storage-version";

/**
 * Makes the folder ready, before anything is opened in it: it can be written, and what is in it is of a version that this code reads, with all
 * that belongs to it: where a store was, no new one begins. Throws EmbeddedMongoError and leaves everything as it was otherwise.
 */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // What is in it is nobody else's: keys, and all customers.
    closeToOthers(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    if (!hasStore(folder)) writeVersion(folder, unborn);
    const sockets = socketFolder(folder);
    mkdirSync(sockets, { recursive: true, mode: 0o700 });
    giveRights(sockets, 0o700);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    if (isDiskFull(error)) throw diskFull(folder, reason);
    throw new EmbeddedMongoError(
      "folder_unwritable",
      `The embedded store cannot write to ${folder} (${reason}): give this user the right to write there, or choose another folder.`,
    );
  }
  assertVersion(folder);
}

/** Whether there is anything of a store in a folder. */
export const hasStore = (folder: string): boolean =>
  [versionFile, mapFile, logFile].some((name) => existsSync(join(folder, name)));

/** From here on the map and the log stand for what was acknowledged. */
export function noteStarted(folder: string): void {
  if (versionOf(folder) !== storageVersion) writeVersion(folder, storageVersion);
}

/** Says of a folder that its map is whole without a log. */
export function noteMapAlone(folder: string): void {
  writeVersion(folder, mapAlone);
}

/**
 * Why the map or the log is not what its version says it is; null where both are. Only where nobody works with it: what is being written may
 * look damaged.
 */
export function damageIn(folder: string): EmbeddedMongoError | null {
  const version = versionOf(folder);
  const map = join(folder, mapFile);
  if (version === unborn && (!existsSync(map) || statSync(map).size === 0)) return null;
  const log = join(folder, logFile);
  const isLogWhole = !withLog.has(version) || (existsSync(log) && statSync(log).size >= logBytes);
  const reason = damageOf(map) ?? (isLogWhole ? null : `${logFile} is missing or cut short`);
  if (reason === null) return null;
  const cure =
    version === unborn
      ? "nothing was ever kept in it: remove the folder, and start again"
      : "bring the folder's files back, or move the folder away and restore a backup";
  return new EmbeddedMongoError(
    "damaged",
    `The embedded store in ${folder} is damaged (${reason}) and was left as it is: ${cure}.`,
  );
}

/** As node names them, and by the numbers that lmdb tells. */
const fullCodes: ReadonlySet<unknown> = new Set([
  "ENOSPC",
  "EDQUOT",
  system.errno.ENOSPC,
  system.errno.EDQUOT,
]);

/** Whether an error of the file system, or of lmdb, says that there is no room. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && fullCodes.has(error.code);

/** @param reason with figures, where there are any */
export function diskFull(folder: string, reason: string): EmbeddedMongoError {
  return new EmbeddedMongoError(
    "disk_full",
    `The disk of the embedded store in ${folder} is full (${reason}): make room, and start again.`,
  );
}

/** Takes every right to a folder and its files from other users, also those an earlier version has left. */
function closeToOthers(folder: string): void {
  if (process.getuid === undefined || statSync(folder).uid !== process.getuid()) return;
  giveRights(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isFile()) giveRights(join(folder, entry.name), 0o600);
}

function giveRights(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    // Some file systems know no rights.
    if (!["EPERM", "ENOTSUP", "EINVAL"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

export const socketFolder = (folder: string): string => join(folder, "socket");

/** Written aside and renamed, so that a crash leaves either no version or the whole of it. */
function writeVersion(folder: string, version: string): void {
  const draft = join(folder, `${versionFile}.${process.pid}`);
  try {
    writeFileSync(draft, `${version}\n`, { flush: true });
    renameSync(draft, join(folder, versionFile));
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function versionOf(folder: string): string {
  const path = join(folder, versionFile);
  return existsSync(path) ? readFileSync(path, "utf8").trim() : "none";
}

/** Throws EmbeddedMongoError where a folder is of a version that this code does not read. */
export function assertVersion(folder: string): void {
  const found = versionOf(folder);
  if (known.has(found)) return;
  throw new EmbeddedMongoError(
    "storage_version_unknown",
    `The embedded store in ${folder} has storage version ${found} and this program reads version ${storageVersion}: start the program version that wrote it, or choose another folder.`,
  );
}
