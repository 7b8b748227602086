import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiClient } from "../../support/client.ts";
import { killLeftovers, startServerProcess } from "../../support/process.ts";
import { startReceiver } from "../../support/receiver.ts";
import { runToEnd } from "./run.ts";

describe("process › backup, restore and a lost password", function () {
  this.timeout(600_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "7stamp-backup-"));
  });
  afterEach(async () => {
    killLeftovers();
    await rm(folder, { recursive: true, force: true });
  });

  const store = (name = "data") => ({ DATA_DIR: join(folder, name), MONGODB_URI: "" });
  const shown = (welcome: readonly string[], name: string): string =>
    welcome.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";
  const run = (script: string, args: readonly string[], env: Record<string, string> = store()) =>
    runToEnd(`process/${script}.ts`, { args, env });

  it("copies while the server writes, and a restored copy has all that was there, and sends it only when told", async () => {
    const receiver = await startReceiver();
    receiver.always({ status: 500 });
    const server = await startServerProcess(store());
    const key = shown(server.welcome, "API key");
    const api = apiClient(server.url, key);
    const target_url = `http://localhost:${receiver.port}/`;
    assert.equal((await api.post("/hooks", { target_url, events: ["card_issued"] })).status, 201);
    const [template] = (await api.get("/templates")).body["data"] as { id: string }[];
    const issue = (index: number) =>
      api.post("/cards", { template_id: template?.id, email: `guest${index}@example.com` });
    for (let index = 0; index < 5; index++) await issue(index);
    const copy = join(folder, "copy.mdb");
    const writing = Promise.all(Array.from({ length: 40 }, (_, index) => issue(100 + index)));
    const copied = await run("backup", [copy]);
    assert.deepEqual([copied.code, copied.stderr], [0, ""]);
    assert.match(copied.stdout, /^Copied \d+ documents to /);
    assert.equal((await stat(copy)).mode & 0o077, 0, "others of the machine may read the copy");
    await writing;
    await server.kill("SIGKILL");

    const restored = await run("restore", [copy], store("restored"));
    assert.deepEqual([restored.code, restored.stderr], [0, ""]);
    assert.match(restored.stdout, /START_QUIET=1/);
    receiver.always({ status: 200 });
    const before = receiver.requests.length;
    const quiet = await startServerProcess({ ...store("restored"), START_QUIET: "1" });
    assert.ok(quiet.welcome.some((line) => line.startsWith("START_QUIET is set")));
    const asked = apiClient(quiet.url, key);
    for (let index = 0; index < 5; index++) {
      const found = (await asked.get(`/cards?email=guest${index}@example.com`)).body["data"] as unknown[];
      assert.equal(found.length, 1, `guest${index}`);
    }
    await issueQuietly(asked, template?.id);
    await quiet.kill("SIGTERM");
    assert.equal(receiver.requests.length, before);

    const loud = await startServerProcess(store("restored"));
    const [arrived] = (await receiver.arrived(before + 1)).slice(before);
    assert.match(arrived?.body ?? "", /"event":"card_issued"/);
    await loud.kill("SIGTERM");
    await receiver.close();
  });

  const issueQuietly = async (api: ReturnType<typeof apiClient>, templateId: string | undefined) => {
    const issued = await api.post("/cards", { template_id: templateId, email: "quiet@example.com" });
    assert.equal(issued.status, 201);
  };

  it("refuses what would lose or overwrite something, in one sentence, and leaves all as it was", async () => {
    const file = join(folder, "there.mdb");
    await writeFile(file, "not a store at all");
    const expectRefusal = (ran: Awaited<ReturnType<typeof run>>, pattern: RegExp): void => {
      assert.equal(ran.code, 1);
      assert.match(ran.stderr, pattern);
      assert.equal(ran.stderr.trim().split("\n").length, 1, ran.stderr);
    };
    expectRefusal(await run("backup", []), /npm run backup -- FILE/);
    expectRefusal(await run("backup", [join(folder, "x.mdb")]), /There is no store in/);
    const server = await startServerProcess(store());
    await server.kill("SIGTERM");
    expectRefusal(await run("backup", [file]), /is there already/);
    expectRefusal(await run("restore", [join(folder, "none.mdb")], store("new")), /There is no file/);
    expectRefusal(await run("restore", [file], store("new")), /is no whole copy of a store, or was changed/);
    assert.ok(!existsSync(join(folder, "new/store/store.mdb")));
    const copy = join(folder, "copy.mdb");
    assert.equal((await run("backup", [copy])).code, 0);
    expectRefusal(await run("restore", [copy]), /There is a store in/);
    const torn = await readFile(copy);
    await writeFile(join(folder, "torn.mdb"), torn.subarray(0, 8_192));
    expectRefusal(await run("restore", [join(folder, "torn.mdb")], store("torn")), /is no whole copy/);
    assert.equal(await readFile(file, "utf8"), "not a store at all");
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".part")),
      [],
    );
  });

  it("gives a person who is locked out a new password, shown once, and ends their sessions", async () => {
    const server = await startServerProcess(store());
    const first = shown(server.welcome, "Password");
    await server.kill("SIGTERM");
    const reset = await run("reset-password", ["Owner"]);
    assert.deepEqual([reset.code, reset.stderr], [0, ""]);
    const password = shown(reset.stdout.split("\n"), "Password");
    assert.equal((await run("reset-password", ["nobody"])).code, 1);
    const again = await startServerProcess(store());
    const signIn = (word: string) =>
      apiClient(again.url, "").post("/session", { login: "owner", password: word });
    assert.equal((await signIn(first)).status, 401);
    assert.equal((await signIn(password)).status, 201);
    await again.kill("SIGTERM");
  });
});
