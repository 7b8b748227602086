import { setTimeout as pause } from "node:timers/promises";
import { cpuSince } from "./memory.ts";
import type { Stage } from "./stage.ts";
import { nowMs, type Target } from "./target.ts";

export interface Scene {
  readonly stage: Stage;
  readonly target: Target;
  readonly cards: readonly string[];
  /** Those below the first number are bad, all of them below the second. */
  readonly bad: number;
  readonly hooks: number;
  readonly everyMs: number;
}

/** A stretch of a steady stream, what came of it. */
export interface Stretch {
  readonly stamps: number;
  /** Milliseconds of each call. */
  readonly answered: readonly number[];
  /** Milliseconds from the call to each healthy receiver. */
  readonly arrived: readonly number[];
  readonly missing: number;
  readonly cpu: Readonly<Record<string, number>>;
}

const settleMs = 60_000;

/** Stamps at a steady pace for so long, `atLeast` so many; then waits for what is on its way to the healthy ones. */
export const stream = async (
  { stage, target, cards, bad, hooks, everyMs }: Scene,
  name: string,
  { ms, atLeast }: { readonly ms: number; readonly atLeast: number },
): Promise<Stretch> => {
  const began = nowMs();
  const cpu = cpuSince(stage);
  const sent = new Map<string, number>();
  const answered: number[] = [];
  const calls: Promise<void>[] = [];
  for (let at = 0; at < atLeast || nowMs() - began < ms; at += 1) {
    const receipt = `${name}-${at}`;
    const from = nowMs();
    sent.set(receipt, from);
    const body = { card_id: cards[at % cards.length], receipt_id: receipt };
    calls.push(stage.api.call("POST", "/v1/stamps", body).then(() => void answered.push(nowMs() - from)));
    // by the clock, so that a slow pause does not make the stream a thinner one
    await pause(Math.max(0, began + (at + 1) * everyMs - nowMs()));
  }
  await Promise.all(calls);
  const wanted = sent.size * (hooks - bad);
  const last = nowMs() + settleMs;
  while ((await target.count()) < wanted && nowMs() < last) await pause(100);
  const used = cpu();
  const arrived = [...(await target.arrivals())].flatMap(([key, at]) => {
    const from = sent.get(key.split(" ")[0] ?? "");
    return from === undefined ? [] : [at - from];
  });
  return { stamps: sent.size, answered, arrived, missing: wanted - arrived.length, cpu: used };
};

/** Several stretches as one. */
export const joined = (stretches: readonly Stretch[]): Stretch => {
  const sum = (of: (stretch: Stretch) => number): number =>
    stretches.reduce((total, stretch) => total + of(stretch), 0);
  const names = Object.keys(stretches[0]?.cpu ?? {});
  return {
    stamps: sum(({ stamps }) => stamps),
    answered: stretches.flatMap(({ answered }) => answered),
    arrived: stretches.flatMap(({ arrived }) => arrived),
    missing: sum(({ missing }) => missing),
    cpu: Object.fromEntries(names.map((name) => [name, sum(({ cpu }) => cpu[name] ?? 0)])),
  };
};
