import { Loop } from "../../core/loop.ts";
import type { Ending, Turn } from "../../core/work-queue/index.ts";
import { never, type Hook } from "../model.ts";
import { endPending } from "../remove.ts";
import type { AttemptParts } from "./attempt.ts";
import { DueDeliveries, type DueDelivery } from "./due-deliveries.ts";
import type { InHand } from "./in-hand.ts";
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
import { Sending } from "./sending.ts";

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
/** A write that takes longer may find the lease gone, and the queue finished by another: then it says itself that it is due. */
const writtenWithinMs = 5_000;
const longAgo = new Date(0);

export class Lane {
  readonly #parts: AttemptParts;
  readonly #turn: Turn;
  readonly #pending: DueDeliveries;
  readonly #sending: Sending;
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
    this.#sending = new Sending(parts, turn.item.key, {
      mayStart: () => turn.isHeld && this.#state.phase !== "closed",
      see: (event) => this.#see(event),
      goOn: () => this.#loop.run(),
      gone: () => this.#close({ kind: "left" }),
    });
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

  get #inHand(): InHand {
    return this.#sending.inHand;
  }

  get #view(): LaneView {
    const { concurrency } = this.#sending;
    const { ready, underWay, announced } = this.#inHand;
    const now = this.#now;
    return {
      now,
      isHeld: this.#turn.isHeld,
      ready,
      underWay,
      concurrency,
      announced,
      paceMs: this.#sending.paceMs(now),
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
    await this.#sending.health.saved();
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
    this.#sending.meet(hook);
  }

  /** Nothing is started any more; what is under way ends before the hook is given back. */
  #close(ending: Exclude<Ending, { kind: "more" }>): void {
    if (this.#state.phase === "closed") return;
    this.#see({ kind: "close" });
    this.#loop.stop();
    void this.quiet().then(() => {
      const freeFrom = this.#sending.freeFrom();
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
    // Of a hook that is not known yet only itself is read: held by its breaker, it may have very much that waits.
    const isKnown = this.#hook !== null;
    const standing = offered ?? this.#pending.hook();
    const [hook] = await Promise.all([standing, reads && isKnown ? this.#read() : undefined]);
    if (hook === null) return this.#endGone();
    this.#meet(hook);
    if (reads && !isKnown) await this.#read();
    this.#sending.startAllowed(hook);
    if (this.#state.isUnread && this.#inHand.ready === 0) this.#loop.run();
  }

  async #read(): Promise<void> {
    const now = this.#now;
    this.#see({ kind: "read" });
    this.#inHand.beginRead();
    const held = this.#hook !== null && this.#sending.health.usualAllowed(this.#hook, now) === 0;
    const { due, more } = await this.#pending.due(now, held ? "forced" : "all");
    if (more) this.#see({ kind: "news" });
    this.#inHand.endRead(due);
  }

  /** Says when the hook is due next, so that the lease may go and others may sleep. */
  async #leave(): Promise<void> {
    this.#see({ kind: "leave" });
    this.#sending.health.save();
    const bump = await this.#turn.readBump();
    if (bump === null) return this.#close({ kind: "left" });
    const trialAt = this.#sending.health.trialAt(this.#now) ?? longAgo;
    const usualFrom = this.#hook?.status === "disabled" ? never : trialAt;
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
