import type { Flat, Open } from "./load.ts";
import type { OperationFigures } from "./operations.ts";
import type { Kind } from "./systems.ts";

/** What one system did: the first flat run of a kind is cold, those after it are warm. */
export interface SystemFigures {
  readonly name: string;
  readonly flat: Partial<Record<Kind, readonly Flat[]>>;
  readonly open: Partial<Record<Kind, Open>>;
}

export interface GrowthFigures {
  readonly entries: number;
  readonly operations: readonly OperationFigures[];
}

export interface Figures {
  readonly at: string;
  readonly machine: string;
  readonly loadBefore: number;
  readonly systems: readonly SystemFigures[];
  readonly startMs: { readonly first: number; readonly later: readonly number[] } | null;
  /** Percent of a core, by thread. */
  readonly idle: Readonly<Record<string, number>> | null;
  readonly operations: readonly OperationFigures[];
  readonly growth: readonly GrowthFigures[];
  readonly memory: { readonly stamps: number; readonly pssMiB: number } | null;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
};

const shown = (value: number, digits = 1): string => (Number.isFinite(value) ? value.toFixed(digits) : "–");

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line)];
};

/** The warm runs; the cold one where there is no other. */
const warm = (runs: readonly Flat[]): readonly Flat[] => (runs.length > 1 ? runs.slice(1) : runs);

const warmMedian = (system: SystemFigures, kind: Kind, of: (run: Flat) => number): number =>
  median(warm(system.flat[kind] ?? []).map(of));

const flatRows = (systems: readonly SystemFigures[]): string[][] => {
  const [bare] = systems;
  return systems.flatMap((system) =>
    (Object.entries(system.flat) as [Kind, readonly Flat[]][]).map(([kind, runs]) => {
      const cpu = warmMedian(system, kind, (run) => run.cpuPerThousand);
      const floor = bare === undefined ? Number.NaN : warmMedian(bare, "1", (run) => run.cpuPerThousand);
      const lost = runs.reduce((sum, run) => sum + run.missing + run.repeats, 0);
      return [
        ...[system.name, kind, shown(runs[0]?.stampsPerSecond ?? Number.NaN, 0)],
        shown(
          warmMedian(system, kind, (run) => run.stampsPerSecond),
          0,
        ),
        shown(
          warmMedian(system, kind, (run) => run.deliveriesPerSecond),
          0,
        ),
        ...[shown(runs[0]?.cpuPerThousand ?? Number.NaN, 2), shown(cpu, 2), `${shown(cpu / floor)}×`],
        ...[shown(runs.at(-1)?.pssMiB ?? Number.NaN, 0), String(lost)],
      ];
    }),
  );
};

const openRows = (systems: readonly SystemFigures[]): string[][] => {
  const floor = systems[0]?.open["1"]?.arrived.p50 ?? Number.NaN;
  return systems.flatMap((system) =>
    (Object.entries(system.open) as [Kind, Open][]).map(([kind, { answered, arrived, missing, repeats }]) => [
      ...[
        system.name,
        kind,
        shown(answered.p50),
        shown(answered.p99),
        shown(arrived.p50),
        shown(arrived.p99),
      ],
      ...[`${shown(arrived.p50 / floor)}×`, String(missing + repeats)],
    ]),
  );
};

/** What a bare insert costs, CPU milliseconds: the yardstick of the operations. */
const floorCpuMs = ({ systems }: Figures): number => {
  const floor = systems.find(({ name }) => name.includes("insert"));
  return floor === undefined ? Number.NaN : warmMedian(floor, "1", (run) => run.cpuPerThousand);
};

const operationRows = (figures: Figures): string[][] =>
  figures.operations.map(({ operation, callers, perSecond, latency, cpuMs }) => [
    ...[operation, String(callers), shown(perSecond, 0), shown(latency.p50), shown(latency.p99)],
    ...[shown(cpuMs, 2), `${shown(cpuMs / floorCpuMs(figures))}×`],
  ]);

const growthRows = (growth: readonly GrowthFigures[]): string[][] => {
  const [least] = growth;
  return (least?.operations ?? []).map(({ operation, cpuMs }, at) => [
    operation,
    ...growth.map(({ operations }) => shown(operations[at]?.cpuMs ?? Number.NaN, 2)),
    `${shown((growth.at(-1)?.operations[at]?.cpuMs ?? Number.NaN) / cpuMs, 2)}×`,
  ]);
};

/** The tables as Markdown. */
export const report = (figures: Figures): string => {
  const { machine, at, loadBefore, systems, operations, growth, startMs, idle, memory } = figures;
  const lines = [`${at}, ${machine}, load ${shown(loadBefore)} before`];
  if (systems.length > 0)
    lines.push(
      ...["", "Flat out, 16 callers:"],
      ...table(
        [
          "system",
          "kind",
          "cold /s",
          "warm /s",
          "deliveries/s",
          "CPU s/1,000 cold",
          "warm",
          "to the floor",
          "PSS MiB",
          "lost",
        ],
        flatRows(systems),
      ),
      ...["", "100 stamps a second (ms):"],
      ...table(
        ["system", "kind", "answer p50", "p99", "receiver p50", "p99", "to the floor", "lost"],
        openRows(systems),
      ),
    );
  if (startMs !== null)
    lines.push("", `Start: first ${shown(startMs.first, 0)} ms, then ${shown(median(startMs.later), 0)} ms.`);
  if (idle !== null) {
    const threads = Object.entries(idle).map(([name, percent]) => `${name} ${shown(percent, 2)}`);
    const sum = Object.values(idle).reduce((one, other) => one + other, 0);
    lines.push("", `Idle: ${shown(sum, 2)} % of a core (${threads.join(", ")}).`);
  }
  if (operations.length > 0)
    lines.push(
      ...["", "Operations:"],
      ...table(
        ["operation", "callers", "/s", "p50 ms", "p99 ms", "CPU ms", "to one insert"],
        operationRows(figures),
      ),
    );
  if (growth.length > 0)
    lines.push(
      ...["", "Growth, CPU ms an operation at so many entries:"],
      ...table(
        ["operation", ...growth.map(({ entries }) => String(entries)), "last : first"],
        growthRows(growth),
      ),
    );
  if (memory !== null)
    lines.push("", `Memory after ${memory.stamps} stamps: ${shown(memory.pssMiB, 0)} MiB.`);
  return `${lines.join("\n")}\n`;
};
