import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../../server/src/process/config.ts";
import { allowedHosts } from "../../../server/src/process/first-try.ts";
import { misspeltVariable } from "../../../server/src/process/misspelt.ts";
import { apiClient } from "../../support/client.ts";
import { killLeftovers, startServerProcess } from "../../support/process.ts";
import { startReceiver } from "../../support/receiver.ts";
import { runToEnd } from "./run.ts";

describe("process › first try", function () {
  this.timeout(600_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "7stamp-first-"));
  });
  afterEach(async () => {
    killLeftovers();
    await rm(folder, { recursive: true, force: true });
  });

  const store = () => ({ DATA_DIR: join(folder, "data"), MONGODB_URI: "" });
  const keyIn = (welcome: readonly string[]): string =>
    welcome.find((line) => line.startsWith("API key: "))?.slice("API key: ".length) ?? "";
  const hook = (port: number) => ({ target_url: `http://localhost:${port}/`, events: ["card_issued"] });

  it("delivers to a receiver on this machine when nothing is configured, and says so", async () => {
    const receiver = await startReceiver();
    const server = await startServerProcess(store());
    assert.ok(server.welcome.some((line) => line.includes("hooks may call receivers on this machine")));
    const api = apiClient(server.url, keyIn(server.welcome));
    assert.equal((await api.post("/hooks", hook(receiver.port))).status, 201);
    const template = (await api.get("/templates")).body["data"] as { id: string }[];
    await api.post("/cards", { template_id: template[0]?.id, email: "ann.lee@example.com" });
    const [arrived] = await receiver.arrived(1);
    assert.match(arrived?.body ?? "", /"event":"card_issued"/);
    await server.kill("SIGTERM");
    await receiver.close();
  });

  it("refuses this machine once something is configured, and names the variable that allows it", async () => {
    const server = await startServerProcess({ ...store(), WEBHOOK_ALLOWED_PORTS: "9443" });
    assert.ok(!server.welcome.some((line) => line.includes("receivers on this machine")));
    const refused = await apiClient(server.url, keyIn(server.welcome)).post("/hooks", hook(9_000));
    assert.deepEqual([refused.status, refused.body["code"]], [422, "target_not_allowed"]);
    assert.match(String(refused.body["detail"]), /WEBHOOK_ALLOWED_HOSTS/);
    await server.kill("SIGTERM");
  });

  it("ends with any of the variables that say where the server stands", () => {
    assert.deepEqual(allowedHosts(readConfig({})), ["localhost", "127.0.0.1", "[::1]"]);
    for (const env of [
      { PUBLIC_URL: "https://stamps.example.com" },
      { MONGODB_URI: "mongodb://db.internal/7stamp" },
      { WEBHOOK_ALLOWED_CIDRS: "10.0.0.0/8" },
      { WEBHOOK_ALLOWED_PORTS: "9443" },
    ]) {
      assert.deepEqual(allowedHosts(readConfig(env)), [], JSON.stringify(env));
    }
    assert.deepEqual(allowedHosts(readConfig({ WEBHOOK_ALLOWED_HOSTS: "erp.internal" })), ["erp.internal"]);
  });

  it("shows three commands that a shell runs as they stand, up to the goal", async () => {
    const { welcome, url, kill } = await startServerProcess(store());
    const calls = welcome.join("\n").match(/curl -s [^]*?'$/gm) ?? [];
    assert.deepEqual(
      calls.map((one) => /\/v1\/(\w+)/.exec(one)?.[1]),
      ["cards", "hooks", "stamps"],
    );
    const api = apiClient(url, keyIn(welcome));
    for (const command of calls) {
      const [, path = "", body = "{}"] = /\/v1(\/\w+)[^]*-d '(.*)'$/.exec(command) ?? [];
      const answer = await api.post(path, JSON.parse(body));
      assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
    }
    const goals = (await api.get("/events?type=goal_reached")).body["data"] as unknown[];
    assert.equal(goals.length, 2);
    await kill("SIGTERM");
  });

  it("reads a .env file that begins with a byte order mark", async () => {
    await writeFile(join(folder, ".env"), "\uFEFFPORT=from-the-file\n");
    const run = await runToEnd("start.mjs", { env: store(), cwd: folder });
    assert.match(run.stderr, /^PORT cannot be used/);
  });

  it("stops at a variable that is misspelt, and says which was meant", async () => {
    for (const [name, meant] of [
      ["WEBHOK_ALLOWED_HOSTS", "WEBHOOK_ALLOWED_HOSTS"],
      ["WEBHOOK_ALLOW_HOST", "WEBHOOK_ALLOWED_HOSTS"],
      ["MONGODB_URL", "MONGODB_URI"],
    ] as const) {
      const sentence = new RegExp(`^${name} is no variable of this server: did you mean ${meant}\\?`);
      assert.throws(() => readConfig({ [name]: "x" }), { name: "ConfigError", message: sentence });
    }
    const run = await runToEnd("start.mjs", { env: { ...store(), PORT: "0", DATA_DRI: "x" } });
    assert.deepEqual(
      [run.code, run.stderr.split("?")[0]],
      [1, "DATA_DRI is no variable of this server: did you mean DATA_DIR"],
    );
  });

  it("leaves other programs' variables alone", () => {
    const known = ["PORT", "HOST", "MONGODB_URI", "WEBHOOK_ALLOWED_HOSTS", "GOOGLE_WALLET_ISSUER_ID"];
    const others = [
      "PATH",
      "HOME",
      "WEBHOOK_SECRET",
      "SHELL",
      "GOOGLE_APPLICATION_CREDENTIALS",
      "MONGODB_PASSWORD",
      "NODE_ENV",
    ];
    assert.equal(misspeltVariable([...others, ...known], known), null);
  });
});
