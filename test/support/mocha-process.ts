import { fork } from "node:child_process";
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

const alive = new Set<number>();

/** Each leads a group of its own, so that the servers its tests have started end with it. */
const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
};

process.once("exit", () => alive.forEach(killGroup));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

/** Runs mocha in a process of its own, which tells what happens by test/support/reporter.ts. */
export const runMocha = async ({ folder, args, tell, write, signal }: MochaProcess): Promise<MochaEnd> => {
  const options = { cwd: folder, execArgv: ["--import=tsx"], silent: true, detached: true };
  const child = fork(mocha, [...args], options);
  const { pid } = child;
  if (pid === undefined) throw new Error("mocha could not be started");
  alive.add(pid);
  const kill = () => killGroup(pid);
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
  kill();
  alive.delete(pid);
  return { end, code };
};
