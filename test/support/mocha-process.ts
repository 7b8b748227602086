import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Told } from "./progress.ts";

const mocha = fileURLToPath(import.meta.resolve("mocha/lib/cli/cli.js"));

/** Something a test left open keeps its process alive; after so long it is ended. */
const lingerMs = 15_000;

export interface MochaProcess {
  readonly folder: string;
  readonly args: readonly string[];
  readonly tell: (told: Told) => void;
  /** What it writes by itself. */
  readonly write: (text: string) => void;
  /** Ends it before its time; what it has begun is no result. */
  readonly signal?: AbortSignal;
}

export interface MochaEnd {
  /** `died`: before its tests had ended; `lingered`: they ended, and the process did not. */
  readonly end: "ended" | "died" | "lingered";
  readonly code: number | null;
}

const alive = new Set<ChildProcess>();
process.once("exit", () => alive.forEach((child) => child.kill("SIGKILL")));

/** Runs mocha in a process of its own, which tells what happens by test/support/reporter.ts. */
export const runMocha = async ({ folder, args, tell, write, signal }: MochaProcess): Promise<MochaEnd> => {
  const child = fork(mocha, [...args], { cwd: folder, execArgv: ["--import=tsx"], silent: true });
  alive.add(child);
  const kill = () => void child.kill("SIGKILL");
  signal?.addEventListener("abort", kill, { once: true });
  let end: MochaEnd["end"] = "died";
  let linger: NodeJS.Timeout | undefined;
  child.on("message", (told: Told) => {
    if (told.kind === "ended") {
      end = "ended";
      linger = setTimeout(() => {
        end = "lingered";
        kill();
      }, lingerMs);
    }
    tell(told);
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => write(chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(linger);
  signal?.removeEventListener("abort", kill);
  alive.delete(child);
  return { end, code };
};
