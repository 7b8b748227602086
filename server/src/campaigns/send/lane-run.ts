import { neverFail, type ReachFailpoint } from "../../core/failpoint.ts";
import { Pace } from "../../core/pace.ts";
import type { Ending, Turn } from "../../core/work-queue/index.ts";
import { findBusiness } from "../../businesses/index.ts";
import type { Business, Platform } from "../../platform/index.ts";
import type { Channel, Send } from "../channels/port.ts";
import { accountPauseMs } from "../decide.ts";
import type { Message } from "../model.ts";
import { dueMessages, nextDueAt } from "./claims.ts";
import { handOver } from "./hand-over.ts";
import { readScenes, type Scene } from "./scenes.ts";

export interface LaneRunParts {
  readonly platform: Platform;
  readonly channel: Channel;
  readonly reach?: ReachFailpoint;
}

/** Until a lane is looked at again whose campaigns are not projected yet: the sweep is at it. */
const unprojectedMs = 1_000;

/** Never two starts closer than the spacing. */
const evenPace = (perSecond: number): Pace => {
  const spacingMs = 1_000 / perSecond;
  const pace = new Pace({ most: 1, burst: 1, windowMs: spacingMs, spacingMs });
  // The worker before may have started one just now.
  pace.started(performance.now());
  return pace;
};

/**
 * One worker's turn at a lane: batch after batch, at the channel's pace, until nothing is due or it must rest. A lane is
 * one item of work for each business and channel, so that a channel has one pace whatever the number of workers.
 */
export class LaneRun {
  readonly #parts: LaneRunParts;
  readonly #turn: Turn;
  readonly #pace: Pace;
  #isResting = false;

  constructor(parts: LaneRunParts, turn: Turn) {
    this.#parts = parts;
    this.#turn = turn;
    this.#pace = evenPace(parts.channel.perSecond);
  }

  get #lane(): string {
    return this.#turn.item.key;
  }

  get #isOver(): boolean {
    return this.#isResting || !this.#turn.isHeld;
  }

  #later(afterMs: number): Date {
    return new Date(this.#parts.platform.clock.now().getTime() + afterMs);
  }

  async #pause(until: Date, reason: string): Promise<void> {
    this.#isResting = true;
    await this.#turn.rest(until, reason);
    this.#parts.platform.log.warn({ lane: this.#lane, until, reason }, "a channel rests");
  }

  async work(): Promise<Ending> {
    const { platform, channel } = this.#parts;
    const business = await findBusiness(platform, this.#turn.item.business_id ?? "");
    if (business === null) return { kind: "done" };
    let send: Send | null = null;
    while (!this.#isOver) {
      const bump = await this.#turn.readBump();
      if (bump === null) break;
      const batch = await dueMessages(platform, this.#lane, platform.clock.now());
      if (batch.length === 0) {
        const dueAt = await nextDueAt(platform, this.#lane);
        return dueAt === null ? { kind: "done", bump } : { kind: "later", dueAt, bump };
      }
      send ??= await channel.open(business);
      if (send === null) await this.#pause(this.#later(accountPauseMs), "not_connected");
      else if (!(await this.#workBatch(business, send, batch)))
        return { kind: "left", freeFrom: this.#later(unprojectedMs) };
    }
    return { kind: "left" };
  }

  /** @returns false when none of the batch can be worked on yet */
  async #workBatch(business: Business, send: Send, batch: readonly Message[]): Promise<boolean> {
    const scenes = await readScenes(this.#parts.platform, business, batch);
    const queue = batch.flatMap((message, at) => {
      const scene = scenes[at];
      return scene ? [{ message, scene }] : [];
    });
    if (queue.length === 0) return false;
    const hand = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await this.#pace.turn();
        if (this.#isOver) return;
        await this.#handOver(send, next);
      }
    };
    await Promise.all(Array.from({ length: this.#parts.channel.atOnce }, hand));
    return true;
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
