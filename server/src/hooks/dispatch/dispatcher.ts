import { randomUUID } from "node:crypto";
import { neverFail, type ReachFailpoint } from "../../core/failpoint.ts";
import type { Outbound } from "../../core/safe-fetch.ts";
import type { EntryListener } from "../../journal/index.ts";
import type { Platform } from "../../platform/index.ts";
import { createFanOut } from "../fan-out.ts";
import { leaseMs, Leases, renewEveryMs } from "../queue.ts";
import { attemptTimeoutMs } from "../send.ts";
import type { AttemptSeen, CourierParts } from "./courier.ts";
import { Lane } from "./lane.ts";
import { throughLanes } from "./local-lanes.ts";

/*
 * The dispatcher is one worker: it takes the leases of hooks that are due and opens a lane for each. Its own process
 * hands it new deliveries at once; what other processes add, and what falls due later, it finds by polling `queues`.
 * Any number of dispatchers may run; a hook is with one of them at a time. Stopped in good order it finishes what is
 * under way and gives its leases back; killed, its leases run out after ten seconds and others go on.
 */

const busyPollMs = 25;
const idlePollMs = 50;
const busyForMs = 1_000;
const takenAtOnce = 100;
const letGoAfterMs = 30_000;

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
  /** Starts polling. */
  start(): void;
  /** Attempts under way finish, no new ones start, leases are given back. */
  stop(): Promise<void>;
  /** One round of renewing, polling and resuming; `start` repeats it. Tests that set the clock call it themselves. */
  tick(): Promise<void>;
  /** Resolves when everything that could be started has ended and is written down. */
  idle(): Promise<void>;
}

class Worker implements Dispatcher {
  readonly listener: EntryListener;
  readonly #parts: CourierParts;
  readonly #leases: Leases;
  readonly #lanes = new Map<string, Lane>();
  /** Hooks whose lease is being taken or given up; one after the other for each hook. */
  readonly #changing = new Map<string, Promise<void>>();
  #renewedAt = 0;
  #busyUntil = 0;
  #stopping = false;
  #ticking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(platform: Platform, options: DispatcherOptions) {
    this.#parts = {
      platform,
      outbound: options.outbound,
      reach: options.reach ?? neverFail,
      timeoutMs: options.timeoutMs ?? attemptTimeoutMs,
      random: options.random ?? Math.random,
      onAttempt: options.onAttempt ?? (() => undefined),
    };
    this.#leases = new Leases(platform.store, randomUUID());
    this.listener = createFanOut(platform, throughLanes(this.#lanes, this.#wake));
  }

  readonly #wake = (hookIds: readonly string[]): void => {
    if (this.#stopping) return;
    this.#busyUntil = this.#now.getTime() + busyForMs;
    for (const hookId of hookIds) {
      const lane = this.#lanes.get(hookId);
      if (lane === undefined) this.#change(hookId, () => this.#open(hookId));
      else lane.wake();
    }
  };

  get #now(): Date {
    return this.#parts.platform.clock.now();
  }

  start(): void {
    if (this.#stopping || this.#timer !== null) return;
    const round = async (): Promise<void> => {
      await this.tick();
      if (this.#stopping) return;
      const wait = this.#now.getTime() < this.#busyUntil ? busyPollMs : idlePollMs;
      this.#timer = setTimeout(() => void round(), wait);
    };
    this.#timer = setTimeout(() => void round(), 0);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#ticking;
    await Promise.all(this.#changing.values());
    await Promise.all([...this.#lanes.values()].map((lane) => this.#letGo(lane)));
  }

  async idle(): Promise<void> {
    do {
      await Promise.all(this.#changing.values());
      await Promise.all([...this.#lanes.values()].map((lane) => lane.quiet()));
    } while (this.#changing.size > 0 || [...this.#lanes.values()].some((lane) => !lane.isQuiet));
  }

  async tick(): Promise<void> {
    if (this.#stopping) return;
    this.#ticking ??= this.#round()
      .catch((error: unknown) => {
        this.#parts.platform.log.error({ err: error }, "the delivery queues could not be read; trying again");
      })
      .finally(() => {
        this.#ticking = null;
      });
    await this.#ticking;
  }

  async #round(): Promise<void> {
    const now = this.#now;
    await this.#renew(now);
    const [free, news] = await Promise.all([this.#leases.free(now, takenAtOnce), this.#leases.news(now)]);
    if (this.#stopping) return;
    if (free.length > 0) this.#busyUntil = now.getTime() + busyForMs;
    for (const { _id, bump } of news) this.#lanes.get(_id)?.news(bump);
    for (const lane of this.#lanes.values()) {
      if (lane.closed && lane.isQuiet) this.#lanes.delete(lane.hookId);
      else if (lane.restedMs(now) > letGoAfterMs) this.#change(lane.hookId, () => this.#letGo(lane));
      else lane.tick(now);
    }
    const opening = free.filter((hookId) => !this.#lanes.has(hookId));
    await Promise.all(opening.map((hookId) => this.#change(hookId, () => this.#open(hookId))));
  }

  async #renew(now: Date): Promise<void> {
    if (now.getTime() - this.#renewedAt < renewEveryMs) return;
    const open = [...this.#lanes.values()].filter((lane) => !lane.closed);
    const kept = await this.#leases.renew(
      open.map((lane) => lane.hookId),
      now,
    );
    this.#renewedAt = now.getTime();
    for (const lane of open) {
      if (kept.has(lane.hookId)) lane.leaseUntil = new Date(now.getTime() + leaseMs);
      else lane.close();
    }
  }

  /** Changes a hook's lease after any change that is still under way. */
  async #change(hookId: string, task: () => Promise<void>): Promise<void> {
    const before = this.#changing.get(hookId) ?? Promise.resolve();
    const mine = before.then(task).catch((error: unknown) => {
      this.#parts.platform.log.error({ err: error, hook: hookId }, "a lease could not be changed");
    });
    this.#changing.set(hookId, mine);
    await mine;
    if (this.#changing.get(hookId) === mine) this.#changing.delete(hookId);
  }

  async #open(hookId: string): Promise<void> {
    const standing = this.#lanes.get(hookId);
    if (standing !== undefined) return standing.wake();
    const until = await this.#leases.acquire(hookId, this.#now);
    if (until === null) return;
    const lane = new Lane(this.#parts, this.#leases, hookId, until);
    this.#lanes.set(hookId, lane);
    if (!this.#stopping) lane.wake();
  }

  async #letGo(lane: Lane): Promise<void> {
    const wasOpen = !lane.closed;
    lane.close();
    await lane.quiet();
    this.#lanes.delete(lane.hookId);
    if (wasOpen) await this.#leases.release(lane.hookId, lane.freeFrom());
  }
}

/** Makes a worker that sends deliveries; `start` sets it going. */
export const createDispatcher = (platform: Platform, options: DispatcherOptions): Dispatcher =>
  new Worker(platform, options);
