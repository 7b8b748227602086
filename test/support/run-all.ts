import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runMocha } from "./mocha-process.ts";
import { Progress } from "./progress.ts";

/*
 * `npm test`: each folder of tests in a process of its own with a store of its own, one more at once than there are cores,
 * since some only wait for killed processes; small folders share one, since reading the server's code takes as long as
 * their tests. Processes share nothing; the tests of one run one after another.
 *
 * run-all.ts [FOLDER…]: only the folders in these.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The longest go first, so that none of them is left running alone at the end. */
const longest = [
  "test/console",
  "test/server/clockwork",
  "test/chaos",
  "test/server/process",
  "test/server/campaigns",
  "test/server/tills",
];

const mostProcesses = 4;

/** Folders of together fewer files than this run in one process. */
const fewFiles = 12;

interface Share {
  folders: string[];
  files: number;
}

/** What each process runs. */
const sharesOfTests = (wanted: readonly string[]): readonly Share[] => {
  const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  const counts = new Map<string, number>();
  for (const file of files.filter((one) => one.endsWith(".test.ts")).sort()) {
    const folder = `test/${dirname(file)}`;
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const isWanted = (folder: string): boolean =>
    wanted.length === 0 || wanted.some((one) => `${folder}/`.startsWith(`${one}/`));
  const alone: Share[] = longest
    .filter((folder) => counts.has(folder) && isWanted(folder))
    .map((folder) => ({ folders: [folder], files: Infinity }));
  const shares: Share[] = [];
  for (const [folder, count] of [...counts].filter(([one]) => isWanted(one) && !longest.includes(one))) {
    const last = shares.findLast(({ files: held }) => held + count < fewFiles);
    if (last === undefined) shares.push({ folders: [folder], files: count });
    else {
      last.folders.push(folder);
      last.files += count;
    }
  }
  return [...alone, ...shares];
};

const runShare = async (progress: Progress, { folders }: Share): Promise<void> => {
  const before = progress.failed;
  const [name = ""] = folders;
  const say = (title: string): void => progress.take(name, { kind: "began", title });
  say(`${folders.join(", ")} starts`);
  const { end, code } = await runMocha({
    folder: root,
    args: folders.map((folder) => `${folder}/*.test.ts`),
    tell: (told) => (told.kind === "ended" ? say(`${name} ends`) : progress.take(name, told)),
    write: (text) => progress.pass(text),
  });
  progress.take(name, { kind: "ended" });
  if (end === "lingered")
    progress.fail(`  1) ${folders.join(", ")}:\n     Something was left open: the process did not end.`);
  else if (end === "died" || (code !== 0 && progress.failed === before))
    progress.fail(`  1) ${folders.join(", ")}:\n     The process ended with ${code} before its tests had.`);
};

const runAll = async (wanted: readonly string[]): Promise<boolean> => {
  const progress = new Progress((text) => process.stdout.write(text));
  const waiting = [...sharesOfTests(wanted)];
  const worker = async (): Promise<void> => {
    for (let share = waiting.shift(); share !== undefined; share = waiting.shift())
      await runShare(progress, share);
  };
  await Promise.all(Array.from({ length: Math.min(mostProcesses, availableParallelism() + 1) }, worker));
  progress.end();
  return progress.failed === 0;
};

process.exitCode = (await runAll(process.argv.slice(2))) ? 0 : 1;
