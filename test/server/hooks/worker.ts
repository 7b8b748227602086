import { Crew } from "../../../server/src/core/work-queue/index.ts";
import { createDispatcher, type DispatcherOptions } from "../../../server/src/hooks/index.ts";
import type { EntryListener } from "../../../server/src/journal/index.ts";
import type { Platform } from "../../../server/src/platform/index.ts";

/** A worker that sends deliveries: what it makes of its own events is sent at once, what it else has to do at each tick. */
export interface HookWorker {
  readonly listener: EntryListener;
  start(): void;
  stop(): Promise<void>;
  tick(): Promise<void>;
  idle(): Promise<void>;
  /** Resolves when it has given back all hooks; it does when they have had nothing to send for long enough. */
  drain(): Promise<void>;
}

/** Makes one. */
export const hookWorker = (platform: Platform, options: DispatcherOptions): HookWorker => {
  const { clock, log, work: queue } = platform;
  const dispatcher = createDispatcher(platform, options);
  const crew = new Crew({ queue, clock, log }, [dispatcher.kind]);
  const ticks = new Set<Promise<void>>();
  const tick = (): Promise<void> => {
    const ticking = crew.tick().finally(() => ticks.delete(ticking));
    ticks.add(ticking);
    return ticking;
  };
  return {
    async listener(businessId) {
      const plan = await dispatcher.listener(businessId);
      return (entry, events) => {
        const { written, ...following } = plan(entry, events);
        return { ...following, written: async (known) => void (await written?.(known), tick()) };
      };
    },
    start: () => crew.start(),
    stop: () => crew.stop(),
    drain: () => crew.drain(),
    tick,
    async idle() {
      do {
        await Promise.all(ticks);
        await dispatcher.idle();
      } while (ticks.size > 0);
    },
  };
};
