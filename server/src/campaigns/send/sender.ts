import { randomUUID } from "node:crypto";
import type { ReachFailpoint } from "../../core/failpoint.ts";
import type { Platform } from "../../platform/index.ts";
import { createChannels, type WaysOut } from "../channels/index.ts";
import type { Channel, Channels } from "../channels/port.ts";
import { enlistWaiting } from "../enlist.ts";
import type { Lane, SendChannel } from "../model.ts";
import { LaneRun } from "./lane-run.ts";
import { Leases } from "./leases.ts";

/*
 * The sender is one worker: it writes down the messages of new campaigns and takes the lanes that are due, each under a
 * lease. Any number of senders may run. Stopped in good order it finishes what is under way and gives its lanes back;
 * killed, its leases run out after ten seconds and its claims after forty, and others go on.
 */

/** Between looks: while there is something to send, and when there is nothing. */
const busyPollMs = 250;
const idlePollMs = 900;
const lanesAtOnce = 20;

export interface SenderOptions extends WaysOut {
  readonly reach?: ReachFailpoint;
  /** Tests send faster than a messenger would bear. */
  readonly perSecond?: Partial<Record<SendChannel, number>>;
}

export interface CampaignSender {
  start(): void;
  /** Messages under way end, no new ones start, lanes are given back. */
  stop(): Promise<void>;
  /** Looks for work at once, after a campaign was made in this process. */
  wake(): void;
  /** One look for work; lanes it has taken go on after it. Tests that set the clock call it themselves. */
  tick(): Promise<void>;
  /** Ticks until nothing is due any more. */
  drain(): Promise<void>;
}

const paced = (channels: Channels, perSecond: SenderOptions["perSecond"] = {}): Channels =>
  Object.fromEntries(
    Object.entries(channels).map(([name, channel]: [string, Channel]) => [
      name,
      { ...channel, perSecond: perSecond[name as SendChannel] ?? channel.perSecond },
    ]),
  ) as unknown as Channels;

class Worker implements CampaignSender {
  readonly #platform: Platform;
  readonly #options: SenderOptions;
  readonly #channels: Channels;
  readonly #leases: Leases;
  readonly #running = new Map<string, { run: LaneRun; ended: Promise<void> }>();
  #ticking: Promise<void> | null = null;
  #enlisting: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isStopping = false;
  #isStarted = false;

  constructor(platform: Platform, options: SenderOptions) {
    this.#platform = platform;
    this.#options = options;
    this.#channels = paced(createChannels(platform, options), options.perSecond);
    this.#leases = new Leases(platform.store, randomUUID());
  }

  start(): void {
    this.#isStarted = true;
    this.#schedule(0);
  }

  wake(): void {
    if (this.#isStarted && this.#ticking === null) this.#schedule(0);
  }

  #schedule(afterMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#isStopping) return;
    this.#timer = setTimeout(() => void this.#look().then(() => this.#schedule(this.#pauseMs())), afterMs);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#ticking;
    await this.#enlisting;
    for (const { run } of this.#running.values()) run.stop();
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  async tick(): Promise<void> {
    await this.#look();
    await this.#enlisting;
    await this.#look();
  }

  #pauseMs(): number {
    return this.#enlisting === null && this.#running.size === 0 ? idlePollMs : busyPollMs;
  }

  async #look(): Promise<void> {
    if (this.#isStopping) return;
    this.#ticking ??= this.#round()
      .then(() => undefined)
      .catch((error: unknown) => {
        this.#platform.log.error({ err: error }, "the campaign queues could not be read; trying again");
      })
      .finally(() => {
        this.#ticking = null;
      });
    await this.#ticking;
  }

  async drain(): Promise<void> {
    for (;;) {
      await this.#enlisting;
      await enlistWaiting(this.#platform);
      const taken = await this.#takeLanes();
      const ends = [...this.#running.values()].map(({ ended }) => ended);
      if (taken === 0 && ends.length === 0) return;
      await Promise.all(ends);
    }
  }

  /** Writing a great campaign down holds up nobody's messages: it goes on beside the sending. */
  async #round(): Promise<void> {
    this.#enlisting ??= enlistWaiting(this.#platform)
      .catch((error: unknown) => {
        this.#platform.log.error({ err: error }, "waiting campaigns could not be read; trying again");
      })
      .finally(() => {
        this.#enlisting = null;
      });
    await this.#takeLanes();
  }

  async #takeLanes(): Promise<number> {
    const now = this.#platform.clock.now();
    const room = lanesAtOnce - this.#running.size;
    const free = room > 0 ? await this.#leases.free(now, room) : [];
    let taken = 0;
    for (const lane of free) {
      if (this.#isStopping || this.#running.has(lane._id)) continue;
      if (!(await this.#leases.acquire(lane._id, now))) continue;
      this.#begin(lane);
      taken += 1;
    }
    return taken;
  }

  #begin(lane: Lane): void {
    const { reach } = this.#options;
    const parts = {
      platform: this.#platform,
      channel: this.#channels[lane.channel],
      leases: this.#leases,
      ...(reach && { reach }),
    };
    const run = new LaneRun(parts, lane);
    const ended = run
      .run()
      .catch((error: unknown) => {
        this.#platform.log.error({ err: error, lane: lane._id }, "a lane broke off; it will be taken again");
      })
      .finally(() => this.#running.delete(lane._id));
    this.#running.set(lane._id, { run, ended });
  }
}

/** Makes a worker that sends campaigns; `start` sets it going. */
export const createSender = (platform: Platform, options: SenderOptions): CampaignSender =>
  new Worker(platform, options);
