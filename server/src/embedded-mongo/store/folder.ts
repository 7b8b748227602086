import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { EmbeddedMongoError } from "../errors.ts";

/** 2: beside the map there is a log, without which the map may lack what was acknowledged last. A map of version 1 is read as it is. */
const storageVersion = "2";
const readableVersions = ["1", storageVersion];
const versionFile = "storage-version";

/**
 * Makes the folder ready, before anything is opened in it: it can be written, and what is in it is of the version that this code writes.
 * Throws EmbeddedMongoError and leaves everything as it was otherwise.
 */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // What is in it is nobody else's: keys, and all customers.
    closeToOthers(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    if (!existsSync(join(folder, versionFile)) && !existsSync(join(folder, "store.mdb")))
      writeVersion(folder);
    const sockets = socketFolder(folder);
    mkdirSync(sockets, { recursive: true, mode: 0o700 });
    giveRights(sockets, 0o700);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new EmbeddedMongoError(
      "folder_unwritable",
      `The embedded store cannot write to ${folder} (${reason}): give this user the right to write there, or choose another folder.`,
    );
  }
  assertVersion(folder);
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
function writeVersion(folder: string): void {
  const draft = join(folder, `${versionFile}.${process.pid}`);
  writeFileSync(draft, `${storageVersion}\n`);
  renameSync(draft, join(folder, versionFile));
}

function assertVersion(folder: string): void {
  const path = join(folder, versionFile);
  const found = existsSync(path) ? readFileSync(path, "utf8").trim() : "none";
  if (readableVersions.includes(found)) {
    if (found !== storageVersion) writeVersion(folder);
    return;
  }
  throw new EmbeddedMongoError(
    "storage_version_unknown",
    `The embedded store in ${folder} has storage version ${found} and this program reads version ${storageVersion}: start the program version that wrote it, or choose another folder.`,
  );
}
