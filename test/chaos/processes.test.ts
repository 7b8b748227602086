import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { made } from "../support/calls.ts";
import { apiClient, type Answered, type Client } from "../support/client.ts";
import { killLeftovers, startServerProcess, type ServerProcess } from "../support/process.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { tally } from "../support/tally.ts";
import { startScript } from "../server/process/run.ts";
import {
  allEvents,
  allVouchers,
  answersBetweenKills,
  cardCount,
  checkRepeats,
  eventsNotArrived,
  failNowAndThen,
  keyIn,
  randomFrom,
  randomKills,
  seed,
  withoutCeiling,
  writers,
  type ShownEvent,
} from "./checks.ts";

/*
 * Two API and two worker processes on one store that is a process of its own. Any of the four is killed with SIGKILL at
 * random moments and started again while the others go on. Callers send each call again, under its key and to whichever
 * process answers, until it is answered: then it has happened once, every event of it has arrived, and nothing happened
 * besides. `npm run chaos` kills at twenty random moments, the suite at three.
 */

const roles = ["api", "api", "worker", "worker"] as const;

interface Fleet {
  readonly env: Record<string, string>;
  readonly random: () => number;
  /** The processes by their place; null while one is started again. */
  readonly running: (ServerProcess | null)[];
  key: string;
  isOver: boolean;
}

const startAt = async (fleet: Fleet, place: number): Promise<void> => {
  fleet.running[place] = await startServerProcess({ ...fleet.env, ROLE: roles[place] ?? "all" });
};

const oneOf = <T>(random: () => number, values: readonly T[]): T | undefined =>
  values[Math.floor(random() * values.length)];

/** Kills one that runs, and starts it again beside the others. @returns what ends when it has come up */
const killOne = (fleet: Fleet): Promise<void> => {
  const places = [...fleet.running.keys()].filter((place) => fleet.running[place] !== null);
  const place = oneOf(fleet.random, places) ?? 0;
  const victim = fleet.running[place];
  fleet.running[place] = null;
  return (async () => {
    assert.equal(await victim?.kill("SIGKILL"), "SIGKILL");
    await startAt(fleet, place);
  })();
};

/** What a caller asked for, and the answer it has got in the end. */
interface Call {
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly key: string;
  answer?: Answered;
}

const isForLater = ({ status, body }: Answered): boolean =>
  status === 503 || (status === 409 && body.code === "idempotency_in_progress");

/** Sends a call until it is answered, each time to a process that seems to live. */
const sendUntilAnswered = async (fleet: Fleet, call: Call): Promise<void> => {
  while (call.answer === undefined) {
    const server = oneOf(
      fleet.random,
      fleet.running.slice(0, 2).filter((one) => one !== null),
    );
    try {
      if (server === undefined) throw new Error("none lives");
      const client = apiClient(server.url, fleet.key);
      const answer = await client.post(call.path, call.body, { "idempotency-key": call.key });
      if (!isForLater(answer)) call.answer = answer;
      else await pause(300);
    } catch {
      await pause(50); // the connection broke: the process was killed
    }
  }
};

interface Load {
  readonly calls: Call[];
  readonly ended: Promise<unknown>;
}

/** Callers that stamp cards and issue vouchers until the load is over. */
const beginLoad = (fleet: Fleet, cards: readonly string[]): Load => {
  const calls: Call[] = [];
  const next = (): Call => {
    const key = `call ${calls.length + 1}`;
    const card_id = oneOf(fleet.random, cards);
    const call: Call =
      fleet.random() < 0.8
        ? { key, path: "/stamps", body: { card_id, receipt_id: key } }
        : { key, path: "/vouchers", body: { card_id, title: key } };
    calls.push(call);
    return call;
  };
  const write = async (): Promise<void> => {
    while (!fleet.isOver) await sendUntilAnswered(fleet, next());
  };
  return { calls, ended: Promise.all(Array.from({ length: writers }, write)) };
};

const answered = ({ calls }: Load): number => calls.filter(({ answer }) => answer !== undefined).length;

const running = (fleet: Fleet): number => fleet.running.filter((one) => one !== null).length;

const prepare = async (fleet: Fleet, receiver: Receiver): Promise<string[]> => {
  fleet.key =
    fleet.running.flatMap((one) => (one === null ? [] : keyIn(one))).find((key) => key !== "") ?? "";
  const client = apiClient(fleet.running[0]?.url ?? "", fleet.key);
  const gift = await made(client, "/voucher-templates", { title: "Free coffee" });
  const goals = [{ stamps: 4, reward: { type: "voucher", voucher_template_id: gift.id } }];
  const template = await made(client, "/templates", { name: "Chaos", goals });
  const cards: string[] = [];
  for (let at = 0; at < cardCount; at += 1)
    cards.push((await made(client, "/cards", { template_id: template.id, email: `c${at}@example.com` })).id);
  await made(client, "/hooks", { target_url: receiver.url, events: ["*"], ...withoutCeiling });
  return cards;
};

interface Comparison {
  readonly what: string;
  readonly expected: string[];
  readonly found: string[];
}

/** How many of these are not among those, each as often as it is there. */
const missing = (expected: readonly string[], found: readonly string[]): number => {
  const left = new Map<string, number>();
  for (const one of found) left.set(one, (left.get(one) ?? 0) + 1);
  return expected.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  }).length;
};

const lackedBy = ({ expected, found }: Comparison): number => missing(expected, found);
const tooManyOf = ({ expected, found }: Comparison): number => missing(found, expected);

/** What was asked for, and what there is of it: stamps by receipt, vouchers by title and id, stamps of each card. */
const compare = async (
  client: Client,
  calls: readonly Call[],
  events: readonly ShownEvent[],
): Promise<[Comparison, Comparison, Comparison]> => {
  const of = (path: string) => calls.filter((call) => call.path === path);
  const cardOf = ({ body }: Call): string => String(body["card_id"]);
  const held: string[] = [];
  for (const id of new Set(of("/stamps").map(cardOf))) {
    const { total_stamps: total } = (await client.get(`/cards/${id}`)).body;
    held.push(...Array.from({ length: Number(total) || 0 }, () => id));
  }
  const issued = (await allVouchers(client)).filter(({ title }) => title.startsWith("call "));
  return [
    {
      what: "each stamp once",
      expected: of("/stamps").map(({ key }) => key),
      found: events.flatMap(({ stamp }) => (stamp === undefined ? [] : [stamp.receipt_id])),
    },
    {
      what: "each voucher once, and the one that was answered",
      expected: of("/vouchers").map(({ key, answer }) => `${key} ${answer?.body.id}`),
      found: issued.map(({ id, title }) => `${title} ${id}`),
    },
    { what: "each stamp on its card, once", expected: of("/stamps").map(cardOf), found: held },
  ];
};

/** Everything that was asked for has happened, once. */
const check = async (fleet: Fleet, receiver: Receiver, calls: readonly Call[]): Promise<void> => {
  const client = apiClient(fleet.running[1]?.url ?? "", fleet.key);
  const events = await allEvents(client);
  const compared = await compare(client, calls, events);
  const [stamps, vouchers, cards] = compared;
  const notArrived = await eventsNotArrived(receiver, events);
  tally({
    what: "stamps and vouchers at four processes, one of which is killed",
    tried: { events: events.length, "kill -9": randomKills },
    found: {
      lost: Math.max(lackedBy(stamps), lackedBy(cards)) + lackedBy(vouchers) + notArrived.length,
      doubled: Math.max(tooManyOf(stamps), tooManyOf(cards)) + tooManyOf(vouchers),
    },
  });
  for (const { path, answer } of calls)
    assert.equal(answer?.status, path === "/stamps" ? 200 : 201, answer?.text);
  for (const { what, expected, found } of compared) assert.deepEqual(found.sort(), expected.sort(), what);
  assert.deepEqual(notArrived, [], "every event arrives");
  checkRepeats(receiver);
  const known = new Set(events.map(({ id }) => id));
  assert.deepEqual(
    receiver.requests.map(({ headers }) => headers["webhook-id"] ?? "").filter((id) => !known.has(id)),
    [],
    "nothing came from nowhere",
  );
};

describe("chaos of processes", function () {
  this.timeout(answersBetweenKills > 0 ? 7_200_000 : 1_200_000);
  afterEach(killLeftovers);

  it(`loses nothing and does nothing twice when ${randomKills} of four processes are killed`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "7stamp-processes-"));
    const mongo = await startScript("embedded-mongo/cli.ts", { args: ["--folder", folder, "--port", "0"] });
    const receiver = await startReceiver();
    const random = randomFrom(seed);
    failNowAndThen(receiver, random);
    const fleet: Fleet = {
      env: {
        MONGODB_URI: mongo.line.replace(/^(mongodb:\/\/[^/?]+)\/?/, "$1/connect"),
        WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
        RATE_LIMIT_PER_MINUTE: "1000000",
      },
      random,
      running: roles.map(() => null),
      key: "",
      isOver: false,
    };
    try {
      await Promise.all(roles.map((_role, place) => startAt(fleet, place)));
      const load = beginLoad(fleet, await prepare(fleet, receiver));
      const comingUp: Promise<void>[] = [];
      for (let kill = 0; kill < randomKills; kill += 1) {
        // Under load: where nobody is answered nothing can go wrong.
        const wanted = answered(load) + 5 + random() * 40 + answersBetweenKills;
        while (answered(load) < wanted || running(fleet) < 3) await pause(10);
        comingUp.push(killOne(fleet));
      }
      await Promise.all(comingUp);
      await pause(500);
      fleet.isOver = true;
      await load.ended;
      await check(fleet, receiver, load.calls);
      const ends = await Promise.all(fleet.running.map((one) => one?.kill("SIGTERM")));
      assert.deepEqual(ends, ["0", "0", "0", "0"]);
    } finally {
      fleet.isOver = true;
      killLeftovers();
      await mongo.stop();
      await receiver.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
