import { setTimeout as pause } from "node:timers/promises";
import { callAll, cpuByThread, cpuSeconds, latencies, pssMiB, type Latencies } from "./measure.ts";
import type { Sink } from "./sink.ts";
import { copiesOf, type Kind, type System } from "./systems.ts";

/** What of a run did not come as it should; all are nought when all is well. */
export interface Losses {
  readonly missing: number;
  readonly repeats: number;
}

export interface Flat extends Losses {
  readonly stampsPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** CPU seconds of the system for a thousand deliveries, until it has come to rest. */
  readonly cpuPerThousand: number;
  readonly pssMiB: number;
}

export interface Open extends Losses {
  /** Milliseconds from the call to its answer, and to the first byte at the receiver. */
  readonly answered: Latencies;
  readonly arrived: Latencies;
}

/** How much is made ready for a run, and how long the system has to come to rest after it. */
export interface Stage {
  readonly cards: number;
  readonly restMs: number;
}

let runs = 0;
const newMark = (): string => `BENCH${process.pid.toString(36)}X${(runs += 1)}`;

const flatCallers = 16;
/** As fast as sixteen callers can, until the last delivery has come. */
export const flatOut = async (
  system: System,
  sink: Sink,
  { kind, deliveries, cards, restMs }: { readonly kind: Kind; readonly deliveries: number } & Stage,
): Promise<Flat> => {
  const { stamp, end } = await system.arrange(kind, sink, cards);
  const events = Math.ceil(deliveries / copiesOf(kind));
  const expected = events * copiesOf(kind);
  const mark = newMark();
  sink.begin(mark);
  const cpuBefore = cpuSeconds(system.pid);
  const began = performance.now();
  const all = sink.all(expected);
  await callAll(flatCallers, events, (at) => stamp(`${mark}-${at}`, at));
  const answeredMs = performance.now() - began;
  const arrivals = await all;
  const lastAt = Math.max(...arrivals.values());
  const memory = pssMiB(system.pid);
  // What is written down after the last delivery belongs to it.
  await pause(restMs);
  const cpu = cpuSeconds(system.pid) - cpuBefore;
  await end();
  return {
    stampsPerSecond: events / (answeredMs / 1_000),
    deliveriesPerSecond: arrivals.size / ((lastAt - began) / 1_000),
    cpuPerThousand: (cpu / arrivals.size) * 1_000,
    pssMiB: memory,
    missing: expected - arrivals.size,
    repeats: sink.repeats,
  };
};

const perSecond = 100;

/** A hundred stamps a second whatever becomes of them, as a street of shops would; the first seconds do not count. */
export const openLoop = async (
  system: System,
  sink: Sink,
  {
    kind,
    seconds,
    warmSeconds,
    cards,
  }: { readonly kind: Kind; readonly seconds: number; readonly warmSeconds: number } & Stage,
): Promise<Open> => {
  const { stamp, end } = await system.arrange(kind, sink, cards);
  const warm = warmSeconds * perSecond;
  const count = warm + perSecond * seconds;
  const mark = newMark();
  const [sentAt, answeredMs]: [number[], number[]] = [[], []];
  sink.begin(mark);
  const all = sink.all(count * copiesOf(kind));
  const began = performance.now();
  const calls: Promise<void>[] = [];
  for (let at = 0; at < count; at += 1) {
    const wait = began + (at * 1_000) / perSecond - performance.now();
    if (wait > 0) await pause(wait);
    const sent = performance.now();
    sentAt[at] = sent;
    const answer = stamp(`${mark}-${at}`, at).then(() => {
      if (at >= warm) answeredMs.push(performance.now() - sent);
    });
    calls.push(answer);
  }
  await Promise.all(calls);
  const arrivals = await all;
  await end();
  const arrivedMs = [...arrivals].flatMap(([key, at]) => {
    const number = Number(key.split(" ")[1]);
    return number < warm ? [] : [at - (sentAt[number] ?? Number.NaN)];
  });
  return {
    answered: latencies(answeredMs),
    arrived: latencies(arrivedMs),
    missing: count * copiesOf(kind) - arrivals.size,
    repeats: sink.repeats,
  };
};

/** CPU of a process left alone, in percent of a core, by thread. */
export const idle = async (pid: number, seconds: number): Promise<Record<string, number>> => {
  const before = cpuByThread(pid);
  await pause(seconds * 1_000);
  const after = Object.entries(cpuByThread(pid));
  return Object.fromEntries(
    after.map(([name, used]) => [name, ((used - (before[name] ?? 0)) / seconds) * 100]),
  );
};
