import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { startServerProcess } from "./process.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What somebody sees who follows README's first five minutes to the letter. */
export interface FirstMinutes {
  /** All that the commands printed. */
  readonly seen: readonly string[];
  /** The events whose signature the receiver found right, in their order. */
  readonly events: readonly string[];
  /** From the start of the server until it was ready, and from there to the verified voucher_redeemed. */
  readonly startMs: number;
  readonly commandsMs: number;
}

/** The commands of a section, as a reader copies them. */
const commandsOf = (readme: string, section: string): string => {
  const text = readme.split(/^## /m).find((part) => part.startsWith(section)) ?? "";
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block).join("\n");
};

const untilOpen = (port: number): string =>
  `until (exec 3<>/dev/tcp/localhost/${port}) 2>/dev/null; do sleep 0.1; done`;

const patienceMs = 60_000;

/** Runs the commands in a shell until the receiver has printed its last event, or patience ends. */
const runShell = async (commands: string, port: number): Promise<string[]> => {
  const shell = spawn("bash", ["-c", `set -eu\n${commands}\necho; wait`], {
    cwd: root,
    env: { ...process.env, PORT: String(port) },
    // The receiver of the commands ends with the shell's group.
    detached: true,
  });
  const seen: string[] = [];
  shell.stderr.on("data", (chunk: Buffer) => seen.push(chunk.toString()));
  let isOver = false;
  const end = (): void => {
    if (isOver || shell.pid === undefined) return;
    isOver = true;
    try {
      process.kill(-shell.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  // What was said until then is what a failure has to show.
  const patience = setTimeout(end, patienceMs);
  try {
    for await (const line of createInterface({ input: shell.stdout })) {
      seen.push(line);
      // The receiver may write before curl has ended its own line.
      if (/evt_\w+ voucher_redeemed$/.test(line)) break;
    }
  } finally {
    clearTimeout(patience);
    end();
  }
  return seen;
};

/** Starts the server on an empty folder, as a newcomer does, and runs README's commands as they stand. */
export const playFirstMinutes = async (): Promise<FirstMinutes> => {
  const folder = await mkdtemp(join(tmpdir(), "7stamp-readme-"));
  try {
    const begun = performance.now();
    const server = await startServerProcess({ DATA_DIR: join(folder, "data"), MONGODB_URI: "" });
    const ready = performance.now();
    const key = server.welcome.find((line) => line.startsWith("API key: "))?.slice("API key: ".length);
    const port = await freePort();
    const commands = commandsOf(await readFile(join(root, "README.md"), "utf8"), "Five minutes")
      .replace("7loc_sc_…", key ?? "")
      .replace("http://localhost:7070", server.url)
      .replace("http://localhost:9000/", `http://localhost:${port}/`)
      // A reader takes longer to copy the next command than the receiver to listen.
      .replace("receive.mjs &", (start) => `${start}\n${untilOpen(port)}`);
    const seen = await runShell(commands, port);
    const commandsMs = performance.now() - ready;
    await server.kill("SIGTERM");
    const events = seen.flatMap((line) => /evt_\w+ (\w+)$/.exec(line)?.[1] ?? []);
    return { seen, events, startMs: ready - begun, commandsMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
