import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, textOf } from "./tree.ts";

/** A command that a page shows between backticks, in the paragraph that it stands in. */
export interface ShownCommand {
  readonly page: string;
  readonly command: string;
  readonly isMarked: boolean;
}

const programs =
  /^(?:npm|npx|node|python3?|pip3?|php|go|docker|curl|wget|openssl|git|bash|sh|ssh|apt-get|systemctl|journalctl|systemd-\w+|mongo\w+|promtool)\b/;

/** `A=b npm run x -- y && npm test` is `npm run x` and `npm test`. */
const commandsIn = (code: string): string[] =>
  code
    .split(" && ")
    .map((part) => part.replace(/^(?:[A-Z_]+=\S+ )+/, "").replace(/ (?:-- .*|#.*)$/, ""))
    .filter((part) => programs.test(part) && part.includes(" "));

/** Blank lines end a paragraph; each row of a table and each item of a list is one of its own. */
const paragraphsOf = (text: string): string[] =>
  text
    .replaceAll(/^ *```[\s\S]*?^ *```/gm, "")
    .split(/\n\s*\n|\n(?=\|)|\n(?= *(?:-|\d+\.) )/)
    .map((paragraph) => paragraph.replaceAll(/\s+/g, " "));

/** The commands within the text of a page; blocks of code are not looked at. */
export const commandsShown = (page: string): ShownCommand[] =>
  paragraphsOf(textOf(page)).flatMap((paragraph) =>
    [...paragraph.matchAll(/`([^`]+)`/g)].flatMap(([, code = ""]) =>
      commandsIn(code).map((command) => ({ page, command, isMarked: /not run here/i.test(paragraph) })),
    ),
  );

/** What runs a command: a file, and what stands in it when it does. */
const runBy: Readonly<Record<string, readonly [file: string, evidence: string]>> = {
  "npm ci": [".ci/run", "npm ci"],
  "npm test": [".ci/run", "npm test"],
  "npm start": ["test/support/process.ts", "server/start.mjs"],
  "npm run check:built": [".ci/run", "npm run check:built"],
  "npm run build": ["test/built/run.ts", '"build"]'],
  "node server/dist/main.js": ["test/built/run.ts", "server/dist/main.js"],
  "node --import tsx server/src/main.ts": ["test/server/process/run.test.ts", "server/src/main.ts"],
  "npm run check": [".ci/run", "npm run check"],
  "npm run zapier:validate": [".ci/run", "npm run zapier:validate"],
  "npm run zapier:build": [".ci/run", "npm run zapier:build"],
  "npm run generate": ["test/guards/generated.test.ts", "generate()"],
  "npm run bench": ["test/bench/bench.test.ts", "test/bench/run.ts"],
  "npm run demo": ["test/server/process/demo.test.ts", "demo/run.ts"],
  "npm run rebuild": ["test/server/process/run.test.ts", "process/rebuild.ts"],
  "npm run backup": ["test/server/process/backup.test.ts", 'run("backup"'],
  "npm run restore": ["test/server/process/backup.test.ts", 'run("restore"'],
  "npm run reset-password": ["test/server/process/backup.test.ts", "reset-password"],
  "npm run samples": ["test/samples/stories.test.ts", "test/samples/play.ts"],
  "node receive.mjs": ["test/console/verification.test.ts", 'process.execPath, "receive.mjs"'],
  "python3 receive.py": ["test/console/verification.test.ts", '"python3", "receive.py"'],
  "php -S localhost:9000 receive.php": ["test/console/verification.test.ts", '"php", "-S"'],
  "go run receive.go": ["test/console/verification.test.ts", '"receive.go"'],
};

/** `npm run test:zapier` and `npm run year` run files that `npm test` runs too. */
const isPartOfTests = (script: string): boolean =>
  /^(?:[A-Z_]+=\S+ )*mocha .*\.test\.ts|^npm test -- /.test(script);

/** Whether a test or .ci/run runs the command. */
export const isRun = (command: string): boolean => {
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
  const script = scripts[/^npm run (\S+)$/.exec(command)?.[1] ?? ""];
  return (
    (script !== undefined && isPartOfTests(script)) ||
    (Object.hasOwn(runBy, command) && existsSync(join(root, runBy[command]?.[0] ?? "")))
  );
};

/** Names of scripts that neither a test nor .ci/run runs, alone or within another script. */
export const looseScripts = (): string[] => {
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
  const isRunByName = (name: string): boolean =>
    isRun(["test", "start"].includes(name) ? `npm ${name}` : `npm run ${name}`) ||
    Object.entries(scripts).some(
      ([other, text]) => text.includes(`npm run -s ${name}`) && isRun(`npm run ${other}`),
    );
  return Object.keys(scripts).filter((name) => !isRunByName(name));
};

/** Commands of the table whose file is gone, or holds nothing of them any more. */
export const lostRuns = (): string[] =>
  Object.entries(runBy)
    .filter(([, [file, evidence]]) => !existsSync(join(root, file)) || !textOf(file).includes(evidence))
    .map(([command]) => command);
