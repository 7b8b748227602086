import { runCommand } from "./command.ts";
import { readApp } from "./manifest.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  await runCommand(readApp(), process.argv.slice(2), { say });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
