import { neverFail, type ReachFailpoint } from "../../core/failpoint.ts";
import { findBusiness } from "../../businesses/index.ts";
import type { Business, Platform } from "../../platform/index.ts";
import type { Channel, Send } from "../channels/port.ts";
import { accountPauseMs } from "../decide.ts";
import type { Lane, Message } from "../model.ts";
import { dueMessages, nextDueAt } from "./claims.ts";
import { handOver } from "./hand-over.ts";
import { renewEveryMs, type Leases } from "./leases.ts";
import { Pace } from "./pace.ts";
import { readScenes, type Scene } from "./scenes.ts";

export interface LaneRunParts {
  readonly platform: Platform;
  readonly channel: Channel;
  readonly leases: Leases;
  readonly reach?: ReachFailpoint;
}

/** One worker's turn at a lane: batch after batch, at the channel's pace, until nothing is due or it must rest. */
export class LaneRun {
  readonly #parts: LaneRunParts;
  readonly #lane: Lane;
  readonly #pace: Pace;
  #isOver = false;

  constructor(parts: LaneRunParts, lane: Lane) {
    this.#parts = parts;
    this.#lane = lane;
    this.#pace = new Pace(parts.channel.perSecond);
  }

  /** What is under way ends, nothing new begins. */
  stop(): void {
    this.#isOver = true;
  }

  get #now(): Date {
    return this.#parts.platform.clock.now();
  }

  /** The lease must be this worker's; it is given back at the end. */
  async run(): Promise<void> {
    const { leases } = this.#parts;
    const timer = setInterval(() => void this.#renew(), renewEveryMs);
    try {
      await this.#work();
    } finally {
      clearInterval(timer);
      await leases.release(this.#lane._id);
    }
  }

  async #renew(): Promise<void> {
    const isMine = await this.#parts.leases.renew(this.#lane._id, this.#now).catch(() => true);
    if (!isMine) this.stop();
  }

  async #pause(until: Date, reason: string): Promise<void> {
    this.stop();
    await this.#parts.leases.pause(this.#lane._id, until, reason);
    this.#parts.platform.log.warn({ lane: this.#lane._id, until, reason }, "a channel rests");
  }

  async #work(): Promise<void> {
    const { platform, channel, leases } = this.#parts;
    const business = await findBusiness(platform, this.#lane.business_id);
    if (business === null) return;
    const send = await channel.open(business);
    if (send === null) return this.#pause(new Date(this.#now.getTime() + accountPauseMs), "not_connected");
    while (!this.#isOver) {
      const bump = await leases.bumpOf(this.#lane._id);
      const batch = await dueMessages(platform, this.#lane._id, this.#now);
      if (batch.length > 0) await this.#workBatch(business, send, batch);
      else if (await leases.settle(this.#lane._id, bump, await nextDueAt(platform, this.#lane._id))) return;
    }
  }

  async #workBatch(business: Business, send: Send, batch: readonly Message[]): Promise<void> {
    const scenes = await readScenes(this.#parts.platform, business, batch);
    const queue = batch.flatMap((message, at) => {
      const scene = scenes[at];
      return scene ? [{ message, scene }] : [];
    });
    // Campaigns that are not projected yet: the sweep is at it, and the lane stays due.
    if (queue.length === 0) this.stop();
    const hand = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await this.#pace.turn();
        if (this.#isOver) return;
        await this.#handOver(send, next);
      }
    };
    await Promise.all(Array.from({ length: this.#parts.channel.atOnce }, hand));
  }

  async #handOver(send: Send, { message, scene }: { message: Message; scene: Scene }): Promise<void> {
    const { platform, channel, reach = neverFail } = this.#parts;
    const pause = (until: Date, reason: string): Promise<void> => this.#pause(until, reason);
    try {
      await handOver({ platform, channel, send, reach, pause }, message, scene);
    } catch (error) {
      // Its claim runs out, and then it is judged as after a crash.
      platform.log.error({ err: error, message: message._id }, "a message could not be handed over");
    }
  }
}
