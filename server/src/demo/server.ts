import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "../process/config.ts";

export interface DemoServer {
  url: string;
  apiKey: string;
  stop(): Promise<void>;
}

const start = fileURLToPath(new URL("../../start.mjs", import.meta.url));

/** What the first start prints: the address, and the key of the demo business. */
const readWelcome = async (child: ChildProcess): Promise<{ url: string; apiKey: string }> => {
  if (child.stdout === null) throw new Error("the server has no output to read");
  let url: string | undefined;
  let apiKey: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    url ??= / is running at (\S+)$/.exec(line)?.[1];
    apiKey ??= /^API key: (\S+)$/.exec(line)?.[1];
    if (url !== undefined && apiKey !== undefined) return { url, apiKey };
  }
  throw new Error("the server ended before it was ready");
};

/** Starts the real server, as `npm start` does, on a free port and a folder that is gone afterwards. */
export const startDemoServer = async (): Promise<DemoServer> => {
  const folder = await mkdtemp(join(tmpdir(), "7stamp-demo-"));
  const child = spawn(process.execPath, [start], {
    env: childEnvironment({
      PORT: "0",
      HOST: "127.0.0.1",
      DATA_DIR: folder,
      LOG_LEVEL: "warn",
      // The receiver of the demo listens on this machine; nothing else is allowed beyond public addresses.
      WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
      MONGODB_URI: "",
      PUBLIC_URL: "",
      BOOTSTRAP_BUSINESS: "",
      BOOTSTRAP_LOGIN: "",
      BOOTSTRAP_PASSWORD: "",
    }),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const welcome = await readWelcome(child);
    child.stdout?.resume();
    return { ...welcome, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
