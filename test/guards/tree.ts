import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** A file's text, by its path from the root. */
export const textOf = (path: string): string => readFileSync(join(root, path), "utf8");

const foreign = new Set(["node_modules", "dist", "build", "data", "coverage", ".git"]);

/** Paths from the root of all files below a folder, without what is installed or built. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (foreign.has(entry.name)) return [];
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });

/** TypeScript files of ours below the folders that exist. */
export const sourcesBelow = (...folders: string[]): string[] =>
  folders
    .filter((folder) => readdirSync(root).includes(folder.split("/")[0] ?? ""))
    .flatMap(filesBelow)
    .filter((path) => /\.tsx?$/.test(path));

/** Fails with every offender in one message. */
export const expectNone = (offenders: readonly string[], sentence: string): void => {
  if (offenders.length > 0) assert.fail(`${sentence}\n  ${offenders.join("\n  ")}`);
};
