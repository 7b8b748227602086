import { neverFail, type ReachFailpoint } from "../../core/failpoint.ts";
import type { Outbound } from "../../core/safe-fetch.ts";
import type { WorkKind } from "../../core/work-queue/index.ts";
import type { EntryListener } from "../../journal/index.ts";
import type { Platform } from "../../platform/index.ts";
import { createFanOut } from "../fan-out.ts";
import { hookWork } from "../queue.ts";
import { attemptTimeoutMs } from "../send.ts";
import type { AttemptParts, AttemptSeen } from "./attempt.ts";
import { Lane } from "./lane.ts";
import { throughLanes } from "./local-lanes.ts";
import { Tally } from "./tally.ts";

/*
 * The dispatcher opens a lane for each hook whose queue the crew of its process has taken. Its own process hands new
 * deliveries to a lane that is open at once; what other processes add, and what falls due later, the crew finds. Any
 * number of dispatchers may run; a hook is with one of them at a time.
 */

/** Lanes are cheap: they wait for receivers. */
const lanesAtOnce = 5_000;
const lanesOfBusiness = 1_000;

export interface DispatcherOptions {
  readonly outbound: Outbound;
  readonly reach?: ReachFailpoint;
  readonly onAttempt?: (attempt: AttemptSeen) => void;
  readonly timeoutMs?: number;
  readonly random?: () => number;
}

export interface Dispatcher {
  /** For `journal.relay.listen`: makes deliveries and starts on them at once. */
  readonly listener: EntryListener;
  /** For the crew. */
  readonly kind: WorkKind;
  /** Resolves when everything that could be started has ended and is written down. */
  idle(): Promise<void>;
}

/** Makes what sends deliveries, as a kind of work. */
export const createDispatcher = (platform: Platform, options: DispatcherOptions): Dispatcher => {
  const parts: AttemptParts = {
    platform,
    outbound: options.outbound,
    reach: options.reach ?? neverFail,
    timeoutMs: options.timeoutMs ?? attemptTimeoutMs,
    random: options.random ?? Math.random,
    onAttempt: options.onAttempt ?? (() => undefined),
    tally: new Tally(platform),
  };
  const lanes = new Map<string, Lane>();
  return {
    listener: createFanOut(platform, throughLanes(lanes)),
    kind: {
      kind: hookWork,
      atOnce: lanesAtOnce,
      perBusiness: lanesOfBusiness,
      wantsNews: true,
      async work(turn) {
        const lane = new Lane(parts, turn);
        lanes.set(turn.item.key, lane);
        try {
          return await lane.run();
        } finally {
          lanes.delete(turn.item.key);
        }
      },
      onRound: () => lanes.forEach((lane) => lane.round()),
    },
    async idle() {
      do {
        await Promise.all([...lanes.values()].map((lane) => lane.quiet()));
        // a lane that has closed is about to give its hook back
        await new Promise((resolve) => setImmediate(resolve));
      } while ([...lanes.values()].some((lane) => !lane.isQuiet || lane.isClosed));
      await parts.tally.settle();
    },
  };
};
