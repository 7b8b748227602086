import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { decodeTime } from "ulid";
import { apiClient, type Client } from "../support/client.ts";
import { killLeftovers, startServerProcess } from "../support/process.ts";

/*
 * From the call that adds a stamp to the first byte at the receiver, at 100 events a second over eight hooks, the real
 * server in a process of its own on its embedded store. The second row begins at the decision, just before the receipt
 * is claimed and the entry committed: commit to receiver is shorter still. A bare POST to the same receiver in the same
 * run is the yardstick.
 */

const perSecond = 100;
const seconds = Number(process.env["BENCH_SECONDS"] ?? 20);
const hookCount = 8;

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const row = (name: string, values: readonly number[]): { median: number; p99: number } => {
  const sorted = [...values].sort((a, b) => a - b);
  const [median, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
  process.stdout.write(
    `${name.padEnd(34)} n=${sorted.length}  median ${median.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms\n`,
  );
  return { median, p99 };
};

/** From the moment in the event's id, which is taken just before the entry is committed. */
const sinceDecisionMs: number[] = [];

const startClockedReceiver = async () => {
  const arrivals = new Map<string, number>();
  const server = createServer((incoming, response) => {
    const at = performance.now(); // headers are here: the first bytes of the request
    const wallClock = Date.now();
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { stamp } = JSON.parse(Buffer.concat(chunks).toString()) as { stamp: { receipt_id: string } };
      if (!arrivals.has(stamp.receipt_id)) {
        arrivals.set(stamp.receipt_id, at);
        const id = incoming.headers["webhook-id"];
        if (typeof id === "string")
          sinceDecisionMs.push(wallClock - decodeTime(id.slice("evt_".length).toUpperCase()));
      }
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { arrivals, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
};

/** One card and one hook for each of eight programs, so that no hook's own rate ceiling is met. */
const setUp = async (client: Client, target: string): Promise<string[]> => {
  const cards: string[] = [];
  for (let at = 0; at < hookCount; at += 1) {
    const template = (await client.post("/templates", { name: `Bench ${at}`, goals: [] })).body.id;
    cards.push((await client.post("/cards", { template_id: template, email: `b${at}@example.com` })).body.id);
    await client.post("/hooks", {
      target_url: target,
      events: ["stamp_added"],
      filters: { template_id: template },
    });
  }
  return cards;
};

const barePost = (url: string, receipt: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method: "POST" }, (response) => response.resume().on("end", resolve));
    call.on("error", reject);
    call.end(JSON.stringify({ stamp: { receipt_id: receipt } }));
  });

/** Starts a call every 10 ms whatever the others do, as a street of shops would. */
const drive = async (count: number, send: (at: number) => Promise<void>): Promise<void> => {
  const startedAt = performance.now();
  const calls: Promise<void>[] = [];
  for (let at = 0; at < count; at += 1) {
    const dueIn = startedAt + (at * 1000) / perSecond - performance.now();
    if (dueIn > 0) await pause(dueIn);
    calls.push(send(at));
  }
  await Promise.all(calls);
};

process.once("exit", killLeftovers);
const folder = await mkdtemp(join(tmpdir(), "7stamp-bench-"));
const receiver = await startClockedReceiver();
const server = await startServerProcess({
  DATA_DIR: folder,
  MONGODB_URI: "",
  WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
  RATE_LIMIT_PER_MINUTE: "1000000",
});
const key =
  server.welcome.map((line) => /^API key: (\S+)$/.exec(line)?.[1]).find((found) => found !== undefined) ?? "";
const client = apiClient(server.url, key);
const cards = await setUp(client, receiver.url);

const sentAt = new Map<string, number>();
const answeredMs: number[] = [];
const stamp = async (at: number, prefix: string): Promise<void> => {
  const receipt = `${prefix}${at}`;
  const started = performance.now();
  sentAt.set(receipt, started);
  await client.post("/stamps", { card_id: cards[at % cards.length], receipt_id: receipt });
  answeredMs.push(performance.now() - started);
};
await drive(2 * perSecond, (at) => stamp(at, "warm"));
sentAt.clear();
answeredMs.length = 0;
sinceDecisionMs.length = 0;
const total = perSecond * seconds;
await drive(total, (at) => stamp(at, "r"));
for (
  let waited = 0;
  waited < 100 && [...sentAt.keys()].some((receipt) => !receiver.arrivals.has(receipt));
  waited += 1
) {
  await pause(100);
}
const arrived = [...sentAt].flatMap(([receipt, at]) => {
  const arrival = receiver.arrivals.get(receipt);
  return arrival === undefined ? [] : [arrival - at];
});
const bareMs: number[] = [];
await drive(perSecond * 5, async (at) => {
  const started = performance.now();
  await barePost(receiver.url, `bare${at}`);
  bareMs.push(performance.now() - started);
});

process.stdout.write(
  `\nStamp to receiver, ${perSecond} events/s for ${seconds} s, ${hookCount} hooks; ${total - arrived.length} missing\n`,
);
const delivered = row("call → first byte at the receiver", arrived);
row("decision, commit → first byte", sinceDecisionMs);
row("call → answer", answeredMs);
const bare = row("a bare POST to the same receiver", bareMs);
process.stdout.write(
  `ratio to a bare POST: median ${(delivered.median / bare.median).toFixed(1)}, p99 ${(delivered.p99 / bare.p99).toFixed(1)}\n`,
);
await server.kill("SIGTERM");
receiver.server.close();
await rm(folder, { recursive: true, force: true });
process.exit(0);
