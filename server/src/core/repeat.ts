import type { Log } from "./log.ts";
import { Loop } from "./loop.ts";

export interface Repetition {
  /** Ends it and waits for a run that is under way, which is told by its signal. */
  stop(): Promise<void>;
}

/**
 * Runs a task again and again, a pause after each end, so that runs never overlap. A failed run is logged and repeated.
 * @param pauseMs asked after each run, where it is a function
 */
export const repeat = (
  name: string,
  pauseMs: number | (() => number),
  log: Log,
  task: (stopping: AbortSignal) => Promise<unknown>,
): Repetition => {
  const stopping = new AbortController();
  const loop = new Loop({
    step: async () => void (await task(stopping.signal)),
    failed: (error) => log.error({ err: error, task: name }, "a repeated task failed; it will run again"),
    pauseMs: () => (typeof pauseMs === "number" ? pauseMs : pauseMs()),
  });
  loop.rest();
  return {
    async stop() {
      stopping.abort();
      loop.stop();
      await loop.ended();
    },
  };
};
