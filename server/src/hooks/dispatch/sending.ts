import { Pace } from "../../core/pace.ts";
import type { Hook } from "../model.ts";
import { deliver, type AttemptOutcome, type AttemptParts } from "./attempt.ts";
import { ceilingsOf } from "./ceilings.ts";
import type { DueDelivery } from "./due-deliveries.ts";
import { HealthKeeper } from "./health-keeper.ts";
import { InHand } from "./in-hand.ts";
import type { LaneEvent } from "./lane-state.ts";

/** What sending needs of its lane. */
export interface Sender {
  /** Attempts may be started: the hook is nobody else's, and the lane is not closed. */
  readonly mayStart: () => boolean;
  readonly see: (event: LaneEvent) => void;
  /** There may be something to do. */
  readonly goOn: () => void;
  /** The receiver said that it is gone: the hook was ended. */
  readonly gone: () => void;
}

const sendAgainAfterMs = 5_000;

/** The attempts of one hook in its owner's hands: what waits, what is under way, and the ceilings over them. */
export class Sending {
  readonly inHand = new InHand();
  readonly health: HealthKeeper;
  readonly #parts: AttemptParts;
  readonly #sender: Sender;
  #ceilings = ceilingsOf(null);
  readonly #pace = new Pace(this.#ceilings.pace);

  constructor(parts: AttemptParts, hookId: string, sender: Sender) {
    this.#parts = parts;
    this.#sender = sender;
    this.health = new HealthKeeper(parts.platform, hookId);
  }

  get #now(): Date {
    return this.#parts.platform.clock.now();
  }

  get concurrency(): number {
    return this.#ceilings.concurrency;
  }

  /** Milliseconds until the pace allows the next start. */
  paceMs(now: Date): number {
    return this.#pace.waitMs(now.getTime());
  }

  /** When another owner may begin to start anew. */
  freeFrom(): Date {
    return new Date(Math.max(this.#pace.freeFrom(), this.#now.getTime()));
  }

  /** Goes by the hook as it was read now. */
  meet(hook: Hook): void {
    this.#ceilings = ceilingsOf(hook);
    this.#pace.follow(this.#ceilings.pace);
    this.health.meet(hook);
  }

  /** Starts what the ceilings and the breaker let through; from here to the socket nothing is awaited. */
  startAllowed(hook: Hook): void {
    while (this.#sender.mayStart()) {
      const now = this.#now;
      const trialAt = this.health.trialAt(now);
      if (this.health.usualAllowed(hook, now) === 0) {
        this.inHand.dropUsual();
        if (trialAt !== null && now < trialAt) this.#sender.see({ kind: "due", at: trialAt });
      }
      if (this.inHand.underWay >= this.#ceilings.concurrency || this.paceMs(now) > 0) return;
      const next = this.inHand.next();
      if (next === undefined) return;
      this.#pace.started(now.getTime());
      this.#start(hook, next, !next.delivery.forced && trialAt !== null);
    }
  }

  #start(hook: Hook, due: DueDelivery, trial: boolean): void {
    const { delivery } = due;
    if (trial) this.health.beginTrial();
    const attempt = deliver(this.#parts, hook, due)
      .then((outcome) => this.#finished(hook, delivery.forced, trial, outcome))
      .catch((error: unknown) => {
        const { log } = this.#parts.platform;
        log.error({ err: error, delivery: delivery._id }, "an attempt could not be made or written down");
        this.#sender.see({ kind: "due", at: new Date(this.#now.getTime() + sendAgainAfterMs) });
      })
      .finally(() => {
        if (trial) this.health.endTrial();
        this.inHand.end(delivery._id);
        this.#sender.see({ kind: "ended", at: this.#now });
        this.#sender.goOn();
      });
    this.inHand.begin(delivery._id, attempt);
  }

  #finished(hook: Hook, forced: boolean, trial: boolean, outcome: AttemptOutcome): void {
    const { at, succeeded, nextAttemptAt } = outcome;
    this.#parts.tally.add(hook, { at, succeeded, isLast: nextAttemptAt === null });
    if (outcome.hookGone) return this.#sender.gone();
    this.health.count(hook, { at, succeeded, trial, forced });
    if (succeeded && (trial || forced)) this.#sender.see({ kind: "news" });
    if (nextAttemptAt !== null) this.#sender.see({ kind: "due", at: nextAttemptAt });
    const trialAt = this.health.trialAt(this.#now);
    if (trialAt !== null) this.#sender.see({ kind: "due", at: trialAt });
  }
}
