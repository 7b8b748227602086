import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { cannotWrite, madeOnce } from "../core/made-once.ts";

/*
 * The console's bundle. A built server has it beside its code. Run from the sources it is made when they changed.
 */

/** What a page needs to begin with, and where the files are. */
export interface Bundle {
  readonly folder: string;
  readonly manifest: Manifest;
}

export interface Manifest {
  /** The script that starts the console, and what it imports at once. */
  readonly entry: string;
  readonly imports: readonly string[];
  /** Runs before the page is drawn. */
  readonly boot: string;
  readonly style: string;
  /** Bytes of every file after gzip, and what each imports: `static` at once, `dynamic` when it is asked. */
  readonly files: Readonly<Record<string, ManifestFile>>;
}

export interface ManifestFile {
  readonly gzipBytes: number;
  readonly static: readonly string[];
  readonly dynamic: readonly string[];
  /** The source it begins with, from the root of the console. */
  readonly source: string | null;
}

/** Beside the compiled server. */
const builtFolder = fileURLToPath(new URL("../console-bundle", import.meta.url));
const sourceFolder = fileURLToPath(new URL("../../console", import.meta.url));
const rootFolder = fileURLToPath(new URL("../../../", import.meta.url));

/** How many bundles are kept: a tab opened before an update still finds the parts it knows. */
const keptBundles = 3;

const readManifest = async (folder: string): Promise<Bundle | null> => {
  try {
    const text = await readFile(join(folder, "manifest.json"), "utf8");
    return { folder, manifest: JSON.parse(text) as Manifest };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
};

const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
};

/** The hash of the sources, the bundling itself and the versions of the libraries; never of times. */
const sourceKey = async (): Promise<string> => {
  const hash = createHash("sha256");
  const own = dirname(fileURLToPath(import.meta.url));
  const inputs = [
    ...(await filesBelow(sourceFolder)),
    ...(await filesBelow(own)),
    join(rootFolder, "package-lock.json"),
  ];
  for (const file of inputs) {
    hash.update(`${relative(rootFolder, file)}\0`);
    hash.update(await readFile(file).catch(() => ""));
  }
  return hash.digest("hex").slice(0, 20);
};

/** Text is sent compressed; the work is done here once. */
const compressible = /\.(js|css|json|svg)$/;

const writeCompressed = async (file: string, content: Buffer): Promise<number> => {
  const packed = await promisify(gzip)(content, { level: 9 });
  const tight = await promisify(brotliCompress)(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9 },
  });
  await writeFile(`${file}.gz`, packed);
  await writeFile(`${file}.br`, tight);
  return packed.length;
};

/** Bundles the sources into a folder. */
const bundleInto = async (folder: string): Promise<void> => {
  // Loaded here only: a server that was built does not need the bundler.
  const { bundleConsole } = await import("./bundler.ts");
  const made = await bundleConsole(sourceFolder, folder);
  const files: Record<string, ManifestFile> = {};
  await Promise.all(
    made.outputs.map(async ({ name, content, ...graph }) => {
      await writeFile(join(folder, name), content);
      const gzipBytes = compressible.test(name)
        ? await writeCompressed(join(folder, name), content)
        : content.length;
      files[name] = { gzipBytes, ...graph };
    }),
  );
  const { entry, boot, style } = made;
  const manifest: Manifest = { entry, boot, style, imports: staticImports(entry, files), files };
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
};

/** Everything that a file needs before it can run. */
const staticImports = (entry: string, files: Readonly<Record<string, ManifestFile>>): readonly string[] => {
  const found = new Set<string>();
  const follow = (name: string): void => {
    for (const one of files[name]?.static ?? []) {
      if (found.has(one)) continue;
      found.add(one);
      follow(one);
    }
  };
  follow(entry);
  return [...found];
};

const makeBundle = async (shelf: string, key: string): Promise<Bundle> => {
  const made = await readManifest(await madeOnce({ shelf, key, kept: keptBundles, make: bundleInto }));
  if (made === null) throw new Error("the console's bundle was removed while it was made");
  return made;
};

/**
 * The bundle of the console: the built one, else the one of these sources, made when there is none yet.
 * @param dataFolder where it goes when the program's own folder may not be written to
 */
export const prepareBundle = async (dataFolder: string): Promise<Bundle> => {
  const built = await readManifest(builtFolder);
  if (built !== null) return built;
  const key = await sourceKey();
  try {
    return await makeBundle(join(rootFolder, "node_modules/.cache/7stamp-console"), key);
  } catch (error) {
    if (!cannotWrite(error)) throw error;
    return makeBundle(join(dataFolder, "console"), key);
  }
};

/** `npm run build`: the bundle beside the compiled server. */
export const buildBundle = async (folder: string): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await bundleInto(folder);
};
