import v8 from "node:v8";
import vm from "node:vm";

/*
 * How V8 clears away, for a server whose two threads are busy at the same time (server/docs/PERFORMANCE.md › Memory, and
 * "The slow ones of a hundred"). V8 takes these flags at any time; a command line would have to repeat them everywhere.
 */

/** Each thread collects its own young generation: helpers would wait for a core, and the thread for them. */
export const collectAlone = (): void => v8.setFlagsFromString("--no-parallel-scavenge");

/**
 * V8 would collect all garbage for the first time at some hundred megabytes. What loading has left goes now, and from here
 * on it collects when that much more is held than was after the last time.
 */
export const clearAfterStart = (): void => {
  v8.setFlagsFromString("--heap-growing-percent=60");
  v8.setFlagsFromString("--expose-gc");
  (vm.runInNewContext("gc") as () => void)();
};
