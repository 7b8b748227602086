import type { Log } from "./log.ts";

export interface Repetition {
  /** Ends it and waits for a run that is under way. */
  stop(): Promise<void>;
}

/** Runs a task again and again, a pause after each end, so that runs never overlap. A failed run is logged and repeated. */
export const repeat = (name: string, pauseMs: number, log: Log, task: () => Promise<unknown>): Repetition => {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let current: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      await task();
    } catch (error) {
      log.error({ err: error, task: name }, "a repeated task failed; it will run again");
    }
    if (!isStopped) schedule();
  };
  const schedule = (): void => {
    timer = setTimeout(() => {
      current = run();
    }, pauseMs);
  };
  schedule();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
};
