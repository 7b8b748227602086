import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

/*
 * Folders that are made once for what they are made from. Each is named by the hash of that, so the same sources are
 * worked through once; it is written under another name and then renamed, so a crash or a second process leaves nothing
 * half made: a folder of this name is whole.
 */

export interface MadeOnce {
  /** Holds the folders, and nothing else; made if it is not there. */
  readonly shelf: string;
  /** Names the folder: the hash of all that goes into it. */
  readonly key: string;
  /** How many are kept, those used last: who runs on an older one still finds its files. */
  readonly kept: number;
  /** Writes the files into an empty folder. */
  readonly make: (folder: string) => Promise<void>;
}

const isFolder = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
};

const removeOldest = async (shelf: string, kept: number): Promise<void> => {
  const names = await readdir(shelf);
  const dated = await Promise.all(
    names.map(async (name) => ({
      name,
      at: (await stat(join(shelf, name)).catch(() => null))?.mtimeMs ?? 0,
    })),
  );
  const old = dated.sort((a, b) => b.at - a.at).slice(kept);
  await Promise.all(old.map(({ name }) => rm(join(shelf, name), { recursive: true, force: true })));
};

const makeAnew = async ({ shelf, key, kept, make }: MadeOnce): Promise<void> => {
  await mkdir(shelf, { recursive: true });
  const fresh = await mkdtemp(join(shelf, "making-"));
  try {
    await make(fresh);
    await rename(fresh, join(shelf, key));
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another process may have been first: what it made is the same.
    if (!(await isFolder(join(shelf, key)))) throw error;
  }
  await removeOldest(shelf, kept);
};

/** The folder of this key, made when there is none yet. @throws the file system's error where it cannot be written */
export const madeOnce = async (wanted: MadeOnce): Promise<string> => {
  const folder = join(wanted.shelf, wanted.key);
  if (!(await isFolder(folder))) await makeAnew(wanted);
  // The newest are kept; a folder that may not be touched is not removed either.
  else await utimes(folder, new Date(), new Date()).catch(() => undefined);
  return folder;
};

/** True for a place that may not be written to, where something was to be made. */
export const cannotWrite = (error: unknown): boolean =>
  ["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "");
