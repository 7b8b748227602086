import { anonymousMiB, cpuSeconds } from "../bench/measure.ts";
import type { Stage } from "./stage.ts";

type Point = readonly [minute: number, value: number];

/** The slope of the straight line through points that has the least squares, per minute. */
export const slope = (points: readonly Point[]): number => {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
};

/** What a process holds, from the end of the warm-up on. */
export interface Held {
  readonly first: number;
  readonly last: number;
  /** MiB a minute. */
  readonly slope: number;
}

const heldIn = (points: readonly Point[]): Held => ({
  first: points[0]?.[1] ?? Number.NaN,
  last: points.at(-1)?.[1] ?? Number.NaN,
  slope: slope(points),
});

/** The memory of a stage's processes over time: what is no file's, every few seconds; the heap when it is asked for. */
export class Memory {
  readonly #stage: Stage;
  readonly #began = performance.now();
  readonly #anonymous = new Map<string, Point[]>();
  readonly #heaps = new Map<string, Point[]>();
  readonly #timer: NodeJS.Timeout;

  constructor(stage: Stage, everyMs: number) {
    this.#stage = stage;
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  #note(points: Map<string, Point[]>, name: string, value: number): void {
    const minute = (performance.now() - this.#began) / 60_000;
    const known = points.get(name) ?? [];
    points.set(name, known);
    known.push([minute, value]);
  }

  #look(): void {
    for (const [name, pid] of Object.entries(this.#stage.pids))
      this.#note(this.#anonymous, name, anonymousMiB(pid));
  }

  /** Notes what the servers' heaps hold without their garbage. */
  async lookAtHeaps(): Promise<void> {
    for (const [name, inspector] of Object.entries(this.#stage.inspectors))
      this.#note(this.#heaps, name, await inspector.heldMiB());
  }

  end(): void {
    this.#look();
    clearInterval(this.#timer);
  }

  /** By process, what came after so many minutes; a heap that nobody asks for is null. */
  after(minutes: number): { name: string; anonymous: Held; heap: Held | null }[] {
    const later = (points: readonly Point[] | undefined): readonly Point[] =>
      points?.filter(([minute]) => minute >= minutes) ?? [];
    return Object.keys(this.#stage.pids).map((name) => ({
      name,
      anonymous: heldIn(later(this.#anonymous.get(name))),
      heap: this.#heaps.has(name) ? heldIn(later(this.#heaps.get(name))) : null,
    }));
  }
}

/** CPU seconds of each process of a stage since now. */
export const cpuSince = ({ pids }: Stage): (() => Record<string, number>) => {
  const before = Object.entries(pids).map(([name, pid]) => [name, pid, cpuSeconds(pid)] as const);
  return () => Object.fromEntries(before.map(([name, pid, then]) => [name, cpuSeconds(pid) - then]));
};
