import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startScript } from "../server/process/run.ts";
import { Api } from "../bench/systems.ts";
import { freePort } from "../support/free-port.ts";
import { startServerProcess } from "../support/process.ts";
import { openInspector, type Inspector } from "./inspector.ts";

/** One API and two worker processes on a store that is a process of its own. */
export interface Stage {
  readonly api: Api;
  readonly url: string;
  /** The key that `api` calls with. */
  readonly key: string;
  /** Of another member of the business. */
  readonly otherKey: string;
  readonly pids: Readonly<Record<string, number>>;
  /** Of the servers; the store's heap is a thread's. */
  readonly inspectors: Readonly<Record<string, Inspector>>;
  stop(): Promise<void>;
}

const startWatched = async (env: Record<string, string>) => {
  const port = await freePort();
  const server = await startServerProcess(env, [`--inspect=127.0.0.1:${port}`]);
  return { ...server, inspector: await openInspector(port) };
};

/** The key of another member of the business. */
const anotherKey = async (api: Api): Promise<string> => {
  const member = { name: "Crowd", login: "crowd", password: "correct horse battery", role: "manager" };
  const { id: staff_id } = await api.call("POST", "/v1/staff", member);
  return (await api.call("POST", "/v1/api-keys", { staff_id })).key;
};

/** @param perMinute calls that a key may make */
export const startStage = async (perMinute: number): Promise<Stage> => {
  const folder = await mkdtemp(join(tmpdir(), "7stamp-soak-"));
  const mongo = await startScript("embedded-mongo/cli.ts", { args: ["--folder", folder, "--port", "0"] });
  process.once("exit", () => mongo.kill());
  const env = {
    MONGODB_URI: mongo.line.replace(/^(mongodb:\/\/[^/?]+)\/?/, "$1/soak"),
    WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
    RATE_LIMIT_PER_MINUTE: String(perMinute),
  };
  const server = await startWatched({ ...env, ROLE: "api" });
  const one = await startWatched({ ...env, ROLE: "worker" });
  const other = await startWatched({ ...env, ROLE: "worker" });
  const shown = server.welcome.map((line) => /^API key: (\S+)$/.exec(line)?.[1]);
  const key = shown.find((found) => found !== undefined) ?? "";
  const api = new Api(server.url, { authorization: `Bearer ${key}` });
  const servers = { api: server, "worker 1": one, "worker 2": other };
  const named = <T>(of: (watched: typeof server) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(servers).map(([name, watched]) => [name, of(watched)]));
  return {
    ...{ api, url: server.url, key, otherKey: await anotherKey(api) },
    pids: { ...named(({ pid }) => pid), store: mongo.pid },
    inspectors: named(({ inspector }) => inspector),
    async stop() {
      await api.close();
      for (const { inspector } of Object.values(servers)) inspector.close();
      for (const watched of Object.values(servers)) await watched.kill("SIGTERM");
      await mongo.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
