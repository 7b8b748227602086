import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startScript } from "../server/process/run.ts";
import { Api } from "../bench/systems.ts";
import { startServerProcess } from "../support/process.ts";

/** One API and two worker processes on a store that is a process of its own. */
export interface Stage {
  readonly api: Api;
  readonly url: string;
  readonly key: string;
  readonly pids: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** @param perMinute calls that a key may make */
export const startStage = async (perMinute: number): Promise<Stage> => {
  const folder = await mkdtemp(join(tmpdir(), "7stamp-soak-"));
  const mongo = await startScript("embedded-mongo/cli.ts", { args: ["--folder", folder, "--port", "0"] });
  const env = {
    MONGODB_URI: mongo.line.replace(/^(mongodb:\/\/[^/?]+)\/?/, "$1/soak"),
    WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
    RATE_LIMIT_PER_MINUTE: String(perMinute),
  };
  const server = await startServerProcess({ ...env, ROLE: "api" });
  const workers = [
    await startServerProcess({ ...env, ROLE: "worker" }),
    await startServerProcess({ ...env, ROLE: "worker" }),
  ];
  const shown = server.welcome.map((line) => /^API key: (\S+)$/.exec(line)?.[1]);
  const key = shown.find((found) => found !== undefined) ?? "";
  const api = new Api(server.url, { authorization: `Bearer ${key}` });
  const pids = { api: server.pid, "worker 1": workers[0]?.pid ?? 0, "worker 2": workers[1]?.pid ?? 0 };
  return {
    ...{ api, url: server.url, key, pids },
    async stop() {
      await api.close();
      for (const one of [server, ...workers]) await one.kill("SIGTERM");
      await mongo.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
