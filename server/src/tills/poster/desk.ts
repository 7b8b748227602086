import { repeat, type Repetition } from "../../core/repeat.ts";
import type { Platform } from "../../platform/index.ts";
import { openPosterApi, type PosterApi } from "./api.ts";
import { sweepTills } from "./sweep.ts";
import { workThrough } from "./work.ts";

/** Everything of Poster that lives as long as the application. */
export interface PosterDesk {
  readonly api: PosterApi;
  /** Begins to read what is due, without waiting for it. */
  kick(): void;
  /** Reads what is due and looks for what was missed; resolves when nothing is left to do now. */
  drain(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

const pauseMs = 2_000;

export const createPosterDesk = (platform: Platform): PosterDesk => {
  const api = openPosterApi(platform.config.POSTER_BASE_URL);
  const running = new Set<Promise<unknown>>();
  let repetition: Repetition | undefined;
  const tracked = (task: () => Promise<void>): Promise<void> => {
    const run = task().finally(() => running.delete(run));
    running.add(run);
    return run;
  };
  const work = async (): Promise<void> => {
    await workThrough(platform, api);
    if ((await sweepTills(platform, api)) > 0) await workThrough(platform, api);
  };
  const readDue = async (): Promise<void> => {
    try {
      await workThrough(platform, api);
    } catch (error) {
      platform.log.error({ err: error }, "orders were not read; the next look will");
    }
  };
  return {
    api,
    kick: () => void tracked(readDue),
    async drain() {
      await Promise.all(running);
      await work();
      await Promise.all(running);
    },
    start() {
      repetition = repeat("poster", pauseMs, platform.log, () => tracked(work));
    },
    async stop() {
      await repetition?.stop();
      await Promise.all(running);
      await api.close();
    },
  };
};
