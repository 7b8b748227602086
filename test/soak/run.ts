import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { latencies, loadAverage, percentile, pssMiB, type Latencies } from "../bench/measure.ts";
import { killLeftovers } from "../support/process.ts";
import { tally } from "../support/tally.ts";
import { startStage, type Stage } from "./stage.ts";
import { startTarget, type Target } from "./target.ts";

/*
 * `npm run soak -- MINUTES`: a business with 500 hooks, 50 of which hang or fail, a steady stream of stamps of which each
 * goes to all of them, an API and two worker processes. First the healthy ones alone for a quarter of the time, then all;
 * at last more calls at once than a key may make. `--smoke`: everything small; no figures, but proof that it runs.
 */
const { values, positionals } = parseArgs({
  options: { smoke: { type: "boolean", default: false }, every: { type: "string", default: "5000" } },
  allowPositionals: true,
});
const { smoke } = values;
const minutes = Number(positionals[0] ?? (smoke ? 0 : 20));
const size = {
  hooks: smoke ? 8 : 500,
  bad: smoke ? 4 : 50,
  cards: smoke ? 2 : 50,
  perMinute: smoke ? 60 : 3_000,
  flood: smoke ? 120 : 6_000,
  callers: smoke ? 8 : 100,
  everyMs: smoke ? 50 : Number(values.every),
  atLeast: smoke ? 2 : 5,
  settleMs: 60_000,
};

interface Phase {
  readonly stamps: number;
  readonly answered: Latencies;
  readonly arrived: Latencies;
  readonly missing: number;
}

interface Sample {
  readonly minute: number;
  readonly [process: string]: number;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const round = (value: number): number => Math.round(value * 10) / 10;

/** MiB a minute: the slope of a straight line through the samples. */
const slope = (points: readonly (readonly [number, number])[]): number => {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
};

const subscribe = async ({ api }: Stage, target: Target, from: number, to: number): Promise<void> => {
  for (let place = from; place < to; place += 1)
    await api.call("POST", "/v1/hooks", { target_url: target.url(place), events: ["stamp_added"] });
};

/** Stamps at a steady pace for so long; then waits for what is on its way to the healthy ones. */
const stream = async ({ stage, target, cards }: Scene, name: string, ms: number): Promise<Phase> => {
  const began = performance.now();
  const sent = new Map<string, number>();
  const answered: number[] = [];
  const calls: Promise<void>[] = [];
  for (let at = 0; at < size.atLeast || performance.now() - began < ms; at += 1) {
    const receipt = `${name}-${at}`;
    const from = performance.now();
    sent.set(receipt, from);
    const body = { card_id: cards[at % cards.length], receipt_id: receipt };
    calls.push(
      stage.api.call("POST", "/v1/stamps", body).then(() => void answered.push(performance.now() - from)),
    );
    await pause(size.everyMs);
  }
  await Promise.all(calls);
  const healthy = size.hooks - size.bad;
  const came = (): number[] =>
    [...sent].flatMap(([receipt, from]) =>
      Array.from({ length: healthy }, (_, at) => target.arrivals.get(`${receipt} ${size.bad + at}`)).flatMap(
        (at) => (at === undefined ? [] : [at - from]),
      ),
    );
  const last = performance.now() + size.settleMs;
  while (came().length < sent.size * healthy && performance.now() < last) await pause(250);
  const missing = sent.size * healthy - came().length;
  return { stamps: sent.size, answered: latencies(answered), arrived: latencies(came()), missing };
};

interface Scene {
  readonly stage: Stage;
  readonly target: Target;
  readonly cards: readonly string[];
}

interface Flood {
  readonly accepted: number;
  readonly refused: number;
  readonly others: number;
  readonly acceptedP99: number;
  readonly refusedMost: number;
  readonly withoutRetryAfter: number;
}

/** More calls at once than a key may make. */
const flood = async ({ url, key }: Stage, cards: string[]): Promise<Flood> => {
  const accepted: number[] = [];
  const refused: number[] = [];
  let [others, withoutRetryAfter, next] = [0, 0, 0];
  const caller = async (): Promise<void> => {
    while (next < size.flood) {
      const card = cards[(next += 1) % cards.length] ?? "";
      const began = performance.now();
      const answer = await fetch(`${url}/v1/cards/${card}`, { headers: { authorization: `Bearer ${key}` } });
      await answer.text();
      const ms = performance.now() - began;
      if (answer.status === 200) accepted.push(ms);
      else if (answer.status === 429 || answer.status === 503) refused.push(ms);
      else others += 1;
      if (answer.status !== 200 && answer.headers.get("retry-after") === null) withoutRetryAfter += 1;
    }
  };
  await Promise.all(Array.from({ length: size.callers }, caller));
  return {
    ...{ accepted: accepted.length, refused: refused.length, others, withoutRetryAfter },
    acceptedP99: percentile(accepted, 0.99),
    refusedMost: Math.max(0, ...refused),
  };
};

process.once("exit", killLeftovers);
const loadBefore = loadAverage();
const target = await startTarget(size.bad);
const stage = await startStage(size.perMinute);
const { id: template_id } = await stage.api.call("POST", "/v1/templates", { name: "Soak", goals: [] });
const cards: string[] = [];
for (let at = 0; at < size.cards; at += 1)
  cards.push((await stage.api.call("POST", "/v1/cards", { template_id, email: `s${at}@example.com` })).id);
const began = performance.now();
const samples: Sample[] = [];
const sample = (): void => {
  const memory = Object.entries(stage.pids).map(([name, pid]) => [name, pssMiB(pid)]);
  samples.push({ minute: (performance.now() - began) / 60_000, ...Object.fromEntries(memory) });
};
const sampling = setInterval(sample, smoke ? 100 : 5_000);
await subscribe(stage, target, size.bad, size.hooks);
say("alone");
const alone = await stream({ stage, target, cards }, "alone", minutes * 15_000);
await subscribe(stage, target, 0, size.bad);
say("with those that hang or fail");
const fromMinute = (performance.now() - began) / 60_000;
const beside = await stream({ stage, target, cards }, "beside", minutes * 45_000);
sample();
clearInterval(sampling);
say("more than a key may");
const flooded = await flood(stage, cards);
const later = samples.filter(({ minute }) => minute >= fromMinute + (smoke ? 0 : minutes / 8));
const memory = Object.keys(stage.pids).map((name) => ({
  process: name,
  first: round(later[0]?.[name] ?? Number.NaN),
  last: round(later.at(-1)?.[name] ?? Number.NaN),
  slope: round(slope(later.map((one) => [one.minute, one[name] ?? 0] as const))),
}));
await stage.stop();
target.close();
const stamps = alone.stamps + beside.stamps;
tally({
  what: `${size.hooks} hooks, of which ${size.bad} hang or fail`,
  tried: { stamps, deliveries: stamps * (size.hooks - size.bad), "calls at once": size.flood },
  found: { lost: alone.missing + beside.missing, crashed: flooded.others },
});

const phase = (name: string, { stamps, answered, arrived, missing }: Phase): string =>
  `${name}: ${stamps} stamps, each to all hooks; answered p50 ${round(answered.p50)} p99 ${round(answered.p99)} ms; ` +
  `at the healthy p50 ${round(arrived.p50)} p99 ${round(arrived.p99)} ms; missing ${missing}`;
process.stdout.write(
  [
    `Soak of ${minutes} minutes, ${size.hooks} hooks, ${size.bad} of them bad; load before ${loadBefore}, after ${loadAverage()}`,
    phase("Alone", alone),
    phase("Beside", beside),
    `p99 beside / alone: ${(beside.arrived.p99 / alone.arrived.p99).toFixed(2)}; came again to healthy ones: ${target.repeats}`,
    ...memory.map(
      (one) => `Memory of ${one.process}: ${one.first} to ${one.last} MiB, ${one.slope} MiB a minute`,
    ),
    `Overload: ${flooded.accepted} accepted, p99 ${round(flooded.acceptedP99)} ms; ${flooded.refused} refused, the slowest ` +
      `after ${round(flooded.refusedMost)} ms; without Retry-After ${flooded.withoutRetryAfter}; others ${flooded.others}`,
    "",
  ].join("\n"),
);
process.exit(alone.missing + beside.missing + flooded.others + flooded.withoutRetryAfter === 0 ? 0 : 1);
