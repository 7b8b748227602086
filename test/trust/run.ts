import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadAverage } from "../bench/measure.ts";
import { tallyFile, type Tally } from "../support/tally.ts";
import { allHolds, table, type Part } from "./table.ts";

/*
 * `npm run trust`: the tests of what must never happen, one part after the other, and one table of what they tried and
 * found. `--long` is the form for a machine with an hour to spare; `--only kills,calls` takes parts.
 */

interface Job {
  readonly name: string;
  readonly args: readonly string[];
  /** What makes it long. */
  readonly long: Readonly<Record<string, string>>;
  readonly longArgs?: readonly string[];
}

const mocha = (...files: string[]): readonly string[] => ["node_modules/mocha/bin/mocha.js", ...files];

const jobs: readonly Job[] = [
  {
    name: "kills",
    args: mocha("test/chaos/*.test.ts"),
    long: { CHAOS_RANDOM_KILLS: "100", CHAOS_ANSWERS: "500" },
  },
  { name: "stores", args: mocha("test/server/core/store-away.test.ts"), long: {} },
  { name: "calls", args: mocha("test/server/http/fuzz.test.ts"), long: { FUZZ_CALLS: "10000" } },
  { name: "tenancy", args: mocha("test/server/tenancy/tenancy.test.ts"), long: {} },
  { name: "addresses", args: mocha("test/server/core/safe-fetch-*.test.ts"), long: {} },
  {
    name: "load",
    args: ["--import", "tsx", "test/soak/run.ts", "--smoke"],
    long: {},
    longArgs: ["--import", "tsx", "test/soak/run.ts", "20"],
  },
];

const { values } = parseArgs({
  options: { long: { type: "boolean", default: false }, only: { type: "string", default: "" } },
});
const named = values.only === "" ? jobs.map(({ name }) => name) : values.only.split(",");
const wanted = jobs.filter(({ name }) => named.includes(name));
if (wanted.length < named.length) {
  process.stderr.write(`Name parts as --only ${jobs.map(({ name }) => name).join(",")}\n`);
  process.exit(1);
}

const talliesIn = (file: string): Tally[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Tally)
    : [];

const run = async (folder: string, job: Job): Promise<Part> => {
  const file = join(folder, job.name);
  const args = values.long ? (job.longArgs ?? job.args) : job.args;
  const began = performance.now();
  const child = spawn(process.execPath, [...args], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...(values.long && job.long), [tallyFile]: file },
  });
  const [code] = (await once(child, "exit")) as [number | null];
  const seconds = (performance.now() - began) / 1_000;
  return { name: job.name, tallies: talliesIn(file), seconds, holds: code === 0 };
};

const folder = await mkdtemp(join(tmpdir(), "7stamp-trust-"));
const parts: Part[] = [];
try {
  for (const job of wanted) parts.push(await run(folder, job));
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write(
  `\n${values.long ? "Long" : "Short"} form, ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores ` +
    `(${cpus()[0]?.model.trim() ?? "unknown"}), Node ${process.version}, load ${loadAverage()}\n\n${table(parts)}\n`,
);
process.exitCode = allHolds(parts) ? 0 : 1;
