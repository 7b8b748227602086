import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import module from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/*
 * `npm start`: runs server/src/main.ts. Its code is bundled once and kept by content below node_modules/.cache,
 * so a start reads two files instead of two thousand and translates nothing; a changed source or package is another key
 * and is bundled at the next start. That is done by a process of its own, so that nothing of the bundler stays in this
 * one. Where nothing may be written the sources are run through tsx as they stand. Plain JavaScript, since it runs
 * before anything can translate it.
 */

const root = fileURLToPath(new URL("../", import.meta.url));
const shelf = join(root, "node_modules/.cache/7stamp-server");

/** The hash of all that the bundle is made from, and of the place, which is written into it. */
const sourceKey = () => {
  const hash = createHash("sha256").update(root);
  const sources = readdirSync(join(root, "server/src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...sources, join(root, "node_modules/.package-lock.json")]) {
    hash.update(`\0${relative(root, file)}\0`);
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 20);
};

const isRefused = (error) => ["EACCES", "EPERM", "EROFS"].includes(error.code);

/** Those used last are kept. */
const noteUse = (folder) => {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
};

/** Has the server bundled. @returns false where nothing may be written */
const bundle = (key) => {
  const program = join(root, "server/src/process/bundle-once.ts");
  const args = ["--import", import.meta.resolve("tsx"), program, root, shelf, key];
  const { status, error } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (error) throw error;
  if (status !== 0 && status !== 3) process.exit(1);
  return status === 0;
};

/** The bundle's first file; the source itself, through tsx, where the bundle cannot be kept. */
const entry = async () => {
  const key = sourceKey();
  const made = join(shelf, key);
  if (existsSync(made)) noteUse(made);
  else if (!bundle(key)) {
    (await import("tsx/esm/api")).register();
    return join(root, "server/src/main.ts");
  }
  return join(made, "main.js");
};

const file = await entry();
// Stacks name the lines of the sources.
process.setSourceMapsEnabled(true);
// Node 22 and later keeps what the compiler made of the code as well.
module.enableCompileCache?.(join(shelf, "../7stamp-compiled"));
await import(pathToFileURL(file).href);
