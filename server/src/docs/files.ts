import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { escapeHtml, isShown } from "./markdown.ts";
import { root } from "./guides.ts";

/** A file of the project as it is, or what a folder holds. */
export type Shown =
  | { readonly kind: "file"; readonly name: string; readonly text: Buffer }
  | { readonly kind: "folder"; readonly path: string; readonly names: readonly string[] };

/**
 * What stands at a path of the samples.
 * @param path from the project's root, as an address gives it
 * @returns undefined when it is none of the samples or is not there
 */
export const shownAt = async (path: string): Promise<Shown | undefined> => {
  const clean = posix.normalize(path).replace(/\/$/, "");
  // A backslash parts folders on Windows.
  if (/[\0\\]/.test(clean) || !isShown(clean)) return undefined;
  const place = join(root, clean);
  const found = await stat(place).catch(() => null);
  if (found?.isFile()) return { kind: "file", name: posix.basename(clean), text: await readFile(place) };
  if (!found?.isDirectory()) return undefined;
  const entries = await readdir(place, { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  return { kind: "folder", path: clean, names: names.sort() };
};

export const folderHtml = (path: string, names: readonly string[], base: string): string => {
  const address = (name: string): string =>
    escapeHtml(`${base}/docs/files/${path}/${name.replace(/\/$/, "")}`);
  const entries = names.map((name) => `<li><a href="${address(name)}">${escapeHtml(name)}</a></li>`);
  return `<h1>${escapeHtml(path)}</h1>\n<ul>\n${entries.join("\n")}\n</ul>`;
};
