import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npm, openCli, run, type Cli } from "./node22.ts";

/*
 * `cli.ts validate` and `cli.ts build`: Zapier's own command line over a copy of this app, offline. It works on a copy
 * with dependencies of its own, since inside a workspace it would pack the workspace's folders around the app.
 */

const appFolder = join(import.meta.dirname, "..");
const sources = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
  ".zapierapprc",
  ".gitignore",
  "src",
];

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const copyApp = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "7stamp-zapier-app-"));
  for (const name of sources) cpSync(join(appFolder, name), join(folder, name), { recursive: true });
  return folder;
};

/** Imports the packed app as Zapier's servers do, and compares what it offers with its catalogue. */
const importZip = (cli: Cli, folder: string): number => {
  const program = `
    import { createRequire } from "node:module";
    import { readFileSync } from "node:fs";
    const Zip = createRequire(process.argv[1] + "/")("adm-zip");
    new Zip("build/build.zip").extractAllTo("unpacked", true);
    const { appRaw: app } = await import(process.cwd() + "/unpacked/zapierwrapper.js");
    const catalog = JSON.parse(readFileSync("src/catalog.json", "utf8"));
    const offered = [app.triggers, app.creates, app.searches].map((items) => Object.keys(items).length);
    const wanted = [catalog.triggers.length + catalog.dropdowns.length, catalog.creates.length, catalog.searches.length];
    if (String(offered) !== String(wanted)) throw new Error("the zip offers " + offered + " instead of " + wanted);
    console.log("The app in the zip imports: " + offered.join(", ") + " triggers, actions and searches.");
  `;
  return run(cli.node, ["--input-type=module", "-e", program, join(cli.modules, "zapier-platform-cli")], {
    cwd: folder,
  });
};

const validate = (cli: Cli, folder: string): number => cli.run(folder, ["validate", "--without-style"]);

const build = (cli: Cli, folder: string): number => {
  // Validation is a step of its own here: the build's would ask Zapier's servers.
  const code =
    validate(cli, folder) ||
    cli.run(folder, ["build", "--skip-dep-install", "--skip-validation"]) ||
    importZip(cli, folder);
  if (code !== 0) return code;
  mkdirSync(join(appFolder, "build"), { recursive: true });
  cpSync(join(folder, "build", "build.zip"), join(appFolder, "build", "build.zip"));
  say("Packed into zapier-app/build/build.zip.");
  return 0;
};

const commands = { validate, build };

const main = (): number => {
  const command = commands[process.argv[2] as keyof typeof commands];
  if (command === undefined) {
    say("Say validate or build.");
    return 2;
  }
  const cli = openCli();
  if (cli === undefined) {
    say("SKIPPED: Zapier's command line needs Node 22, and npm could not provide it here.");
    return 0;
  }
  const folder = copyApp();
  try {
    if (
      npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder) !== 0 ||
      !existsSync(join(folder, "node_modules"))
    ) {
      say("SKIPPED: npm could not provide the app's dependencies here.");
      return 0;
    }
    return command(cli, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

process.exitCode = main();
