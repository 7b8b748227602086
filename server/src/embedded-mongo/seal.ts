import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, open as openFile, stat, truncate } from "node:fs/promises";

/*
 * A copy ends with a hash of all before it, so that a byte that was changed where the copy lay is noticed: what is changed
 * within a document mostly still makes one. lmdb does not look behind its last page. Copies of 0.1.0 have no seal, and one
 * that was cut has lost it: both are judged by their pages alone.
 */

const mark = Buffer.from("\nsha256 of all before this line: ");
const hashBytes = 32;
const sealBytes = mark.length + hashBytes;

const hashOf = async (path: string, end: number): Promise<Buffer> => {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path, { end: end - 1 })) hash.update(bytes as Buffer);
  return hash.digest();
};

/** Puts the seal behind a copy that is whole. */
export const seal = async (path: string): Promise<void> => {
  await appendFile(path, Buffer.concat([mark, await hashOf(path, (await stat(path)).size)]));
};

/** Takes the seal from a copy, where it has one. @returns false, and leaves it as it is, where the copy is not what was sealed */
export const unseal = async (path: string): Promise<boolean> => {
  const end = (await stat(path)).size - sealBytes;
  if (end <= 0) return true;
  const file = await openFile(path, "r");
  const { buffer } = await file.read(Buffer.alloc(sealBytes), 0, sealBytes, end);
  await file.close();
  if (!buffer.subarray(0, mark.length).equals(mark)) return true;
  if (!buffer.subarray(mark.length).equals(await hashOf(path, end))) return false;
  await truncate(path, end);
  return true;
};
