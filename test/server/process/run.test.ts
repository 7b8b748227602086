import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../support/free-port.ts";
import { apiClient, type Client } from "../../support/client.ts";
import { killLeftovers, startServerProcess, type ServerProcess } from "../../support/process.ts";
import { startReceiver } from "../../support/receiver.ts";
import { openRequest, statusLine } from "../http/raw.ts";
import { runToEnd, startScript } from "./run.ts";

const start = fileURLToPath(new URL("../../../server/start.mjs", import.meta.url));

const keyOf = ({ welcome }: ServerProcess): string | undefined =>
  welcome.map((line) => /^API key: (\S+)$/.exec(line)?.[1]).find((key) => key !== undefined);

const accepts = async (url: string): Promise<boolean> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

const issueCard = async (client: Client): Promise<string> => {
  const template = await client.post("/templates", { name: "Coffee", goals: [] });
  const card = await client.post("/cards", { template_id: template.body.id, email: "ann@example.com" });
  assert.equal(card.status, 201, card.text);
  return card.body.id;
};

describe("process › run", function () {
  this.timeout(600_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "7stamp-run-"));
  });
  afterEach(async () => {
    killLeftovers();
    await rm(folder, { recursive: true, force: true });
  });

  const store = () => ({ DATA_DIR: join(folder, "data"), MONGODB_URI: "" });

  it("finishes the request under way on SIGTERM, refuses new ones, and ends with 0", async () => {
    const server = await startServerProcess(store());
    const body = '{"name":"Main Street"}';
    const socket = await openRequest(server.url, {
      method: "POST",
      path: "/v1/locations",
      headers: {
        Authorization: `Bearer ${keyOf(server)}`,
        "Content-Type": "application/json",
        "Content-Length": String(body.length),
        Expect: "100-continue",
      },
    });
    // The server asks for the body: the request is under way.
    assert.match(await statusLine(socket), / 100 /);
    const ended = server.kill("SIGTERM");
    while (await accepts(server.url));
    socket.write(body);
    assert.match(await statusLine(socket), / 201 /);
    assert.equal(await ended, "0");
  });

  it("serves on where the disk under its output is full", async function () {
    if (!existsSync("/dev/full")) this.skip();
    const full = openSync("/dev/full", "w");
    const port = await freePort();
    const child = spawn(process.execPath, [start], {
      env: { ...process.env, ...store(), PORT: String(port), HOST: "127.0.0.1", LOG_LEVEL: "trace" },
      stdio: ["ignore", full, full],
    });
    const ended = once(child, "exit");
    closeSync(full);
    try {
      const ask = () => fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
      while ((await ask())?.status !== 200) assert.equal(child.exitCode, null, "it has ended");
      for (let at = 0; at < 20; at++) assert.equal((await ask())?.status, 200);
      child.kill("SIGTERM");
      assert.deepEqual(await ended, [0, null]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("runs from its sources too, without the code that npm start keeps", async () => {
    const main = fileURLToPath(new URL("../../../server/src/main.ts", import.meta.url));
    const server = await startServerProcess(store(), ["--import", import.meta.resolve("tsx")], main);
    assert.equal((await apiClient(server.url, keyOf(server) ?? "").get("/me")).status, 200);
    assert.equal(await server.kill("SIGTERM"), "0");
  });

  it("splits into api and worker over one MongoDB; the first start is one of them", async () => {
    const mongo = await startScript("embedded-mongo/cli.ts", {
      args: ["--folder", join(folder, "mongo"), "--port", "0"],
    });
    const receiver = await startReceiver();
    try {
      const uri = mongo.line.replace(/^(mongodb:\/\/[^/?]+)\/?/, "$1/connect");
      const env = { MONGODB_URI: uri, WEBHOOK_ALLOWED_HOSTS: "127.0.0.1" };
      const [api, worker] = await Promise.all([
        startServerProcess({ ...env, ROLE: "api" }),
        startServerProcess({ ...env, ROLE: "worker" }),
      ]);
      const keys = [keyOf(api), keyOf(worker)].filter((key) => key !== undefined);
      assert.equal(keys.length, 1, "one of them made the demo business");
      const client = apiClient(api.url, keys[0] ?? "");
      const hook = await client.post("/hooks", { target_url: receiver.url, events: ["card_issued"] });
      assert.equal(hook.status, 201, hook.text);
      const card = await issueCard(client);
      const [request] = await receiver.arrived(1, 20_000);
      assert.equal(JSON.parse(request?.body ?? "").card.id, card);
      assert.deepEqual([await api.kill("SIGTERM"), await worker.kill("SIGTERM")], ["0", "0"]);
    } finally {
      killLeftovers();
      await receiver.close();
      await mongo.stop();
    }
  });

  it("rebuilds what the journal says by npm run rebuild", async () => {
    const first = await startServerProcess(store());
    const client = apiClient(first.url, keyOf(first) ?? "");
    const card = await issueCard(client);
    await client.post("/stamps", { card_id: card, count: 3 });
    const read = async (url: string) => {
      const one = apiClient(url, client.key);
      const [state, events] = [await one.get(`/cards/${card}`), await one.get("/events")];
      return [state.body.total_stamps, events.text];
    };
    const before = await read(first.url);
    const refused = await runToEnd("process/rebuild.ts", { env: store() });
    assert.equal(refused.code, 1, "the server still has the folder");
    assert.equal(await first.kill("SIGTERM"), "0");
    const run = await runToEnd("process/rebuild.ts", { env: store() });
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stdout, /^Rebuilt all state and event documents from [1-9]\d* journal entries\.\n$/);
    const second = await startServerProcess(store());
    assert.deepEqual(await read(second.url), before);
    assert.equal(await second.kill("SIGTERM"), "0");
  });
});
