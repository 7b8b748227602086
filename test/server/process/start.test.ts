import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiClient } from "../../support/client.ts";
import { killLeftovers, startServerProcess } from "../../support/process.ts";
import { runToEnd } from "./run.ts";

describe("process › start", function () {
  this.timeout(600_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "7stamp-start-"));
  });
  afterEach(async () => {
    killLeftovers();
    await rm(folder, { recursive: true, force: true });
  });

  const store = () => ({ DATA_DIR: join(folder, "data"), MONGODB_URI: "" });
  const refusal = (env: Record<string, string>) =>
    runToEnd("start.mjs", { env: { PORT: "0", ...store(), ...env } });
  const expectSentence = (run: Awaited<ReturnType<typeof refusal>>, pattern: RegExp): void => {
    assert.equal(run.code, 1, run.stderr);
    assert.match(run.stderr, pattern);
    assert.equal(run.stderr.trim().split("\n").length, 1, run.stderr);
    assert.ok(!run.stdout.includes("API key"), run.stdout);
  };
  const access = (welcome: readonly string[]) =>
    ["Login", "Password", "API key"].map((name) =>
      welcome.filter((line) => line.startsWith(`${name}: `)).map((line) => line.split(": ")[1]),
    );

  it("prints how to log in once, on an empty store, and not again", async () => {
    const first = await startServerProcess(store());
    const [logins, passwords, keys] = access(first.welcome);
    assert.deepEqual([logins?.length, passwords?.length, keys?.length], [1, 1, 1]);
    assert.equal((await apiClient(first.url, keys?.[0] ?? "").get("/me")).status, 200);
    const body = { login: logins?.[0], password: passwords?.[0] };
    assert.equal((await apiClient(first.url, "").post("/session", body)).status, 201);
    assert.equal(await first.kill("SIGTERM"), "0");
    const second = await startServerProcess(store());
    assert.deepEqual(access(second.welcome), [[], [], []]);
    assert.equal((await apiClient(second.url, keys?.[0] ?? "").get("/me")).status, 200);
    assert.equal(await second.kill("SIGTERM"), "0");
  });

  it("makes the business and owner that the BOOTSTRAP_ variables name, and prints no secret", async () => {
    const server = await startServerProcess({
      ...store(),
      BOOTSTRAP_BUSINESS: "Corner Coffee",
      BOOTSTRAP_LOGIN: "olena",
      BOOTSTRAP_PASSWORD: "a long password",
      BOOTSTRAP_COUNTRY: "DE",
      BOOTSTRAP_TIME_ZONE: "Europe/Berlin",
    });
    assert.deepEqual(access(server.welcome), [[], [], []]);
    assert.ok(!server.welcome.join().includes("a long password"));
    const body = { login: "olena", password: "a long password" };
    const { business, staff } = (await apiClient(server.url, "").post("/session", body)).body;
    assert.deepEqual(
      [business.name, business.country, business.time_zone, staff.role],
      ["Corner Coffee", "DE", "Europe/Berlin", "owner"],
    );
    assert.equal(await server.kill("SIGTERM"), "0");
  });

  it("refuses a wrong variable with a sentence and writes nothing", async () => {
    for (const [env, pattern] of [
      [{ PORT: "http" }, /^PORT /],
      [{ TRUSTED_PROXIES: "10.0.0.1, nginx" }, /^TRUSTED_PROXIES .*10\.0\.0\.0\/8/],
      [{ TRUSTED_PROXIES: "10.0.0.1/33" }, /^TRUSTED_PROXIES /],
      [{ ROLE: "master" }, /^ROLE .*worker/],
      [{ SESSION_SECRET: "short" }, /^SESSION_SECRET .*at least/],
      [{ BOOTSTRAP_BUSINESS: "Corner Coffee" }, /BOOTSTRAP_LOGIN and BOOTSTRAP_PASSWORD/],
    ] as const)
      expectSentence(await refusal(env), pattern);
    assert.equal(existsSync(join(folder, "data")), false);
  });

  it("refuses a port in use, and the next start finds an empty store", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => holder.once("listening", resolve));
    const { port } = holder.address() as AddressInfo;
    expectSentence(await refusal({ PORT: String(port) }), new RegExp(`Port ${port} is in use`));
    holder.close();
    const server = await startServerProcess(store());
    assert.equal(access(server.welcome)[2]?.length, 1);
    assert.equal(await server.kill("SIGTERM"), "0");
  });

  it("refuses a folder that cannot be one, and a second process on a folder", async () => {
    await writeFile(join(folder, "file"), "");
    const wrong = await refusal({ DATA_DIR: join(folder, "file") });
    expectSentence(wrong, /file/);
    const server = await startServerProcess(store());
    expectSentence(await refusal({}), /in use|already|another process/i);
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200, "the first one goes on");
    assert.equal(await server.kill("SIGTERM"), "0");
  });

  it("refuses a store whose file was emptied or overwritten, and makes no new one in its place", async () => {
    const server = await startServerProcess(store());
    assert.equal(await server.kill("SIGTERM"), "0");
    const file = join(folder, "data", "store", "store.mdb");
    for (const damaged of ["", "no store\n".repeat(1_000)]) {
      await writeFile(file, damaged);
      expectSentence(await refusal({}), /^The embedded store in .* is damaged .* restore a backup\.$/m);
      assert.equal(await readFile(file, "utf8"), damaged);
    }
  });

  it("says when no MongoDB answers, and when MONGODB_URI is no address", async () => {
    expectSentence(await refusal({ MONGODB_URI: "mongodb://127.0.0.1:1/x" }), /^No MongoDB answers/);
    expectSentence(await refusal({ MONGODB_URI: "mysql://127.0.0.1/x" }), /^MONGODB_URI /);
    const damaged = await refusal({ MONGODB_URI: "mongodb://loyalty:hunter22:x@@" });
    expectSentence(damaged, /MONGODB_URI/);
    assert.ok(!damaged.stderr.includes("hunter22"), damaged.stderr);
  });

  it("ends at an error that nothing caught, and shows nothing of what the error carries", async () => {
    const text = 'dup key: { email: "ann@example.com", name: "Ann Lee" }';
    const carried = { keyValue: { email: "ann@example.com" }, rawPacket: "Bearer 7loc_sc_x" };
    const fault = `Object.assign(new Error(${JSON.stringify(text)}), ${JSON.stringify(carried)})`;
    const isTime = `process.listenerCount("uncaughtException") > 0 || process.uptime() > 60`;
    const thrower = join(folder, "thrower.mjs");
    await writeFile(thrower, `setInterval(() => { if (${isTime}) throw ${fault}; }, 50).unref();`);
    const NODE_OPTIONS = `--import ${thrower}`;
    const { code: exit, stderr } = await refusal({ NODE_OPTIONS, MONGODB_URI: "" });
    assert.equal(exit, 1);
    assert.match(stderr, /^Error: dup key: \{ email: "…", name: "…" \}$/m);
    assert.ok(!/ann@|Ann Lee|7loc_sc|keyValue/.test(stderr), stderr);
  });

  it("reads a .env file in the working folder; the environment's own variables win", async () => {
    await writeFile(join(folder, ".env"), "PORT=from-the-file\n");
    const env = { DATA_DIR: join(folder, "data") };
    expectSentence(await runToEnd("start.mjs", { env, cwd: folder }), /^PORT /);
    const own = await runToEnd("start.mjs", { env: { ...env, PORT: "0", ROLE: "wrong" }, cwd: folder });
    expectSentence(own, /^ROLE /);
  });
});
