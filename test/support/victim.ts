import type { Failpoint, ReachFailpoint } from "../../server/src/core/failpoint.ts";
import { startTestApp, type TestApp, type TestAppOptions } from "./app.ts";

/** The points a process has reached since it was told to watch, in their order. */
export interface Watch {
  readonly reach: ReachFailpoint;
  begin(): void;
  /** Ends watching. @returns what was reached since */
  end(): readonly Failpoint[];
}

/** Marks that a relayed entry is done are written when nobody waits for them any more: no step of a call. */
const isStep = (name: Failpoint): boolean => name !== "after-fan-out";

export const startWatch = (): Watch => {
  let reached: Failpoint[] | null = null;
  return {
    reach: (name) => {
      if (isStep(name)) reached?.push(name);
    },
    begin() {
      reached = [];
    },
    end() {
      const all = reached ?? [];
      reached = null;
      return all;
    },
  };
};

/** A process that dies at a point. */
export interface Victim {
  readonly app: TestApp;
  /** Resolves when it has come to its point, and is dead: nothing of it goes on, and it has no store any more. */
  readonly dead: Promise<void>;
  isDead(): boolean;
  /** Removes what is left of it. */
  bury(): Promise<void>;
}

/**
 * Starts an application beside another that stops for ever at the n-th point it reaches once it is started, as a process
 * does that was killed there: its command never goes on, none of its `catch` and `finally` acts, its store is gone.
 */
export const startVictim = async (options: TestAppOptions, nth: number): Promise<Victim> => {
  let count = -Infinity;
  let tell: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (tell = resolve));
  const app = await startTestApp({
    ...options,
    reach: (name) => {
      if (!isStep(name)) return;
      count += 1;
      if (count !== nth) return;
      tell();
      return new Promise(() => undefined);
    },
  });
  count = 0;
  return {
    app,
    dead: arrived.then(() => app.platform.store.close()),
    isDead: () => count >= nth,
    bury: () => app.stop(),
  };
};
