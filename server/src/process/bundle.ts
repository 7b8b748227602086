import { readFile, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { madeOnce } from "../core/made-once.ts";
import { linesOnly, type SourceMap } from "./line-map.ts";

/** Those used last; a server that still runs on an older one loads rarely used parts from it later. */
const kept = 3;

/** Packages with files of their own beside their code: libraries of the machine, threads, the bundler itself. */
const external = ["lmdb", "sharp", "esbuild", "pino", "@formatjs/icu-messageformat-parser"];

/** The threads stand beside the process as files of their own, under the name that they have in a build. */
const threads = ["server/src/embedded-mongo/worker.ts"];

/**
 * Sources find package.json, openapi.json and the console's sources from where they stand, and go on doing so.
 * embedded-mongo finds its thread beside itself, as in a build.
 */
const ownAddress = (root: string): Plugin => ({
  name: "own-address",
  setup(builder) {
    const sources = join(root, "server/src") + sep;
    const store = join(sources, "embedded-mongo") + sep;
    builder.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!path.startsWith(sources) || path.startsWith(store)) return undefined;
      const address = JSON.stringify(pathToFileURL(path).href);
      const contents = (await readFile(path, "utf8")).replaceAll("import.meta.url", address);
      return { contents, loader: "ts" };
    });
  },
});

/** CommonJS libraries ask for Node's own modules by this name. */
const banner =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/** Libraries have signs in comments that would have V8 keep all of the text in two bytes a character. */
const inAscii = (code: string): string =>
  code.replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

const parseMap = (text: string): SourceMap => JSON.parse(text) as SourceMap;
const isOwn = (source: string): boolean => source.includes("/server/src/");

const bundleInto = async (root: string, folder: string): Promise<void> => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["server/src/main.ts", ...threads],
    entryNames: "[name]",
    outdir: folder,
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
    sourcesContent: false,
    external,
    banner: { js: banner },
    plugins: [ownAddress(root)],
    logLevel: "error",
  });
  for (const { path, text } of outputFiles)
    await writeFile(
      path,
      path.endsWith(".map") ? JSON.stringify(linesOnly(parseMap(text), isOwn)) : inAscii(text),
    );
  // Below node_modules nothing else says that these are modules.
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
};

/**
 * Bundles the server and its libraries, once for each key.
 * @param root the folder that holds server/
 * @returns the folder with main.js and worker.js
 * @throws the file system's error where `shelf` cannot be written
 */
export const bundleServer = (root: string, shelf: string, key: string): Promise<string> =>
  madeOnce({ shelf, key, kept, make: (folder) => bundleInto(root, folder) });
