import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parse } from "@formatjs/icu-messageformat-parser";
import { build, stop, type BuildOptions, type BuildResult, type Metafile, type Plugin } from "esbuild";

export interface Output {
  readonly name: string;
  readonly content: Buffer;
  readonly static: readonly string[];
  readonly dynamic: readonly string[];
  readonly source: string | null;
}

/** Texts are parsed here, so that the browser needs no parser of ICU messages. */
const parsedTexts: Plugin = {
  name: "texts",
  setup(builder) {
    builder.onLoad({ filter: /[\\/](en|hi)\.json$/ }, async ({ path }) => {
      const texts = JSON.parse(await readFile(path, "utf8")) as Record<string, string>;
      const parsed = Object.entries(texts).map(([id, text]) => [id, parse(text, { ignoreTag: true })]);
      return { contents: JSON.stringify(Object.fromEntries(parsed)), loader: "json" };
    });
  },
};

/** React Aria brings its own words in 34 languages, Hindi not among them: it gets the console's two. */
const ariaTexts = (sources: string): Plugin => ({
  name: "aria-texts",
  setup(builder) {
    builder.onLoad(
      { filter: /react-(aria|stately)(-components)?[\\/].*intlStrings\.mjs$/ },
      async ({ path }) => {
        const original = await readFile(path, "utf8");
        const english = /from "(\.\.\/intl\/[\w-]+\/en-US\.mjs|\.\/[\w/-]*en-US\.mjs)"/.exec(original)?.[1];
        if (english === undefined) return undefined;
        const hindi = JSON.stringify(join(sources, "i18n/aria-hi.ts"));
        const area = english.split("/").at(-2) ?? "";
        const contents = [
          `import en from ${JSON.stringify(english)};`,
          `import { hindi } from ${hindi};`,
          `export default { "en-US": en, "hi-IN": { ...en, ...hindi[${JSON.stringify(area)}] } };`,
        ].join("\n");
        return { contents, loader: "js" };
      },
    );
  },
});

const namesOf = (imports: Metafile["outputs"][string]["imports"], kind: string): readonly string[] =>
  imports.filter((one) => one.kind === kind && !one.external).map((one) => basename(one.path));

const common = {
  write: false,
  bundle: true,
  target: ["es2022"],
  platform: "browser",
  // Makes the libraries those of production too.
  minify: true,
  metafile: true,
  charset: "utf8",
  legalComments: "none",
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  logLevel: "silent",
} as const satisfies BuildOptions;

type Built = BuildResult<{ write: false; metafile: true }>;

const outputsOf = ({ outputFiles, metafile }: Built): readonly Output[] => {
  const described = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]),
  );
  return outputFiles.map((file): Output => {
    const name = basename(file.path);
    const output = described.get(name);
    return {
      name,
      content: Buffer.from(file.contents),
      static: namesOf(output?.imports ?? [], "import-statement"),
      dynamic: namesOf(output?.imports ?? [], "dynamic-import"),
      source: output?.entryPoint ?? null,
    };
  });
};

interface Made {
  readonly entry: string;
  readonly boot: string;
  readonly style: string;
  readonly outputs: readonly Output[];
}

const bundleFiles = async (sources: string, folder: string): Promise<Made> => {
  const place = { absWorkingDir: sources, outdir: folder };
  const parts = build({
    ...common,
    ...place,
    entryPoints: { console: "main.tsx", style: "styles/index.css" },
    splitting: true,
    format: "esm",
    jsx: "automatic",
    alias: { "@formatjs/icu-messageformat-parser": "@formatjs/icu-messageformat-parser/no-parser.js" },
    plugins: [parsedTexts, ariaTexts(sources)],
  });
  // A script of its own, since a module would run after the page was drawn.
  const boot = build({ ...common, ...place, entryPoints: { boot: "boot.ts" }, format: "iife" });
  const outputs = [...outputsOf(await parts), ...outputsOf(await boot)];
  const begins = (source: string): string => {
    const found = outputs.find((output) => output.source === source);
    if (found === undefined) throw new Error(`the console's bundle has no ${source}`);
    return found.name;
  };
  return { entry: begins("main.tsx"), boot: begins("boot.ts"), style: begins("styles/index.css"), outputs };
};

let underWay = 0;

/**
 * Bundles the console: small files that import each other, named by their content. The bundler's process ends with it:
 * it would stay as long as the server, and with a hundred megabytes of memory.
 * @param sources the console's folder
 * @param folder where the files will stand; nothing is written
 */
export const bundleConsole = async (sources: string, folder: string): Promise<Made> => {
  underWay += 1;
  try {
    return await bundleFiles(sources, folder);
  } finally {
    underWay -= 1;
    if (underWay === 0) await stop();
  }
};
