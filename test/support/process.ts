import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const start = fileURLToPath(new URL("../../server/start.mjs", import.meta.url));

/** The real server as a process of its own, as `npm start` runs it. */
export interface ServerProcess {
  readonly url: string;
  /** What it printed before it was ready: log-in and key on a first start. */
  readonly welcome: readonly string[];
  /** Resolves with the signal or code it ended with. */
  readonly ended: Promise<string>;
  readonly pid: number;
  kill(signal: NodeJS.Signals): Promise<string>;
}

const alive = new Set<ChildProcess>();

/** Ends what a test that failed half way has left running. */
export const killLeftovers = (): void => {
  for (const child of alive) child.kill("SIGKILL");
};

/** Starts it on a free port. @param program what `npm start` runs, or what was built. @throws with what it said, when it ends before it is ready */
export const startServerProcess = async (
  env: Record<string, string>,
  nodeOptions: readonly string[] = [],
  program = start,
): Promise<ServerProcess> => {
  const child: ChildProcess = spawn(process.execPath, [...nodeOptions, program], {
    env: { ...process.env, PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "error", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit").then(([code, signal]) => String(signal ?? code));
  alive.add(child);
  void ended.then(() => alive.delete(child));
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const welcome: string[] = [];
  let url: string | undefined;
  if (child.stdout === null) throw new Error("the process has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    welcome.push(line);
    url ??= / is running at (\S+)$/.exec(line)?.[1];
    if (url !== undefined) break;
  }
  if (url === undefined) throw new Error(`${complaint.trim()} (ended with ${await ended})`);
  child.stdout.resume();
  return {
    url,
    welcome,
    ended,
    pid: child.pid ?? 0,
    async kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
};
