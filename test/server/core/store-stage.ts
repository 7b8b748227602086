import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import mongoose from "mongoose";
import type { CommitMode } from "../../../server/src/core/commits/index.ts";
import { startTestApp, type Answered, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { startStoreProxy, type StoreProxy } from "../../support/store-proxy.ts";
import { tally } from "../../support/tally.ts";

/* A server whose wire to its store can be made bad, and a stream of keyed stamps over it. */

const script = join(import.meta.dirname, "../../support/store-process.ts");

/** An embedded store in a process of its own. */
export interface StoreProcess {
  readonly port: number;
  /** As the server's tests of MongoDB do it. */
  fail(point: Record<string, unknown>): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
}

const killed = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
};

export const startStore = async (folder: string): Promise<StoreProcess> => {
  const child = spawn(process.execPath, ["--import", "tsx", script, "--folder", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const port = Number(line);
  const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  return {
    port,
    fail: async (point) => void (await client.db("admin").command(point)),
    async kill() {
      await client.close();
      await killed(child);
    },
  };
};

/** What a test waits for is looked at so often, and so long at most. */
const lookEveryMs = 10;
const longestMs = 60_000;

export const until = async (what: string, isSo: () => boolean): Promise<void> => {
  for (const began = performance.now(); !isSo(); await pause(lookEveryMs))
    assert.ok(performance.now() - began < longestMs, `${what} within a minute`);
};

export interface Stage {
  readonly folder: string;
  readonly proxy: StoreProxy;
  readonly app: TestApp;
  readonly client: Client;
  readonly templateId: string;
  store: StoreProcess;
  strike(): Promise<void>;
}

const stampsToGoal = 4;

/** @param patienceMs how long a command to the store may take */
export const setUp = async (commits: CommitMode, patienceMs: number): Promise<Stage> => {
  const folder = await mkdtemp(join(tmpdir(), "7stamp-away-"));
  const proxy = await startStoreProxy();
  const store = await startStore(folder);
  proxy.lead(store.port);
  const app = await startTestApp({
    databaseUri: proxy.uri("connect"),
    commits,
    patienceMs,
    env: { RATE_LIMIT_PER_MINUTE: "1000000" },
  });
  const { owner: client } = await app.tenant();
  const gift = await made(client, "/voucher-templates", { title: "Free coffee" });
  const goals = [{ stamps: stampsToGoal, reward: { type: "voucher", voucher_template_id: gift.id } }];
  const template = await made(client, "/templates", { name: "Coffee", goals });
  const stage: Stage = {
    folder,
    proxy,
    app,
    client,
    templateId: template.id,
    store,
    async strike() {
      await app.stop();
      await stage.store.kill();
      await proxy.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
};

interface Stamp {
  readonly key: string;
  readonly card_id: string;
  answer?: Answered;
}

/** Callers that stamp cards, each call again under its key until it is answered. */
export class Stream {
  readonly stamps: Stamp[] = [];
  /** How often somebody was told to come back. */
  refused = 0;
  /** The longest that anybody waited for an answer, in ms. */
  longest = 0;
  readonly cards: readonly string[];
  readonly #client: Client;
  readonly #ended: Promise<unknown>;
  #isOver = false;

  constructor(client: Client, cards: readonly string[], callers: number) {
    this.#client = client;
    this.cards = cards;
    this.#ended = Promise.all(Array.from({ length: callers }, () => this.#call()));
  }

  get answered(): number {
    return this.stamps.filter(({ answer }) => answer !== undefined).length;
  }

  /** Resolves when so many more are answered. */
  more(count: number): Promise<void> {
    const wanted = this.answered + count;
    return until(`${wanted} answers`, () => this.answered >= wanted);
  }

  /** Resolves when somebody has been told to come back. */
  refusal(): Promise<void> {
    const before = this.refused;
    return until("a refusal", () => this.refused > before);
  }

  /** Ends when every call is answered. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#ended;
  }

  async send({ key, card_id }: Stamp): Promise<Answered> {
    const began = performance.now();
    const body = { card_id, receipt_id: key };
    const answer = await this.#client.post("/stamps", body, { "idempotency-key": key });
    this.longest = Math.max(this.longest, performance.now() - began);
    return answer;
  }

  async #call(): Promise<void> {
    while (!this.#isOver) {
      const at = this.stamps.length;
      const cardId = this.cards[at % this.cards.length] ?? "";
      const stamp: Stamp = { key: `${cardId} ${at}`, card_id: cardId };
      this.stamps.push(stamp);
      while (stamp.answer === undefined) {
        const answer = await this.send(stamp);
        if (answer.status === 200) stamp.answer = answer;
        else await this.#comeBack(answer);
      }
    }
  }

  async #comeBack({ status, headers, body, text }: Answered): Promise<void> {
    const isRunning = status === 409 && body.code === "idempotency_in_progress";
    assert.ok(status === 503 || isRunning, text);
    assert.ok(Number(headers.get("retry-after")) > 0, "it says when to come back");
    if (status === 503) this.refused += 1;
    await pause(50);
  }
}

/** Begins a stream on cards of its own. */
export const beginStream = async ({ client, templateId }: Stage, callers: number): Promise<Stream> => {
  const issue = async (): Promise<string> =>
    (await made(client, "/cards", { template_id: templateId, email: `${randomUUID()}@example.com` })).id;
  return new Stream(client, [await issue(), await issue(), await issue()], callers);
};

/** What was acknowledged stands, once, and a repeat is given the first answer. */
export const checkStamps = async ({ app, client }: Stage, stream: Stream): Promise<void> => {
  // What follows from an entry is made up for by the sweep, where the store was away in between.
  await app.platform.journal.relay.sweep({ atStart: true });
  const counted = await Promise.all(
    stream.cards.map(async (card) => {
      const own = stream.stamps.filter(({ card_id }) => card_id === card).length;
      const { body } = await client.get(`/cards/${card}`);
      const { body: issued } = await client.get(`/vouchers?card_id=${card}&limit=100`);
      return [
        { expected: own, found: Number(body.total_stamps) },
        { expected: Math.floor(own / stampsToGoal), found: Number(issued.data.length) },
      ];
    }),
  );
  const tooMany = counted.flat().map(({ expected, found }) => found - expected);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  tally({
    what: "a wire that breaks, a store that dies or changes over",
    tried: { stamps: stream.stamps.length },
    found: {
      lost: sum(tooMany.map((count) => Math.max(0, -count))),
      doubled: sum(tooMany.map((count) => Math.max(0, count))),
    },
  });
  for (const [stamps, vouchers] of counted) {
    assert.equal(stamps?.found, stamps?.expected, "each stamp once");
    assert.equal(vouchers?.found, vouchers?.expected, "each goal's voucher once");
  }
  for (const stamp of stream.stamps) {
    const again = await stream.send(stamp);
    assert.equal(again.text, stamp.answer?.text, "a repeat is given the first answer");
  }
};
