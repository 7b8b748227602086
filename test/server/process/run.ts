import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const server = new URL("../../../server/", import.meta.url);
const loader = import.meta.resolve("tsx");

/** What `npm start` runs, or a script of the server by its path below server/src. */
const programOf = (script: string): readonly string[] =>
  script === "start.mjs"
    ? [fileURLToPath(new URL(script, server))]
    : ["--import", loader, fileURLToPath(new URL(`src/${script}`, server))];

export interface RunOptions {
  readonly env?: Record<string, string>;
  readonly args?: readonly string[];
  readonly cwd?: string;
}

const start = (script: string, { env = {}, args = [], cwd = process.cwd() }: RunOptions): ChildProcess =>
  spawn(process.execPath, [...programOf(script), ...args], {
    cwd,
    env: { PATH: process.env["PATH"], LOG_LEVEL: "error", MONGODB_URI: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });

const gather = (child: ChildProcess, name: "stdout" | "stderr"): { text: string } => {
  const gathered = { text: "" };
  child[name]?.on("data", (chunk: Buffer) => (gathered.text += chunk.toString()));
  return gathered;
};

/** Runs a script to its end. */
export const runToEnd = async (script: string, options: RunOptions) => {
  const child = start(script, options);
  const [out, complaint] = [gather(child, "stdout"), gather(child, "stderr")];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: out.text, stderr: complaint.text };
};

/** Starts a script that serves, and waits for its first line. */
export const startScript = async (script: string, options: RunOptions) => {
  const child = start(script, options);
  child.stderr?.resume();
  if (child.stdout === null) throw new Error("the process has no output");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    line,
    pid: child.pid ?? 0,
    kill: () => child.kill("SIGKILL"),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
};
