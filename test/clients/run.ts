import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startServerProcess } from "../support/process.ts";

/*
 * `npm run check:clients`: a client that openapi-python-client makes does the whole story against a running server, and
 * schemathesis looks for answers that do not fit the document. Both are installed into a folder that is removed again;
 * where there is no Python, or they cannot be had, it says SKIPPED and ends with 0.
 */

const execute = promisify(execFile);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const packages = ["openapi-python-client==0.29.1", "schemathesis==4.32.5"];

/** Left out of the search: a stream does not end, and these would take away the key it works with. */
const leftOut = "stream|session|regenerate|/staff";

const secondsOfSearch = "40";

const install = async (folder: string): Promise<boolean> => {
  try {
    await execute("python3", ["-m", "venv", folder]);
    await execute(join(folder, "bin/pip"), ["install", "--quiet", ...packages], { timeout: 300_000 });
    return true;
  } catch (error) {
    say(`SKIPPED: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`);
    return false;
  }
};

const tellStory = async (folder: string, url: string, key: string): Promise<void> => {
  const config = join(folder, "config.yml");
  await writeFile(
    config,
    "project_name_override: connect-client\npackage_name_override: connect_client\npost_hooks: []\n",
  );
  const client = join(folder, "client");
  const made = await execute(join(folder, "bin/openapi-python-client"), [
    "generate",
    ...["--path", "server/openapi.json", "--output-path", client, "--config", config],
  ]);
  say(made.stdout.trim());
  const story = join(client, "story.py");
  await copyFile("test/clients/story.py", story);
  const { stdout } = await execute(join(folder, "bin/python"), [story, url, key]);
  say(stdout.trim());
};

/** @returns whether nothing was found */
const search = async (folder: string, url: string, key: string): Promise<boolean> => {
  const checks =
    "not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance";
  const bounds = ["--max-examples", "5", "--max-time", secondsOfSearch, "--exclude-method", "DELETE"];
  const found = await execute(
    join(folder, "bin/schemathesis"),
    [
      ...["run", `${url}/openapi.json`, "--url", `${url}/v1`, "-H", `Authorization: Bearer ${key}`],
      ...[
        "--checks",
        checks,
        "--phases",
        "examples,fuzzing",
        "--exclude-path-regex",
        leftOut,
        ...bounds,
        "--no-color",
      ],
    ],
    { cwd: folder, timeout: 600_000, maxBuffer: 64_000_000 },
  ).then(
    ({ stdout }) => ({ stdout, isClean: true }),
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? "", isClean: false }),
  );
  say(found.stdout);
  return found.isClean;
};

const folder = await mkdtemp(join(tmpdir(), "7stamp-clients-"));
try {
  if (await install(folder)) {
    const env = { DATA_DIR: join(folder, "data"), RATE_LIMIT_PER_MINUTE: "100000", MONGODB_URI: "" };
    const server = await startServerProcess(env);
    try {
      const key =
        server.welcome.find((line) => line.startsWith("API key: "))?.slice("API key: ".length) ?? "";
      await tellStory(folder, server.url, key);
      if (!(await search(folder, server.url, key))) process.exitCode = 1;
    } finally {
      await server.kill("SIGTERM");
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
