import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** Zapier's own command line; pinned, since its checks are what a release is held to. */
const cliVersion = "19.1.0";

/** Outside of the product, so that neither its lockfile nor its lint meets these packages. */
const cache = join(tmpdir(), `7stamp-zapier-cli-${cliVersion}`);

const platform = process.platform === "win32" ? "win" : process.platform;
const nodePackage = `node-${platform}-${process.arch}`;

export interface Cli {
  /** Node 22 or later, which the command line insists on. */
  readonly node: string;
  /** The folder of its packages. */
  readonly modules: string;
  /** Runs `zapier-platform …` in a folder and shows what it says. @returns its exit code */
  run(folder: string, args: readonly string[]): number;
}

/** Runs a program and shows what it says. @returns its exit code */
export const run = (
  program: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
) => spawnSync(program, args, { stdio: "inherit", ...options }).status ?? 1;

/** npm of the node that runs this; on Windows it is a script that needs a shell. */
export const npm = (args: readonly string[], cwd: string): number =>
  spawnSync("npm", args, { stdio: "inherit", cwd, shell: process.platform === "win32" }).status ?? 1;

const ownMajor = Number(process.versions.node.split(".")[0]);

const nodeIn = (modules: string): string =>
  ownMajor >= 22
    ? process.execPath
    : join(modules, nodePackage, "bin", process.platform === "win32" ? "node.exe" : "node");

const isThere = (modules: string): boolean =>
  existsSync(nodeIn(modules)) && existsSync(join(modules, "zapier-platform-cli", "package.json"));

const install = (): boolean => {
  mkdirSync(cache, { recursive: true });
  const packages = [`zapier-platform-cli@${cliVersion}`, ...(ownMajor >= 22 ? [] : [`${nodePackage}@22`])];
  return (
    npm(["install", "--prefix", cache, "--ignore-scripts", "--no-audit", "--no-fund", ...packages], cache) ===
    0
  );
};

const entryOf = (modules: string): string => {
  const folder = join(modules, "zapier-platform-cli");
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    bin: Record<string, string>;
  };
  return join(folder, bin["zapier-platform"] ?? "");
};

/**
 * Zapier's command line on a Node it accepts, from npm on first use and then from the cache. It is cut off from
 * Zapier's servers, which would want an account.
 * @returns undefined when npm cannot provide it
 */
export const openCli = (): Cli | undefined => {
  const modules = join(cache, "node_modules");
  if (!isThere(modules) && !(install() && isThere(modules))) return undefined;
  const node = nodeIn(modules);
  const env = {
    ...process.env,
    // The command line starts `npm run` and `node` by name.
    PATH: `${dirname(node)}${delimiter}${process.env["PATH"] ?? ""}`,
    HOME: cache,
    NODE_OPTIONS: "",
    DISABLE_ZAPIER_ANALYTICS: "1",
    ZAPIER_BASE_ENDPOINT: "http://127.0.0.1:9",
  };
  return { node, modules, run: (cwd, args) => run(node, [entryOf(modules), ...args], { cwd, env }) };
};
