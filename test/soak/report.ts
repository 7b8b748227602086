import { cpus, totalmem } from "node:os";
import { latencies, loadAverage, percentile } from "../bench/measure.ts";
import { markdown } from "../trust/table.ts";
import type { Held, Memory } from "./memory.ts";
import type { Overload } from "./overload.ts";
import type { Stretch } from "./stream.ts";

/** What was asked of a run. */
export interface Asked {
  readonly minutes: number;
  readonly hooks: number;
  readonly bad: number;
  readonly perMinute: number;
  /** False where everything is small: then only counts are judged, not figures. */
  readonly isMeasured: boolean;
}

/** What a run has found. */
export interface Found {
  readonly alone: Stretch;
  readonly beside: Stretch;
  readonly repeats: number;
  readonly memory: ReturnType<Memory["after"]>;
  readonly overload: Overload;
}

export const limits = {
  ratio: 2,
  /** MiB a minute; below so many minutes a slope says nothing. */
  anonymousSlope: 1,
  heapSlope: 0.5,
  leastMinutes: 10,
  refusedMs: 1_000,
  acceptedMs: 1_000,
} as const;

/** One criterion: what was found, its limit, and whether it holds; null where the run is too small to tell. */
export interface Line {
  readonly what: string;
  readonly found: string;
  readonly limit: string;
  readonly holds: boolean | null;
}

const figure = (value: number, digits = 0): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

const spread = (values: readonly number[]): string => {
  const { p50, p99 } = latencies(values);
  return `p50 ${figure(p50)}, p99 ${figure(p99)} ms of ${figure(values.length)}`;
};

const signed = (slope: number): string => `${slope < 0 ? "−" : "+"}${figure(Math.abs(slope), 2)}`;
const grown = ({ first, last, slope }: Held): string =>
  `${figure(first)} → ${figure(last)} MiB, ${signed(slope)} a minute`;

const streams = (asked: Asked, { alone, beside, repeats }: Found): Line[] => {
  const ratio = percentile(beside.arrived, 0.99) / percentile(alone.arrived, 0.99);
  const missing = alone.missing + beside.missing;
  const stamps = `${figure(alone.stamps)} stamps alone, ${figure(beside.stamps)} beside`;
  return [
    {
      what: `Deliveries to the ${asked.hooks - asked.bad} healthy hooks`,
      found: `${stamps}; ${missing} missing, ${repeats} came again`,
      limit: "none missing",
      holds: missing === 0,
    },
    {
      what: "From the call to the healthy, alone",
      found: spread(alone.arrived),
      limit: "",
      holds: null,
    },
    {
      what: `Beside ${asked.bad} that hang or fail`,
      found: `${spread(beside.arrived)}; ${figure(ratio, 2)} × alone at p99`,
      limit: `${limits.ratio} ×`,
      holds: asked.isMeasured ? ratio <= limits.ratio : null,
    },
    {
      what: "The stamp's own answer",
      found: `alone ${spread(alone.answered)}; beside ${spread(beside.answered)}`,
      limit: "",
      holds: null,
    },
    {
      what: "CPU seconds a stamp",
      found: Object.keys(alone.cpu)
        .map((name) => {
          const of = ({ cpu, stamps }: Stretch): string => figure((cpu[name] ?? 0) / stamps, 2);
          return `${name} ${of(alone)} alone, ${of(beside)} beside`;
        })
        .join("; "),
      limit: "",
      holds: null,
    },
  ];
};

const memoryLines = ({ minutes, isMeasured }: Asked, { memory }: Found): Line[] =>
  memory.map(({ name, anonymous, heap }) => {
    const isLong = isMeasured && minutes >= limits.leastMinutes;
    const isFlat =
      anonymous.slope <= limits.anonymousSlope && (heap === null || heap.slope <= limits.heapSlope);
    return {
      what: `Memory of ${name}, after the warm-up`,
      found: `${grown(anonymous)}${heap === null ? "" : `; heap without garbage ${grown(heap)}`}`,
      limit: `${limits.anonymousSlope} MiB a minute${heap === null ? "" : `; ${limits.heapSlope}`}`,
      holds: isLong ? isFlat : null,
    };
  });

const overloadLines = ({ isMeasured }: Asked, { overload }: Found): Line[] => {
  const { crowd, refused, withoutRetryAfter, accepted, others, lagMs } = overload;
  const met = Object.entries(crowd.answers).map(([status, count]) => `${figure(count)} × ${status}`);
  const slowest = Math.max(0, ...refused);
  return [
    {
      what: "More calls than a key may make",
      found: `${met.join(", ")}; ${withoutRetryAfter} refused without Retry-After, ${others} others`,
      limit: "none",
      holds: withoutRetryAfter + others === 0,
    },
    {
      what: "The slowest refusal",
      found: `${figure(slowest)} ms of ${figure(refused.length)}, the caller's own lag ${figure(lagMs)} ms`,
      limit: `${figure(limits.refusedMs)} ms`,
      holds: isMeasured ? refused.length > 0 && slowest <= limits.refusedMs : null,
    },
    {
      what: "Accepted meanwhile",
      found: spread(accepted),
      limit: `p99 ${figure(limits.acceptedMs)} ms`,
      holds: isMeasured ? percentile(accepted, 0.99) <= limits.acceptedMs : null,
    },
  ];
};

/** All lines of a run. */
export const linesOf = (asked: Asked, found: Found): Line[] => [
  ...streams(asked, found),
  ...memoryLines(asked, found),
  ...overloadLines(asked, found),
];

export const allHold = (lines: readonly Line[]): boolean => lines.every(({ holds }) => holds !== false);

const verdict = ({ limit, holds }: Line): string => {
  if (holds === null) return limit === "" ? "" : "not judged";
  return holds ? "holds" : "DOES NOT HOLD";
};

/** The run as one table in Markdown, below a line that says when and where. */
export const report = (asked: Asked, lines: readonly Line[], loadBefore: number): string => {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${figure(totalmem() / 2 ** 30)} GiB`;
  const rows = lines.map((line) => [line.what, line.found, line.limit, verdict(line)]);
  return (
    `${asked.minutes} minutes, ${date}, ${machine}, Node ${process.version}, load ${loadBefore} before and ${loadAverage()} after: ` +
    `${asked.hooks} hooks, ${asked.bad} of them hang or fail, ${figure(asked.perMinute)} stamps a minute, each to all of them; ` +
    `an API, two workers and the store, a process each\n\n${markdown([["what", "found", "limit", ""], ...rows])}\n`
  );
};
