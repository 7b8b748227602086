import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runMocha } from "./mocha-process.ts";
import { Progress } from "./progress.ts";

/*
 * `npm test`: each folder of tests in a process of its own with a store of its own, one more at once than there are cores,
 * since some only wait for killed processes. Folders share nothing; the tests of one folder run one after another.
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

const foldersOfTests = (wanted: readonly string[]): string[] => {
  const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  const tests = files.filter((file) => file.endsWith(".test.ts")).map((file) => `test/${file}`);
  const folders = [...new Set(tests.map((file) => dirname(file)))].sort();
  const rank = (folder: string): number =>
    (longest.indexOf(folder) + longest.length + 1) % (longest.length + 1);
  return folders
    .filter((folder) => wanted.length === 0 || wanted.some((one) => `${folder}/`.startsWith(`${one}/`)))
    .sort((one, other) => rank(one) - rank(other));
};

const runFolder = async (progress: Progress, folder: string): Promise<void> => {
  const before = progress.failed;
  const say = (title: string): void => progress.take(folder, { kind: "began", title });
  say(`${folder} starts`);
  const { end, code } = await runMocha({
    folder: root,
    args: [`${folder}/*.test.ts`],
    tell: (told) => (told.kind === "ended" ? say(`${folder} ends`) : progress.take(folder, told)),
    write: (text) => progress.pass(text),
  });
  progress.take(folder, { kind: "ended" });
  if (end === "lingered")
    progress.fail(`  1) ${folder}:\n     Something was left open: the process did not end.`);
  else if (end === "died" || (code !== 0 && progress.failed === before))
    progress.fail(`  1) ${folder}:\n     The process ended with ${code} before its tests had.`);
};

const runAll = async (wanted: readonly string[]): Promise<boolean> => {
  const progress = new Progress((text) => process.stdout.write(text));
  const waiting = foldersOfTests(wanted);
  const worker = async (): Promise<void> => {
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift())
      await runFolder(progress, folder);
  };
  await Promise.all(Array.from({ length: Math.min(mostProcesses, availableParallelism() + 1) }, worker));
  progress.end();
  return progress.failed === 0;
};

process.exitCode = (await runAll(process.argv.slice(2))) ? 0 : 1;
