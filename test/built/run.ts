import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { killLeftovers, startServerProcess } from "../support/process.ts";

/*
 * `npm run check:built`: builds as README says, starts what was built on an empty folder, and asks it for what a build can
 * lose: the console's bundle, guides and samples beside the code, the store's thread.
 */

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = join(root, "server/dist/main.js");

const askFor = async (address: string, key?: string): Promise<string> => {
  const answer = await fetch(
    address,
    key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } },
  );
  const text = await answer.text();
  assert.equal(answer.status, 200, `${address} answered ${answer.status}: ${text.slice(0, 300)}`);
  return text;
};

/** Every variable the server reads, as if it were not set: whoever checks may have set up a server of their own. */
const nothingSet = async (): Promise<Record<string, string>> => {
  const lines = await readFile(join(root, ".env.example"), "utf8");
  const names = [...lines.matchAll(/^#? ?([A-Z_]+)=/gm)].flatMap(([, name = ""]) => name);
  return Object.fromEntries(names.map((name) => [name, ""]));
};

// A check that fails half way leaves no server behind.
process.once("exit", killLeftovers);
// What an earlier build has left must not help this one.
await rm(join(root, "server/dist"), { recursive: true, force: true });
execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: "inherit" });

const folder = await mkdtemp(join(tmpdir(), "7stamp-built-"));
try {
  const own = { NODE_ENV: "production", DATA_DIR: join(folder, "data"), PORT: "0", HOST: "127.0.0.1" };
  const env = { ...(await nothingSet()), LOG_LEVEL: "error", ...own };
  const server = await startServerProcess(env, [], program);
  const key = server.welcome.find((line) => line.startsWith("API key: "))?.slice("API key: ".length);
  await askFor(`${server.url}/readyz`);
  await askFor(`${server.url}/v1/me`, key);
  const page = await askFor(`${server.url}/console`);
  const scripts = [...page.matchAll(/ src="([^"]+\.js)"/g)].map(([, address = ""]) => address);
  assert.ok(scripts.length > 0, page);
  for (const address of scripts) await askFor(new URL(address, server.url).href);
  for (const path of ["docs", "docs/recipes", "docs/reference", "docs/files/samples", "openapi.json"])
    await askFor(`${server.url}/${path}`);
  assert.equal(await server.kill("SIGTERM"), "0");
  process.stdout.write("What was built starts, answers, and stops.\n");
} finally {
  await rm(folder, { recursive: true, force: true });
}
