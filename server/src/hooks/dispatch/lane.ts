import { Loop } from "../../core/loop.ts";
import { Pace } from "../../core/pace.ts";
import type { Ending, Turn } from "../../core/work-queue/index.ts";
import { never, type Hook } from "../model.ts";
import { endPending } from "../remove.ts";
import { deliver, type AttemptOutcome, type AttemptParts } from "./attempt.ts";
import { ceilingsOf } from "./ceilings.ts";
import { DueDeliveries, type DueDelivery } from "./due-deliveries.ts";
import { HealthKeeper } from "./health-keeper.ts";
import { InHand } from "./in-hand.ts";
import {
  afterEvent,
  nextStep,
  openedAt,
  pauseMs,
  takesAnnounced,
  type LaneEvent,
  type LaneState,
  type LaneView,
} from "./lane-state.ts";

/*
 * A lane is one hook in the hands of the worker that holds its lease: the only sender of that hook in the whole
 * installation, so its ceilings (rate, so many at a time, breaker) are exact, and a receiver that hangs holds up nobody
 * else. The store stays the truth: the lane reads what is due, sends, writes down, and takes leave by saying when the
 * next is due. While it has the hook, the hook's queue stands due. It starts nothing once its lease has run out. A crash
 * leaves deliveries pending and the queue due; another worker takes the lease ten seconds later and sends again what was
 * under way.
 */

/** More is left to the store. */
const mostReady = 200;
const sendAgainAfterMs = 5_000;
/** A write that takes longer may find the lease gone, and the queue finished by another: then it says itself that it is due. */
const writtenWithinMs = 5_000;
const longAgo = new Date(0);

export class Lane {
  readonly #parts: AttemptParts;
  readonly #turn: Turn;
  readonly #pending: DueDeliveries;
  readonly #health: HealthKeeper;
  #ceilings = ceilingsOf(null);
  readonly #pace = new Pace(this.#ceilings.pace);
  readonly #inHand = new InHand();
  readonly #loop: Loop;
  #state: LaneState;
  /** As it was read last; decides what is read of the store. */
  #hook: Hook | null = null;
  /** Just read by the fan-out of this process: need not be read again for what is started now. */
  #offeredHook: Hook | null = null;
  #end: (ending: Ending) => void = () => undefined;

  constructor(parts: AttemptParts, turn: Turn) {
    this.#parts = parts;
    this.#turn = turn;
    this.#pending = new DueDeliveries(parts.platform, turn.item.key);
    this.#health = new HealthKeeper(parts.platform, turn.item.key);
    this.#state = openedAt(this.#now);
    this.#loop = new Loop({
      step: () => this.#step(),
      failed: (error) => this.#failed(error),
      pauseMs: () => pauseMs(this.#state, this.#view),
    });
  }

  /** Sends until there is nothing to do, the hook is gone or another's, or the process stops. */
  run(): Promise<Ending> {
    return new Promise((resolve) => {
      this.#end = resolve;
      this.#turn.onNews = () => void this.#heard();
      this.#turn.over.addEventListener("abort", () => this.#close({ kind: "left" }));
      if (this.#turn.over.aborted) this.#close({ kind: "left" });
      else this.#loop.run();
    });
  }

  get #now(): Date {
    return this.#parts.platform.clock.now();
  }

  get #view(): LaneView {
    const { ready, underWay, announced } = this.#inHand;
    const now = this.#now;
    return {
      now,
      isHeld: this.#turn.isHeld,
      ready,
      underWay,
      concurrency: this.#ceilings.concurrency,
      announced,
      paceMs: this.#pace.waitMs(now.getTime()),
    };
  }

  get isQuiet(): boolean {
    return !this.#loop.isRunning && this.#inHand.underWay === 0;
  }

  get isClosed(): boolean {
    return this.#state.phase === "closed";
  }

  /**
   * Before this process writes deliveries: true when the queue stands due in the store and stays so until `offer`,
   * so that a crash at any point leaves them to be found, and the queue need not be marked.
   */
  announce(ids: readonly string[]): boolean {
    const isDue = this.#turn.item.due_at <= this.#now;
    const isTaken = isDue && takesAnnounced(this.#state, this.#turn) && this.#turn.isHeldFor(writtenWithinMs);
    if (isTaken) this.#inHand.announce(ids);
    return isTaken;
  }

  /** The writing failed. */
  withdraw(ids: readonly string[]): void {
    this.#inHand.forget(ids);
    this.#news();
  }

  /** Takes announced deliveries that stand now. @returns false when the lease ran out meanwhile. */
  offer(hook: Hook, announced: readonly string[], written: readonly DueDelivery[]): boolean {
    this.#inHand.forget(announced);
    if (!takesAnnounced(this.#state, this.#turn)) return false;
    const isAllNew = written.length === announced.length;
    if (!isAllNew || this.#inHand.ready >= mostReady) this.#see({ kind: "news" });
    // what the store still holds is older and goes first
    if (!this.#state.isUnread) this.#inHand.put(written);
    this.#offeredHook = hook;
    this.#loop.run();
    return true;
  }

  /** Called many times a second: does what has fallen due. */
  round(): void {
    this.#see({ kind: "round", at: this.#now });
    if (nextStep(this.#state, this.#view) !== "wait") this.#loop.run();
  }

  /** Resolves when nothing is under way and everything is written. */
  async quiet(): Promise<void> {
    while (!this.isQuiet) {
      await this.#loop.ended();
      await this.#inHand.ended();
    }
    await this.#health.saved();
  }

  #see(event: LaneEvent): void {
    this.#state = afterEvent(this.#state, event);
  }

  /** There is something new in the store. */
  #news(): void {
    this.#see({ kind: "news" });
    this.#loop.run();
  }

  /** Others have added something, or changed the hook: higher ceilings let go of what the former hold back. */
  async #heard(): Promise<void> {
    this.#see({ kind: "news" });
    this.#offeredHook = null;
    try {
      if (nextStep(this.#state, this.#view) === "wait") this.#meet(await this.#pending.hook());
    } catch (error) {
      this.#failed(error);
    }
    this.#loop.run();
  }

  /** Goes by the hook as it was read now. */
  #meet(hook: Hook | null): void {
    if (hook === null) return;
    this.#hook = hook;
    this.#ceilings = ceilingsOf(hook);
    this.#pace.follow(this.#ceilings.pace);
    this.#health.meet(hook);
  }

  /** Nothing is started any more; what is under way ends before the hook is given back. */
  #close(ending: Exclude<Ending, { kind: "more" }>): void {
    if (this.#state.phase === "closed") return;
    this.#see({ kind: "close" });
    this.#loop.stop();
    void this.quiet().then(() => {
      const freeFrom = new Date(Math.max(this.#pace.freeFrom(), this.#now.getTime()));
      this.#end(ending.kind === "done" ? ending : { ...ending, freeFrom });
    });
  }

  #failed(error: unknown): void {
    const { log } = this.#parts.platform;
    log.error(
      { err: error, hook: this.#turn.item.key },
      "a hook's queue could not be worked on; trying again",
    );
    this.#see({ kind: "trouble" });
  }

  async #step(): Promise<void> {
    const step = nextStep(this.#state, this.#view);
    if (step === "work") await this.#work();
    if (step === "leave") await this.#leave();
  }

  async #work(): Promise<void> {
    const offered = this.#offeredHook;
    this.#offeredHook = null;
    const reads = this.#state.isUnread && this.#inHand.ready === 0;
    const [hook] = await Promise.all([offered ?? this.#pending.hook(), reads ? this.#read() : undefined]);
    if (hook === null) return this.#endGone();
    this.#meet(hook);
    this.#startAllowed(hook);
    if (this.#state.isUnread && this.#inHand.ready === 0) this.#loop.run();
  }

  async #read(): Promise<void> {
    const now = this.#now;
    this.#see({ kind: "read" });
    this.#inHand.beginRead();
    const held = this.#hook !== null && this.#health.usualAllowed(this.#hook, now) === 0;
    const { due, more } = await this.#pending.due(now, held ? "forced" : "all");
    if (more) this.#see({ kind: "news" });
    this.#inHand.endRead(due);
  }

  /** Starts what the ceilings and the breaker let through; from here to the socket nothing is awaited. */
  #startAllowed(hook: Hook): void {
    while (this.#turn.isHeld && this.#state.phase !== "closed") {
      const now = this.#now;
      const { trialAt } = this.#health;
      if (this.#health.usualAllowed(hook, now) === 0) {
        this.#inHand.dropUsual();
        if (trialAt !== null && now < trialAt) this.#see({ kind: "due", at: trialAt });
      }
      if (this.#inHand.underWay >= this.#ceilings.concurrency || this.#pace.waitMs(now.getTime()) > 0) return;
      const next = this.#inHand.next();
      if (next === undefined) return;
      this.#pace.started(now.getTime());
      this.#start(hook, next, !next.delivery.forced && trialAt !== null);
    }
  }

  #start(hook: Hook, due: DueDelivery, trial: boolean): void {
    const { delivery } = due;
    if (trial) this.#health.beginTrial();
    const attempt = deliver(this.#parts, hook, due)
      .then((outcome) => this.#finished(hook, delivery.forced, trial, outcome))
      .catch((error: unknown) => {
        const { log } = this.#parts.platform;
        log.error({ err: error, delivery: delivery._id }, "an attempt could not be made or written down");
        this.#see({ kind: "due", at: new Date(this.#now.getTime() + sendAgainAfterMs) });
      })
      .finally(() => {
        if (trial) this.#health.endTrial();
        this.#inHand.end(delivery._id);
        this.#see({ kind: "ended", at: this.#now });
        this.#loop.run();
      });
    this.#inHand.begin(delivery._id, attempt);
  }

  #finished(hook: Hook, forced: boolean, trial: boolean, outcome: AttemptOutcome): void {
    const { at, succeeded, nextAttemptAt } = outcome;
    this.#parts.tally.add(hook, { at, succeeded, isLast: nextAttemptAt === null });
    if (outcome.hookGone) return this.#close({ kind: "left" });
    this.#health.count(hook, { at, succeeded, trial, forced });
    if (succeeded && (trial || forced)) this.#see({ kind: "news" });
    if (nextAttemptAt !== null) this.#see({ kind: "due", at: nextAttemptAt });
    if (this.#health.trialAt !== null) this.#see({ kind: "due", at: this.#health.trialAt });
  }

  /** Says when the hook is due next, so that the lease may go and others may sleep. */
  async #leave(): Promise<void> {
    this.#see({ kind: "leave" });
    this.#health.save();
    const bump = await this.#turn.readBump();
    if (bump === null) return this.#close({ kind: "left" });
    const usualFrom = this.#hook?.status === "disabled" ? never : (this.#health.trialAt ?? longAgo);
    const dueAt = await this.#pending.nextDueAt(usualFrom);
    // what came meanwhile has opened it again
    if (this.#state.phase !== "leaving") return;
    if (dueAt <= this.#now) return this.#news();
    this.#close(dueAt < never ? { kind: "later", dueAt, bump } : { kind: "done", bump });
  }

  /** The hook is gone: what it had pending ends, and its queue goes. */
  async #endGone(): Promise<void> {
    const bump = await this.#turn.readBump();
    await endPending(this.#parts.platform, this.#turn.item.key);
    this.#close(bump === null ? { kind: "left" } : { kind: "done", bump });
  }
}
