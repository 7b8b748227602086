import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadAverage } from "../bench/measure.ts";
import { killLeftovers } from "../support/process.ts";
import { tally } from "../support/tally.ts";
import { cpuSince, Memory } from "./memory.ts";
import { overload } from "./overload.ts";
import { allHold, linesOf, report } from "./report.ts";
import { startStage } from "./stage.ts";
import { joined, stream, type Scene, type Stretch } from "./stream.ts";
import { startTarget } from "./target.ts";

/*
 * `npm run soak -- MINUTES`: a business with 500 hooks, 50 of which hang or fail, a steady stream of stamps of which each
 * goes to all of them, an API and two worker processes. The healthy ones alone and beside the others in turns, so that
 * whatever the machine does meanwhile meets both alike: for a stretch alone the bad ones are switched off. At last more
 * calls than a key may make. Ends with 1 where a criterion does not hold. `--smoke`: everything small, and counts alone
 * are judged: it proves that it runs.
 */
const { values, positionals } = parseArgs({
  options: {
    smoke: { type: "boolean", default: false },
    every: { type: "string", default: "5000" },
    hooks: { type: "string", default: "500" },
    bad: { type: "string", default: "50" },
  },
  allowPositionals: true,
});
const { smoke } = values;
const minutes = Number(positionals[0] ?? (smoke ? 0 : 20));
const size = {
  hooks: smoke ? 8 : Number(values.hooks),
  bad: smoke ? 4 : Number(values.bad),
  cards: smoke ? 2 : 50,
  everyMs: smoke ? 50 : Number(values.every),
  atLeast: smoke ? 2 : 5,
  /** A stretch alone and one beside, again and again. */
  rounds: smoke ? 1 : Math.max(2, Math.round(minutes / 3)),
  /** Longer than an attempt takes at most. */
  restMs: smoke ? 0 : 16_000,
  perMinute: smoke ? 60 : 3_000,
  callers: smoke ? 8 : 50,
  floodMs: smoke ? 500 : 15_000,
  floodCalls: smoke ? 120 : 6_000,
};

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const loadBefore = loadAverage();
process.once("exit", killLeftovers);
// a run that is cut short leaves nothing behind
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
const target = await startTarget(size.bad);
const stage = await startStage(size.perMinute);
const { api } = stage;
const { id: template_id } = await api.call("POST", "/v1/templates", { name: "Soak", goals: [] });
const cards: string[] = [];
for (let at = 0; at < size.cards; at += 1)
  cards.push((await api.call("POST", "/v1/cards", { template_id, email: `s${at}@example.com` })).id);
const scene: Scene = { stage, target, cards, bad: size.bad, hooks: size.hooks, everyMs: size.everyMs };
const hooks: string[] = [];
for (let place = 0; place < size.hooks; place += 1) {
  const hook = { target_url: target.url(place), events: ["stamp_added"] };
  hooks.push((await api.call("POST", "/v1/hooks", hook)).id);
}
const switchBad = async (status: "active" | "disabled"): Promise<void> => {
  for (const id of hooks.slice(0, size.bad)) await api.call("PATCH", `/v1/hooks/${id}`, { status });
};

const memory = new Memory(stage, smoke ? 100 : 5_000);
const stretchMs = Math.max(0, (minutes * 60_000) / size.rounds - size.restMs) / 2;
const stretch = { ms: stretchMs, atLeast: size.atLeast };
const sides: Record<"alone" | "beside", Stretch[]> = { alone: [], beside: [] };
const elapsed = cpuSince(stage);
for (let round = 0; round < size.rounds; round += 1) {
  say(`round ${round + 1} of ${size.rounds}`);
  await switchBad("disabled");
  await pause(size.restMs);
  await memory.lookAtHeaps();
  sides.alone.push(await stream(scene, `alone-${round}`, stretch));
  await switchBad("active");
  sides.beside.push(await stream(scene, `beside-${round}`, stretch));
}
// the last look is one at rest, too
await switchBad("disabled");
await pause(size.restMs);
await memory.lookAtHeaps();
memory.end();
await switchBad("active");
say("more than a key may");
const flood = {
  path: `/v1/cards/${cards[0]}`,
  callers: size.callers,
  ms: size.floodMs,
  atLeast: size.floodCalls,
};
const [flooded, meanwhile] = await Promise.all([
  overload(stage, flood),
  stream(scene, "flooded", { ms: size.floodMs, atLeast: 1 }),
]);
say(`CPU seconds: ${JSON.stringify(elapsed())}`);
await stage.stop();
target.close();

const [alone, beside] = [joined(sides.alone), joined(sides.beside)];
const found = {
  ...{ alone, beside, repeats: target.repeats },
  // a quarter is the warm-up
  memory: memory.after(smoke ? 0 : minutes / 4),
  overload: { ...flooded, accepted: [...flooded.accepted, ...meanwhile.answered] },
};
const asked = {
  ...{ minutes, hooks: size.hooks, bad: size.bad, perMinute: 60_000 / size.everyMs },
  isMeasured: !smoke,
};
const stamps = alone.stamps + beside.stamps + meanwhile.stamps;
const lost = alone.missing + beside.missing + meanwhile.missing;
const calls = Object.values(flooded.crowd.answers).reduce((sum, count) => sum + count, 0);
tally({
  what: `${size.hooks} hooks, of which ${size.bad} hang or fail`,
  tried: { stamps, deliveries: stamps * (size.hooks - size.bad), "calls at once": calls },
  found: { lost, crashed: flooded.others },
});
const lines = linesOf(asked, found);
process.stdout.write(report(asked, lines, loadBefore));
process.exit(allHold(lines) && lost === 0 ? 0 : 1);
