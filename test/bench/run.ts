import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { killLeftovers } from "../support/process.ts";
import { seedStore } from "./growth.ts";
import { flatOut, idle, openLoop, type Flat } from "./load.ts";
import { callAll, loadAverage, pssMiB } from "./measure.ts";
import {
  callerCounts,
  hotOperations,
  measureOperation,
  yearOfStats,
  type OperationFigures,
} from "./operations.ts";
import { report, type Figures, type GrowthFigures, type SystemFigures } from "./report.ts";
import { startSink, type Sink } from "./sink.ts";
import { kinds, startFloor, startProduct, type Kind, type System } from "./systems.ts";

/*
 * `npm run bench`: the product from outside, the real server in a process of its own, beside floors of the same run. It
 * says what server/docs/PERFORMANCE.md explains: tables on the screen, and all figures as JSON.
 *   --only delivery,start,idle,operations,growth,memory    --out FILE    --sizes 10000,100000    --deliveries 2000
 *   --full: growth to a million entries, memory after 50,000 stamps    --flame: a CPU profile of the server beside it
 *   --smoke: everything once and small; no figures, but proof that it runs
 */

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    out: { type: "string", default: join(tmpdir(), "7stamp-bench.json") },
    sizes: { type: "string" },
    deliveries: { type: "string", default: "2000" },
    full: { type: "boolean", default: false },
    flame: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
  },
});

const { smoke, full } = options;
const size = {
  deliveries: smoke ? 20 : Number(options.deliveries),
  repeats: smoke ? 1 : 3,
  seconds: smoke ? 0.2 : 10,
  warmSeconds: smoke ? 0.1 : 2,
  calls: smoke ? 4 : 300,
  starts: smoke ? 1 : 5,
  idleWarmUp: smoke ? 0 : 30,
  idleSeconds: smoke ? 0.5 : 40,
  stamps: smoke ? 20 : 50_000,
  cards: smoke ? 10 : 200,
  restMs: smoke ? 0 : 1_500,
};
const sizesOf = (): number[] => {
  if (options.sizes !== undefined) return options.sizes.split(",").map(Number);
  if (smoke) return [100];
  return full ? [10_000, 100_000, 1_000_000] : [10_000, 100_000];
};
const parts = ["delivery", "start", "idle", "operations", "growth", "memory"] as const;
const usual = full || smoke ? parts : parts.filter((part) => part !== "memory");
const wanted = new Set<string>(options.only?.split(",") ?? usual);

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const folder = await mkdtemp(join(tmpdir(), "7stamp-bench-"));
let folders = 0;
const newFolder = (): string => join(folder, String((folders += 1)));
const flame = options.flame ? ["--cpu-prof", `--cpu-prof-dir=${options.out}.profiles`] : [];

const measureSystem = async (system: System, sink: Sink): Promise<SystemFigures> => {
  const flat: Partial<Record<Kind, Flat[]>> = {};
  const open: SystemFigures["open"] = {};
  // A floor sends one for one.
  const own: readonly Kind[] = system.name === "product" ? kinds : ["1", "10"];
  for (let repeat = 0; repeat < size.repeats; repeat += 1)
    for (const kind of own) {
      const run = await flatOut(system, sink, { ...size, kind });
      (flat[kind] ??= []).push(run);
      say(
        `${system.name}, ${kind}: ${run.stampsPerSecond.toFixed(0)}/s, ${run.cpuPerThousand.toFixed(2)} s/1,000`,
      );
    }
  for (const kind of own.filter((one) => one !== "fan"))
    Object.assign(open, {
      [kind]: await openLoop(system, sink, { ...size, kind }),
    });
  await system.stop();
  return { name: system.name, flat, open };
};

const measureDelivery = async (): Promise<SystemFigures[]> => {
  const sink = await startSink();
  const starts = [
    () => startFloor(newFolder(), false),
    () => startFloor(newFolder(), true),
    () => startProduct(newFolder(), flame),
  ];
  const measured: SystemFigures[] = [];
  for (const start of starts) measured.push(await measureSystem(await start(), sink));
  await sink.close();
  return measured;
};

const measureStarts = async (): Promise<Figures["startMs"]> => {
  const where = newFolder();
  const first = await startProduct(where);
  await first.stop();
  const later: number[] = [];
  for (let at = 0; at < size.starts; at += 1) {
    const again = await startProduct(where, [], first.key);
    later.push(again.startMs);
    await again.stop();
  }
  return { first: first.startMs, later };
};

/** Idle is a shop at night: a hook that waits, and nothing asked. */
const measureIdle = async (): Promise<Figures["idle"]> => {
  const product = await startProduct(newFolder());
  const sink = await startSink();
  await product.arrange("10", sink, size.cards);
  await pause(size.idleWarmUp * 1_000);
  const used = await idle(product.pid, size.idleSeconds);
  await product.stop();
  await sink.close();
  return used;
};

const measureOperations = async (where: string, callers: readonly number[]) => {
  const product = await startProduct(where);
  const measured: OperationFigures[] = [];
  const warmUp = { pid: product.pid, callers: 16, count: size.calls };
  for (const operation of await hotOperations(product.api, size.cards)) {
    if (!smoke) await measureOperation(operation, warmUp);
    for (const count of callers)
      measured.push(await measureOperation(operation, { ...warmUp, callers: count }));
    say(`${operation.name}: ${measured.at(-1)?.cpuMs.toFixed(2)} ms of CPU`);
  }
  await product.stop();
  return measured;
};

/** The one of these with the median of CPU. */
const medianOf = (figures: readonly OperationFigures[]): OperationFigures | undefined =>
  [...figures].sort((one, other) => one.cpuMs - other.cpuMs)[Math.floor(figures.length / 2)];

/** Small and large stores by turns, so that what else the machine does meets them alike. */
const measureGrowth = async (): Promise<GrowthFigures[]> => {
  const stores = [];
  for (const entries of sizesOf()) {
    const where = newFolder();
    const key = await seedStore(where, entries);
    const product = await startProduct(where, [], key);
    // Counts the days of the year, as each is at its end.
    await product.api.call("GET", yearOfStats());
    const hot = await hotOperations(product.api, size.cards);
    stores.push({ entries, product, hot, figures: [] as OperationFigures[] });
    say(`${entries} entries`);
  }
  for (const at of stores[0]?.hot.keys() ?? []) {
    const taken = new Map<number, OperationFigures[]>();
    for (let repeat = 0; repeat <= size.repeats; repeat += 1)
      for (const { entries, product, hot } of stores) {
        const operation = hot[at];
        if (operation === undefined) continue;
        const figures = await measureOperation(operation, {
          pid: product.pid,
          callers: 16,
          count: size.calls,
        });
        // The first is for warming up.
        if (repeat > 0 || smoke) taken.set(entries, [...(taken.get(entries) ?? []), figures]);
      }
    for (const { entries, figures } of stores) {
      const median = medianOf(taken.get(entries) ?? []);
      if (median === undefined) continue;
      figures.push(median);
      say(`${median.operation} at ${entries} entries: ${median.cpuMs.toFixed(2)} ms of CPU`);
    }
  }
  for (const { product } of stores) await product.stop();
  return stores.map(({ entries, figures }) => ({ entries, operations: figures }));
};

const measureMemory = async (): Promise<Figures["memory"]> => {
  const product = await startProduct(newFolder());
  const sink = await startSink();
  const { stamp } = await product.arrange("10", sink, size.cards);
  sink.begin("M");
  const all = sink.all(size.stamps);
  await callAll(16, size.stamps, (at) => stamp(`M-${at}`, at));
  await all;
  const memory = pssMiB(product.pid);
  await product.stop();
  await sink.close();
  return { stamps: size.stamps, pssMiB: memory };
};

const measured = async <T>(part: (typeof parts)[number], measure: () => Promise<T>, none: T): Promise<T> =>
  wanted.has(part) ? measure() : none;

process.once("exit", killLeftovers);
const figures: Figures = {
  at: new Date().toISOString(),
  machine: `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Node ${process.version}`,
  loadBefore: loadAverage(),
  systems: await measured("delivery", measureDelivery, []),
  startMs: await measured("start", measureStarts, null),
  idle: await measured("idle", measureIdle, null),
  operations: await measured(
    "operations",
    () => measureOperations(newFolder(), smoke ? [2] : callerCounts),
    [],
  ),
  growth: await measured("growth", measureGrowth, []),
  memory: await measured("memory", measureMemory, null),
};
await writeFile(options.out, JSON.stringify(figures, null, 2));
await rm(folder, { recursive: true, force: true });
process.stdout.write(`${report(figures)}\nAll figures: ${options.out}\n`);
process.exit(0);
