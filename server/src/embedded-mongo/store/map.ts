import { randomBytes } from "node:crypto";
import { open, type RootDatabase } from "lmdb";
import { metaKey } from "./keys.ts";
import type { Change } from "./log.ts";

/** lmdb's ordered map from bytes to bytes, as one file. */
export type ByteMap = RootDatabase<Buffer, Buffer>;

const format = { encoding: "binary", keyEncoding: "binary", noSubdir: true } as const;

export const mapFile = "store.mdb";

/** The name of the checkpoint in a map, which the records of its log carry. */
export const checkpointKey = metaKey("checkpoint");

/** Opens the map of a store to change it: one process at a time. */
export const openMap = (path: string): ByteMap =>
  open<Buffer, Buffer>({ path, ...format, overlappingSync: false });

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
