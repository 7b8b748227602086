import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { serve } from "../../server/src/embedded-mongo/serve.ts";
import { collectionOf, MongoClient, temporaryFolder } from "./support.ts";

const script = join(import.meta.dirname, "crash-writer.ts");

/** Lets the writer have so many writes acknowledged, kills it as a power cut would, and says which they were. */
async function writeAndKill(folder: string, start: number, count: number): Promise<number[]> {
  const child = spawn(process.execPath, ["--import", "tsx", script, folder, String(start)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged: number[] = [];
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(Number(line));
    if (acknowledged.length === count) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  assert.equal(child.signalCode, "SIGKILL", "the writer ended by itself");
  return acknowledged;
}

describe("embedded-mongo › kill -9", () => {
  it("loses nothing acknowledged, leaves no half command and no stale lock, however often", async () => {
    const { folder, remove } = temporaryFolder();
    const acknowledged: number[] = [];
    for (const [round, count] of [3, 40, 111].entries())
      acknowledged.push(...(await writeAndKill(folder, round * 100_000, count)));

    const served = await serve({ folder });
    const client = await new MongoClient(served.uri).connect();
    const pairs = collectionOf(client.db("test"), "pairs");
    const found = await pairs.find().toArray();
    const groups = new Map<unknown, number>();
    for (const { group } of found) groups.set(group, (groups.get(group) ?? 0) + 1);
    assert.deepEqual(
      acknowledged.filter((n) => groups.get(n) !== 2),
      [],
    );
    assert.deepEqual(
      [...groups].filter(([, size]) => size !== 2),
      [],
    );
    // Documents, index and count tell the same.
    assert.equal(await pairs.estimatedDocumentCount(), found.length);
    assert.equal((await pairs.find({ n: { $gte: 0 } }, { hint: { n: 1 } }).toArray()).length, found.length);
    await client.close();
    await served.stop();
    remove();
    // Three processes are started; on a busy machine that alone takes its time.
  }).timeout(300_000);

  it("is not needed to end a process that has not stopped its store, which then has what was acknowledged", async () => {
    const { folder, remove } = temporaryFolder();
    const early = join(import.meta.dirname, "early-exit.ts");
    const child = spawn(process.execPath, ["--import", "tsx", early, folder], { stdio: "inherit" });
    const [code] = (await once(child, "exit")) as [number | null];
    assert.equal(code, 7);
    const served = await serve({ folder });
    assert.equal(served.store.collection("test.things")?.count, 1);
    await served.stop();
    remove();
  }).timeout(60_000);
});
