import type { Mutant } from "../mutant.ts";

const test = "test/server/process/kept-code.test.ts";

/** The start: code that is bundled once. */
export const startMutants: readonly Mutant[] = [
  {
    without: "words of our own for a variable's wrong value",
    file: "server/src/process/config.ts",
    find: "safeParse(given, { error: wrongWords })",
    replace: "safeParse(given)",
    test: "test/server/process/config.test.ts",
    title: "says of a wrong value what it must be",
  },
  {
    without: "the content in the key of the code",
    file: "server/start.mjs",
    find: "if (existsSync(file)) hash.update(readFileSync(file));",
    replace: "",
    test,
    title: "is made anew for a changed source, and found again when the change is taken back",
  },
  {
    without: "the look for code that is kept",
    file: "server/start.mjs",
    find: "if (existsSync(made)) noteUse(made);",
    replace: "if (made === null) noteUse(made);",
    test,
    title: "is translated by the first start and by none after it",
  },
  {
    without: "the bundler in a process of its own",
    file: "server/start.mjs",
    find: "else if (!bundle(key)) {",
    replace: 'else if ((await import("tsx/esm/api")).register(), !bundle(key)) {',
    test,
    title: "is translated by the first start and by none after it",
  },
  {
    without: "the end of the console's bundler",
    file: "server/src/console/bundler.ts",
    find: "if (underWay === 0) await stop();",
    replace: "",
    test: "test/console/serving.test.ts",
    title: "is bundled by a process that ends with it, two at once as well",
  },
  {
    without: "the note which code ran last",
    file: "server/start.mjs",
    find: "utimesSync(folder, new Date(), new Date());",
    replace: "",
    test,
    title: "is kept for the three sources that ran last",
  },
  {
    without: "the way through the sources, where nothing may be written",
    file: "server/start.mjs",
    find: 'return join(root, "server/src/main.ts");',
    replace: "process.exit(3);",
    test,
    title: "runs from the sources where nothing may be written",
  },
  {
    without: "the address of a source in its code",
    file: "server/src/process/bundle.ts",
    find: '.replaceAll("import.meta.url", address)',
    replace: "",
    test,
    title: "names the line of the source in a stack, and finds what stands beside the source",
  },
  {
    without: "the code in ASCII",
    file: "server/src/process/bundle.ts",
    find: ": inAscii(text),",
    replace: ": text,",
    test,
    title: "is kept in ASCII, one byte a character in memory, and says the same",
  },
  {
    without: "the step from line to line in the map",
    file: "server/src/process/line-map.ts",
    find: "[source, line] = [source + sourceStep, line + lineStep];",
    replace: "[source, line] = [source + sourceStep, lineStep];",
    test,
    title: "names the line of the source in a stack, and finds what stands beside the source",
  },
  {
    without: "saying again that a library's lines come from nowhere, after own ones",
    file: "server/src/process/line-map.ts",
    find: "isNowhere = false;\n    const steps",
    replace: "const steps",
    test: "test/server/process/line-map.test.ts",
    title: "finds the line of each own line, and of a library's none",
  },
  {
    without: "the late loading of barcodes",
    file: "server/src/card-page/codes.ts",
    find: "let loaded: typeof bwipLibrary | null = null;",
    replace: 'import early from "bwip-js/node"; let loaded: typeof bwipLibrary | null = early;',
    test,
    title:
      "of the server leaves what only pictures, passes, messages and the console need for when they are needed",
  },
];
