import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { open, type RootDatabase } from "lmdb";
import { metaKey } from "./keys.ts";
import type { Change } from "./log.ts";

/** lmdb's ordered map from bytes to bytes, as one file. */
export type ByteMap = RootDatabase<Buffer, Buffer>;

const format = { encoding: "binary", keyEncoding: "binary", noSubdir: true } as const;

export const mapFile = "store.mdb";

/** The name of the checkpoint in a map, which the records of its log carry. */
export const checkpointKey = metaKey("checkpoint");

/**
 * Makes an empty map where there is none. It has its name once it is whole and on disk: whatever ends this, and whoever looks meanwhile, no
 * half of one is found. Of two that make it at once the second takes the first one's.
 */
export async function makeMap(path: string): Promise<void> {
  if (existsSync(path)) return;
  const draft = `${path}.${randomBytes(4).toString("hex")}${draftEnding}`;
  try {
    await openMap(draft).close();
    syncPath(draft, "r+");
    linkSync(draft, path);
    if (process.platform !== "win32") syncPath(dirname(path), "r");
  } catch (error) {
    if (!refusals.has((error as NodeJS.ErrnoException).code)) throw error;
  } finally {
    for (const file of [draft, `${draft}-lock`]) rmSync(file, { force: true });
  }
}

/** It is there by now; or this file system knows no links, and lmdb makes it in its place. */
const refusals: ReadonlySet<unknown> = new Set([
  "EEXIST",
  "ENOENT",
  "EPERM",
  "EACCES",
  "ENOTSUP",
  "ENOSYS",
  "EXDEV",
  "EMLINK",
]);

const draftEnding = ".new";

/** What starts that were killed have left beside a map. Only by who has claimed the folder: who else is making one comes too late. */
export function removeDrafts(folder: string): void {
  for (const file of readdirSync(folder))
    if (file.startsWith(`${mapFile}.`) && /\.new(-lock)?$/.test(file))
      rmSync(join(folder, file), { force: true });
}

/** Windows flushes only what may be written, and no folders. */
function syncPath(path: string, mode: "r" | "r+"): void {
  const file = openSync(path, mode);
  fsyncSync(file);
  closeSync(file);
}

/**
 * Of a map that is made; one that is there keeps its own, which was what the machine has: 4,096 as a rule. Of those an entry of the journal
 * (2 kB) takes one by itself.
 */
const pageSize = 16_384;

/** Opens the map of a store to change it: one process at a time. */
export const openMap = (path: string): ByteMap =>
  open<Buffer, Buffer>({ path, ...format, pageSize, overlappingSync: false });

export const pageBytesOf = (map: ByteMap): number => (map.getStats() as { pageSize: number }).pageSize;

/** Opens the map of a store to read it, also while its owner writes. */
export const openToRead = (path: string): ByteMap =>
  open<Buffer, Buffer>({ path, readOnly: true, ...format });

export function applyTo(map: ByteMap, changes: readonly Change[]): void {
  for (const { key, value } of changes) {
    if (value) map.putSync(key, value);
    else map.removeSync(key);
  }
}

/** Puts into the copy of a map what the log has beyond it; false, and nothing is done, where the copy is of another checkpoint. */
export async function addMissed(
  path: string,
  name: Buffer | undefined,
  missed: readonly Change[],
): Promise<boolean> {
  const copy = openMap(path);
  try {
    const own = copy.get(checkpointKey);
    if (own === undefined || name === undefined) return own === name;
    if (!own.equals(name)) return false;
    copy.transactionSync(() => {
      applyTo(copy, missed);
      // The log it belonged to is not its own any more.
      copy.putSync(checkpointKey, randomBytes(8));
    });
    return true;
  } finally {
    await copy.close();
  }
}
