import { readdirSync, readFileSync } from "node:fs";

/** What is read of processes comes from /proc: NaN where there is none. */

const ticksPerSecond = 100;

const readOrNull = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};

/** CPU seconds that a process has used, all its threads together. */
export const cpuSeconds = (pid: number): number => {
  const text = readOrNull(`/proc/${pid}/stat`);
  if (text === null) return Number.NaN;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};

/** CPU seconds by the name of the thread. */
export const cpuByThread = (pid: number): Record<string, number> => {
  const used: Record<string, number> = {};
  let threads: string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return used;
  }
  for (const thread of threads) {
    const text = readOrNull(`/proc/${pid}/task/${thread}/stat`);
    if (text === null) continue;
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const own = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
    const name = thread === String(pid) ? "main" : own;
    used[name] = (used[name] ?? 0) + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }
  return used;
};

/** Memory of a process in MiB, what it shares with others counted by share. */
export const pssMiB = (pid: number): number => {
  const kilobytes = /^Pss:\s+(\d+)/m.exec(readOrNull(`/proc/${pid}/smaps_rollup`) ?? "")?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1_024;
};

/** Memory of a process in MiB that is no file's: without the pages of a store's map and of code. */
export const anonymousMiB = (pid: number): number => {
  const kilobytes = /^RssAnon:\s+(\d+)/m.exec(readOrNull(`/proc/${pid}/status`) ?? "")?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1_024;
};

/** The machine's load of the last minute: figures of a busy one say little. */
export const loadAverage = (): number => Number(readOrNull("/proc/loadavg")?.split(" ")[0] ?? Number.NaN);

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

export interface Latencies {
  readonly p50: number;
  readonly p99: number;
}

export const latencies = (values: readonly number[]): Latencies => ({
  p50: percentile(values, 0.5),
  p99: percentile(values, 0.99),
});

/** Makes `count` calls, as many at a time as there are callers. @returns milliseconds of each */
export const callAll = async (
  callers: number,
  count: number,
  call: (at: number) => Promise<unknown>,
): Promise<number[]> => {
  const taken: number[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < count) {
      const at = next;
      next += 1;
      const began = performance.now();
      await call(at);
      taken.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return taken;
};
