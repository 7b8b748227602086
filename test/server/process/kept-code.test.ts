import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { killLeftovers, startServerProcess } from "../../support/process.ts";
import { root } from "../../guards/tree.ts";

const shelf = "node_modules/.cache/7stamp-server";
const own = [
  "server/start.mjs",
  ...["process/bundle-once.ts", "process/bundle.ts", "process/line-map.ts", "core/made-once.ts"].map(
    (name) => `server/src/${name}`,
  ),
];

/** Says on the error output which process translates something: by the bundler's process, or by a loader. */
const telltale = `
import child from "node:child_process";
import module, { syncBuiltinESMExports } from "node:module";
for (const [owner, name] of [[child, "spawn"], [module, "register"]]) {
  const original = owner[name];
  owner[name] = (...given) => { process.stderr.write("translates in " + process.pid + "\\n"); return original(...given); };
}
syncBuiltinESMExports();
`;

/** A folder that may not be written to, for whoever runs the tests. */
const readOnly = `
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
const { mkdir } = fs;
fs.mkdir = async (path, options) => {
  if (String(path).includes(".cache")) throw Object.assign(new Error("read-only"), { code: "EROFS" });
  return mkdir(path, options);
};
syncBuiltinESMExports();
`;

describe("process › kept code", function () {
  this.timeout(600_000);
  let folder: string;

  /** A small program in the place of the server. */
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };
  const program = (word: string): Promise<void> =>
    write("server/src/main.ts", `const word: string = "${word}";\nconsole.log(word);\n`);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "7stamp-kept-"));
    for (const path of own) await cp(join(root, path), join(folder, path), { recursive: true });
    await mkdir(join(folder, "node_modules"));
    for (const name of ["tsx", "esbuild"])
      await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
    await write("package.json", '{ "type": "module" }');
    await write("server/src/embedded-mongo/worker.ts", "export {};\n");
    await write("telltale.mjs", telltale);
    await write("read-only.mjs", readOnly);
    await program("one");
  });
  afterEach(async () => {
    killLeftovers();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (...preloads: readonly string[]) => {
    // reaches the processes that it starts as well
    const NODE_OPTIONS = preloads.map((name) => `--import=${join(folder, name)}`).join(" ");
    const child = spawn(process.execPath, [join(folder, "server/start.mjs")], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS },
    });
    let [said, complaint] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
    const [code] = (await once(child, "close")) as [number];
    assert.equal(code, 0, complaint);
    const translators = complaint.split("\n").filter((line) => line.startsWith("translates in "));
    return {
      said: said.trim(),
      translated: translators.length,
      byItself: translators.filter((line) => line === `translates in ${child.pid}`).length,
    };
  };
  const untranslated = { said: "one", translated: 0, byItself: 0 };
  const kept = () => readdir(join(folder, shelf));

  it("is translated by the first start and by none after it", async () => {
    const first = await start("telltale.mjs");
    assert.equal(first.said, "one");
    assert.ok(first.translated > 0, "the telltale tells");
    assert.equal(first.byItself, 0, "another process does it and ends, with all that it takes of memory");
    assert.deepEqual(await start("telltale.mjs"), untranslated);
    assert.equal((await kept()).length, 1);
  });

  it("is made anew for a changed source, and found again when the change is taken back", async () => {
    await start();
    await program("two");
    assert.equal((await start()).said, "two");
    await program("one");
    assert.deepEqual(await start("telltale.mjs"), untranslated);
    assert.equal((await kept()).length, 2);
  });

  it("is kept for the three sources that ran last", async () => {
    for (const word of ["one", "two", "three", "one", "four"]) {
      await program(word);
      await start();
    }
    await program("one");
    assert.deepEqual(await start("telltale.mjs"), untranslated);
    assert.equal((await kept()).length, 3);
  });

  it("serves two starts at once, and nothing half made is left", async () => {
    const both = await Promise.all([start(), start()]);
    assert.deepEqual(
      both.map(({ said }) => said),
      ["one", "one"],
    );
    const names = await kept();
    assert.deepEqual([names.length, names.filter((name) => name.startsWith("making-"))], [1, []]);
  });

  it("runs from the sources where nothing may be written", async () => {
    assert.equal((await start("read-only.mjs")).said, "one");
    await assert.rejects(kept(), { code: "ENOENT" });
  });

  it("names the line of the source in a stack, and finds what stands beside the source", async () => {
    const lines = [
      'import { readFileSync } from "node:fs";',
      "interface Gone {",
      "  readonly a: string;",
      "}",
      'const beside = new URL("../../package.json", import.meta.url);',
      'const one: Gone = { a: readFileSync(beside, "utf8") };',
      "console.log(one.a, new Error().stack);",
    ];
    await write("server/src/main.ts", lines.join("\n"));
    const { said } = await start();
    assert.match(said, /^\{ "type": "module" \}/);
    assert.match(said, /server\/src\/main\.ts:7\b/);
  });

  it("is kept in ASCII, one byte a character in memory, and says the same", async () => {
    const lines = [
      'const sign: string = "é–😀";',
      "class Test {",
      "  /** A dash – as comments of libraries have them. */",
      "  is = (text: string): boolean => /^é–😀$/.test(text) && /^..😀$/u.test(text);",
      "}",
      "console.log(sign, sign.length, new Test().is(sign));",
    ];
    await write("server/src/main.ts", lines.join("\n"));
    assert.equal((await start()).said, "é–😀 4 true");
    const [key = ""] = await kept();
    const code = await readFile(join(folder, shelf, key, "main.js"), "utf8");
    assert.match(code, /^[\0-\x7f]*$/);
  });

  it("of the server leaves what only pictures, passes, messages and the console need for when they are needed", async () => {
    const server = await startServerProcess({ DATA_DIR: join(folder, "data"), MONGODB_URI: "" });
    assert.equal(await server.kill("SIGTERM"), "0");
    const code = join(root, shelf);
    const names = await readdir(code);
    const dated = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(code, name))).mtimeMs })),
    );
    const [last] = dated.sort((one, other) => other.at - one.at);
    const text = await readFile(join(code, last?.name ?? "", "main.js"), "utf8");
    const early =
      /^import .*"(?:sharp|esbuild)"|^\/\/ \S*node_modules\/(?:bwip-js|passkit-generator|nodemailer)\//m;
    assert.equal(early.exec(text)?.[0], undefined);
  });
});
