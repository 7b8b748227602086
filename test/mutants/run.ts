import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { copyTree } from "./copy.ts";
import { mutated, type Mutant } from "./mutant.ts";
import { mutants } from "./table.ts";
import { tryTest } from "./trial.ts";

/*
 * `npm run mutants`: takes out each guard of the table in turn, in a copy of the working tree, and runs the test that must
 * notice. First every test runs with all guards in place. `--only TEXT` takes the rows that hold this text.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const workers = 2;
/** A test that takes so much longer than with the guard in place has failed. */
const limitOf = (usualMs: number): number => 20_000 + 5 * usualMs;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const keyOf = ({ test, title }: Mutant): string => `${test} › ${title}`;

type Result = "caught" | "survived" | "does not apply";

/** Each task once, by as many workers as there are folders. */
const share = async <T>(
  folders: readonly string[],
  tasks: readonly T[],
  work: (folder: string, task: T) => Promise<void>,
) => {
  const waiting = [...tasks];
  const worker = async (folder: string): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await work(folder, task);
  };
  await Promise.all(folders.map(worker));
};

/** How long each test takes with its guards in place; tests that fail then are missing. */
const usualTimes = async (
  folders: readonly string[],
  rows: readonly Mutant[],
): Promise<Map<string, number>> => {
  const times = new Map<string, number>();
  const tests = [...new Map(rows.map((row) => [keyOf(row), row])).values()];
  await share(folders, tests, async (folder, row) => {
    const verdict = await tryTest(folder, row, 10 * 60_000);
    if (verdict.kind === "passed") times.set(keyOf(row), verdict.ms);
    else
      say(
        `✘ ${keyOf(row)} fails with every guard in place\n${verdict.kind === "broken" ? verdict.text : ""}`,
      );
  });
  return times;
};

const tryMutant = async (folder: string, row: Mutant, usualMs: number): Promise<[Result, string]> => {
  const path = join(folder, row.file);
  const source = await readFile(path, "utf8");
  try {
    await writeFile(path, mutated(row, source));
    const verdict = await tryTest(folder, row, limitOf(usualMs));
    if (verdict.kind === "broken") return ["does not apply", verdict.text];
    return [verdict.kind === "failed" ? "caught" : "survived", ""];
  } catch (error) {
    return ["does not apply", String(error)];
  } finally {
    await writeFile(path, source);
  }
};

const run = async (rows: readonly Mutant[]): Promise<boolean> => {
  const folders = await Promise.all(Array.from({ length: workers }, () => copyTree(root)));
  const counts: Record<Result, number> = { caught: 0, survived: 0, "does not apply": 0 };
  try {
    const usual = await usualTimes(folders, rows);
    await share(folders, rows, async (folder, row) => {
      const usualMs = usual.get(keyOf(row));
      const [result, text] =
        usualMs === undefined
          ? (["does not apply", "its test fails anyway"] as [Result, string])
          : await tryMutant(folder, row, usualMs);
      counts[result] += 1;
      say(`${result === "caught" ? "✔" : "✘"} ${result}: without ${row.without}${text && `\n${text}`}`);
    });
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
  const others = counts["does not apply"] === 0 ? "" : `, ${counts["does not apply"]} do not apply`;
  say(`${rows.length} mutants: ${counts.caught} caught, ${counts.survived} survived${others}`);
  return counts.caught === rows.length;
};

const { only = "" } = parseArgs({ options: { only: { type: "string" } } }).values;
const wanted = mutants.filter((row) => Object.values(row).some((text: string) => text.includes(only)));
process.exitCode = (await run(wanted)) && wanted.length > 0 ? 0 : 1;
