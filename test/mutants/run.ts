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
 * notice; before its first mutant a test runs with every guard in place. `--only TEXT`, which may be given several times,
 * takes the rows that hold the text.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const workers = 2;
const longestTestMs = 10 * 60_000;
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

/** How long each test takes with its guards in place, tried when it is first asked for; null for one that fails. */
const usualTimes = (): ((folder: string, row: Mutant) => Promise<number | null>) => {
  const known = new Map<string, Promise<number | null>>();
  const measure = async (folder: string, row: Mutant): Promise<number | null> => {
    const verdict = await tryTest(folder, row, longestTestMs);
    return verdict.kind === "passed" ? verdict.ms : null;
  };
  return (folder, row) => {
    const key = keyOf(row);
    const time = known.get(key) ?? measure(folder, row);
    known.set(key, time);
    return time;
  };
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
  const usual = usualTimes();
  const judge = async (folder: string, row: Mutant): Promise<[Result, string]> => {
    const usualMs = await usual(folder, row);
    if (usualMs !== null) return tryMutant(folder, row, usualMs);
    return ["does not apply", `${keyOf(row)} fails with the guard in place`];
  };
  try {
    await share(folders, rows, async (folder, row) => {
      const [result, text] = await judge(folder, row);
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

const { only = [""] } = parseArgs({ options: { only: { type: "string", multiple: true } } }).values;
const wanted = mutants.filter((row) =>
  only.some((text) => Object.values(row).some((value: string) => value.includes(text))),
);
process.exitCode = (await run(wanted)) && wanted.length > 0 ? 0 : 1;
