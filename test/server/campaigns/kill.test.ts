import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "../../../server/src/process/config.ts";
import { messages, type Message } from "../../../server/src/campaigns/index.ts";
import { startTestApp, type TestApp, type Tenant } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { startSevenLoc } from "../../support/seven-loc.ts";
import { startSmtp } from "../../support/smtp.ts";
import { manyCustomers, ok, startSender } from "./stage.ts";

/** How many people the broadcast goes to; CAMPAIGN_PEOPLE sets another number. */
const people = Number(process.env["CAMPAIGN_PEOPLE"] ?? 500);
const workerFile = fileURLToPath(new URL("worker-process.ts", import.meta.url));

const startWorker = (
  app: TestApp,
  aheadSeconds: number,
  variables: Record<string, string> = {},
): ChildProcess =>
  spawn(process.execPath, ["--import", "tsx", workerFile, String(aheadSeconds)], {
    env: childEnvironment({
      LOG_LEVEL: "silent",
      ROLE: "worker",
      MONGODB_URI: app.databaseUri,
      PUBLIC_URL: app.url,
      WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
      ...variables,
    }),
    stdio: ["ignore", "pipe", "inherit"],
  });

/** Ends a process as `kill -9` does, and waits until it is gone. */
const kill = async (worker: ChildProcess): Promise<void> => {
  const gone = once(worker, "exit");
  worker.kill("SIGKILL");
  await gone;
};

const later = (): TestClock => new TestClock(new Date(Date.now() + 600_000));

/** A worker that finds what the killed ones left, after their leases and claims have run out. */
const finish = async (app: TestApp, smtpUrl?: string): Promise<void> => {
  const clock = later();
  const rest = await startTestApp({ clock, databaseUri: app.databaseUri, env: { ROLE: "api" } });
  const worker = startSender({ ...rest.platform, publicUrl: app.url }, { smtpUrl });
  await rest.platform.journal.relay.sweep({ atStart: true });
  for (let turn = 0; turn < 4; turn += 1) {
    await worker.sender.drain();
    clock.advance({ minutes: 1 });
  }
  await rest.platform.journal.relay.sweep({ atStart: true });
  await worker.stop();
  await rest.stop();
};

const stored = (app: TestApp): Promise<Message[]> => app.platform.store.collection(messages).find().toArray();

const eventsByCustomer = async (app: TestApp): Promise<Map<string, number>> => {
  const found = await app.platform.store.connection
    .collection("events")
    .find({ name: "campaign_sent" }, { projection: { customer_id: 1 } })
    .toArray();
  const counts = new Map<string, number>();
  for (const { customer_id: id } of found) counts.set(String(id), (counts.get(String(id)) ?? 0) + 1);
  return counts;
};

describe("kill -9 in the middle of sending", function () {
  this.timeout(300_000 + people * 120);
  let app: TestApp;
  let tenant: Tenant;

  const open = async (env: Record<string, string> = {}): Promise<void> => {
    app = await startTestApp({ env: { ROLE: "api", ...env } });
    tenant = await app.tenant({ country: "UA" });
    await manyCustomers(app, tenant.business.id, people);
  };
  afterEach(() => app.stop());

  it(`leaves each of ${people} recipients of a broadcast with one message at 7loc.com`, async () => {
    const sevenLoc = await startSevenLoc();
    await open();
    const { owner } = tenant;
    await ok(owner.post("/messengers", { base_url: sevenLoc.url, token: sevenLoc.token }), 201);
    const body = { channel: "viber", message: "Hello", audience: { all: true } };
    const made = await ok(owner.post("/broadcasts", body), 202);
    assert.equal(made.recipients, people);
    for (const [turn, share] of [0.2, 0.45, 0.7].entries()) {
      const worker = startWorker(app, turn * 60);
      await sevenLoc.took(Math.floor(people * share), 45_000 + people * 20);
      await kill(worker);
    }
    const atKill = sevenLoc.accepted.length;
    assert.ok(atKill < people, `${atKill} were sent before the last kill`);
    await finish(app);

    assert.equal(sevenLoc.accepted.length, people);
    assert.equal(new Set(sevenLoc.accepted.map(({ to }) => to)).size, people);
    const all = await stored(app);
    assert.deepEqual([all.length, new Set(all.map(({ status }) => status))], [people, new Set(["sent"])]);
    const events = await eventsByCustomer(app);
    assert.deepEqual([events.size, new Set(events.values())], [people, new Set([1])]);
    const shown = await ok(owner.get(`/broadcasts/${made.id}`), 200);
    assert.deepEqual([shown.status, shown.counts.sent], ["sent", people]);
    await sevenLoc.stop();
  });

  it(`leaves each of ${people} recipients of an email with one, or with none and a state that says so`, async () => {
    const smtp = await startSmtp();
    await open({ SMTP_URL: smtp.url });
    const { owner } = tenant;
    const body = { name: "Spring", channels: ["email"], message: "Hello", audience: { all: true } };
    const made = await ok(owner.post("/campaigns", body), 202);
    for (const [turn, share] of [0.3, 0.6].entries()) {
      const worker = startWorker(app, turn * 60, { SMTP_URL: smtp.url });
      await smtp.took(Math.floor(people * share), 45_000 + people * 20);
      await kill(worker);
    }
    await finish(app, smtp.url);

    const mails = new Map<string, number>();
    for (const { to } of smtp.taken) mails.set(to, (mails.get(to) ?? 0) + 1);
    assert.deepEqual(new Set(mails.values()), new Set([1]));
    const all = await stored(app);
    const sent = all.filter(({ status }) => status === "sent");
    const unknown = all.filter(({ status }) => status === "unknown");
    assert.equal(sent.length + unknown.length, people);
    // At each kill no more can be in doubt than were under way at once.
    assert.ok(unknown.length <= 2 * 8, `${unknown.length} are in doubt`);
    assert.ok(mails.size >= sent.length && mails.size <= people);
    const events = await eventsByCustomer(app);
    assert.deepEqual(new Set(events.keys()), new Set(sent.map((message) => message.customer_id)));
    assert.deepEqual(new Set(events.values()), new Set([1]));
    const { counts } = await ok(owner.get(`/campaigns/${made.id}`), 200);
    assert.deepEqual([counts.sent, counts.unknown], [sent.length, unknown.length]);
    await smtp.stop();
  });
});
