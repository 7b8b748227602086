import assert from "node:assert/strict";
import { createSender, noPush, type PushPort } from "../../../server/src/campaigns/index.ts";
import { openMail } from "../../../server/src/core/mail.ts";
import { openOutbound } from "../../../server/src/core/safe-fetch.ts";
import { Crew } from "../../../server/src/core/work-queue/index.ts";
import { customers, type CustomerDocument } from "../../../server/src/customers/index.ts";
import type { Platform } from "../../../server/src/platform/index.ts";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { startSevenLoc, type SevenLoc } from "../../support/seven-loc.ts";
import { unhurried } from "./stage-pace.ts";

export { unhurried };

// Tests assert on what comes back; giving it a type here would be a claim, not a check.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any;

export const ok = async (
  call: Promise<{ status: number; body: Body; text: string }>,
  status: number,
): Promise<Body> => {
  const answered = await call;
  assert.equal(answered.status, status, answered.text);
  return answered.body;
};

/** A sender as a worker process has it, which works only when it is told to. */
export interface TestSender {
  readonly sender: Crew;
  stop(): Promise<void>;
}

export interface SenderSetting {
  readonly smtpUrl?: string | undefined;
  readonly push?: PushPort | undefined;
  readonly perSecond?: typeof unhurried;
}

export const startSender = (platform: Platform, setting: SenderSetting = {}): TestSender => {
  const outbound = openOutbound({ allowedHosts: ["127.0.0.1"], allowedCidrs: [], allowedPorts: [] });
  const mail = setting.smtpUrl === undefined ? null : openMail(setting.smtpUrl);
  const { push = noPush, perSecond = unhurried } = setting;
  const { work: queue, clock, log } = platform;
  const sender = new Crew({ queue, clock, log }, createSender(platform, { outbound, mail, push, perSecond }));
  return {
    sender,
    async stop() {
      await sender.stop();
      mail?.close();
      await outbound.close();
    },
  };
};

/** An application that answers calls, a sender beside it, a tenant, and 7loc.com's stand-in. */
export interface Stage {
  readonly app: TestApp;
  readonly clock: TestClock;
  readonly sevenLoc: SevenLoc;
  readonly tenant: Tenant;
  readonly owner: Client;
  /** Connects the stand-in. */
  connect(): Promise<Body>;
  /** A customer of the tenant, who agrees to everything unless it is said otherwise. */
  customer(input?: Record<string, unknown>): Promise<{ id: string; phone: string; email: string }>;
  /** Sends a broadcast to everybody over WhatsApp. @returns its id */
  broadcast(): Promise<string>;
  /** Its messages by status. */
  countsOf(broadcastId: string): Promise<Body>;
  /** Lets the sender work until nothing is due. */
  drain(): Promise<void>;
  events(type: string): Promise<Body[]>;
  stop(): Promise<void>;
}

let counter = 0;
const everything = { email: true, whatsapp: true, telegram: true, viber: true };

export const startStage = async (setting: SenderSetting = {}): Promise<Stage> => {
  const clock = new TestClock();
  const sevenLoc = await startSevenLoc({ now: () => clock.now() });
  const { smtpUrl, push } = setting;
  const env = { ROLE: "api", ...(smtpUrl !== undefined && { SMTP_URL: smtpUrl }) };
  const app = await startTestApp({ clock, env, app: { ...(push && { push }) } });
  const worker = startSender(app.platform, setting);
  const tenant = await app.tenant({ country: "UA" });
  const { owner } = tenant;
  return {
    app,
    clock,
    sevenLoc,
    tenant,
    owner,
    connect: () => ok(owner.post("/messengers", { base_url: sevenLoc.url, token: sevenLoc.token }), 201),
    async customer(input = {}) {
      counter += 1;
      const phone = `+38067${String(1_000_000 + counter)}`;
      const email = `person${counter}@example.com`;
      return ok(owner.post("/customers", { phone, email, consents: everything, ...input }), 201);
    },
    async broadcast() {
      const body = { channel: "whatsapp", message: "Hello", audience: { all: true } };
      return (await ok(owner.post("/broadcasts", body), 202)).id;
    },
    countsOf: async (id) => (await ok(owner.get(`/broadcasts/${id}`), 200)).counts,
    drain: () => worker.sender.drain(),
    async events(type) {
      const { data } = await ok(owner.get(`/events?type=${type}&limit=100`), 200);
      return data;
    },
    async stop() {
      await worker.stop();
      await app.stop();
      await sevenLoc.stop();
    },
  };
};

/** So many customers, put into the store directly. */
export const manyCustomers = async (app: TestApp, businessId: string, count: number): Promise<void> => {
  const { platform } = app;
  const now = platform.clock.now();
  const all: Partial<CustomerDocument>[] = Array.from({ length: count }, (_, at) => ({
    _id: platform.newId("c"),
    business_id: businessId,
    name: null,
    email: `many${at}@example.com`,
    phone: `+38050${String(1_000_000 + at)}`,
    birthday: null,
    language: null,
    external_id: null,
    consents: everything,
    created_at: now,
    updated_at: now,
  }));
  for (let at = 0; at < all.length; at += 500)
    await platform.store.collection(customers).insertMany(all.slice(at, at + 500) as never);
};
