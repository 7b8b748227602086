import { pauseAfterMs, type Ending, type Turn, type WorkKind } from "../../core/work-queue/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { PosterApi } from "./api.ts";
import { breakConnection, brokenBy, connectedTill, type ConnectedTill } from "./connection.ts";
import { PosterFailure } from "./failure.ts";
import { applyOrder } from "./order.ts";
import { keepOutcome, orderWork, partsOfKey, waitingForConnection } from "./queue.ts";

/*
 * Reads an order as it is now and gives it its effect. What is noted meanwhile, also during the last try, is read
 * afterwards: the queue compares. Crash while it is read: it is read again; what a sale did it does once.
 */

const atOnce = 20;
const perBusiness = 4;
/** Two days. */
const mostTries = 60;
const done: Ending = { kind: "done" };

class OrderTurn {
  readonly #platform: Platform;
  readonly #api: PosterApi;
  readonly #turn: Turn;

  constructor(platform: Platform, api: PosterApi, turn: Turn) {
    this.#platform = platform;
    this.#api = api;
    this.#turn = turn;
  }

  async run(): Promise<Ending> {
    const { tillId } = partsOfKey(this.#turn.item.key);
    const till = await connectedTill(this.#platform, tillId);
    if (till === null) return this.#end("disconnected");
    if (till.poster.broken !== null) return this.#wait(tillId);
    try {
      return await this.#read(till);
    } catch (error) {
      return this.#failed(till, error);
    }
  }

  async #read(till: ConnectedTill): Promise<Ending> {
    const { item } = this.#turn;
    const { orderId } = partsOfKey(item.key);
    const context = {
      platform: this.#platform,
      api: this.#api,
      till,
      token: this.#platform.vault.open(till.poster.token),
    };
    const { outcome, seen } = await applyOrder(context, orderId);
    this.#platform.log.info({ till: till._id, order: orderId, outcome }, "poster order");
    return this.#end(outcome, seen);
  }

  async #failed(till: ConnectedTill, error: unknown): Promise<Ending> {
    const { log } = this.#platform;
    const order = this.#turn.item.key;
    if (!(error instanceof PosterFailure)) {
      if (!this.#isLastTry) {
        await this.#keep("internal_error");
        throw error;
      }
      log.error({ err: error, order }, "an order failed for two days; it is left");
      return this.#end("internal_error");
    }
    if (error.fault === "later") return this.#later(error);
    if (error.fault === "unknown") return this.#end("not_found");
    if (error.fault === "broken") {
      await breakConnection(this.#platform, till, brokenBy(error));
      return this.#wait(till._id);
    }
    log.error({ err: error, order }, "Poster refused how we asked; the order is left");
    return this.#end(error.message);
  }

  async #later({ message, retryAfterMs }: PosterFailure): Promise<Ending> {
    if (this.#isLastTry) return this.#end(message);
    await this.#keep(message);
    const pause = Math.max(retryAfterMs ?? 0, pauseAfterMs(this.#turn.item.tries));
    const dueAt = new Date(this.#platform.clock.now().getTime() + pause);
    return { kind: "later", dueAt, failed: true };
  }

  /**
   * Marks the order, then looks at the connection once more: made in between, it has not seen the mark, and we see it;
   * made later, it makes the order due.
   */
  async #wait(tillId: string): Promise<Ending> {
    await this.#keep(waitingForConnection);
    const till = await connectedTill(this.#platform, tillId);
    return till?.poster.broken === null ? { kind: "more" } : done;
  }

  async #end(outcome: string, seen?: string | null): Promise<Ending> {
    await this.#keep(outcome, seen);
    return done;
  }

  /** Another may have read the order since, when it is ours no more. */
  async #keep(outcome: string, seen?: string | null): Promise<void> {
    if (!this.#turn.isHeld) return;
    await keepOutcome(this.#platform, this.#turn.item.key, { outcome, ...(seen !== undefined && { seen }) });
  }

  get #isLastTry(): boolean {
    return this.#turn.item.tries + 1 >= mostTries;
  }
}

export const orderKind = (platform: Platform, api: PosterApi): WorkKind => ({
  kind: orderWork,
  atOnce,
  perBusiness,
  work: (turn) => new OrderTurn(platform, api, turn).run(),
});
