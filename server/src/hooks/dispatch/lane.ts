import { never, type Hook } from "../model.ts";
import type { Leases } from "../queue.ts";
import { endPending } from "../remove.ts";
import { Backlog, type DueDelivery } from "./backlog.ts";
import { deliver, type CourierParts, type Outcome } from "./courier.ts";
import { HealthKeeper } from "./health-keeper.ts";
import { Pace } from "./pace.ts";
import { Pump } from "./pump.ts";
import { Shelf } from "./shelf.ts";

/*
 * A lane is one hook in the hands of the worker that holds its lease: the only sender of that hook in the whole
 * installation, so its ceilings (rate, eight at a time, breaker) are exact, and a receiver that hangs holds up nobody
 * else. The store stays the truth: the lane reads what is due, sends, writes down, and takes leave by saying when the
 * next is due. It starts nothing once its lease has run out. A crash leaves deliveries pending and the queue due;
 * another worker takes the lease ten seconds later and sends again what was under way.
 */

const concurrency = 8;
/** More is left to the store. */
const shelfLimit = 200;
const settleAfterMs = 250;
const readAgainAfterMs = 1_000;
const sendAgainAfterMs = 5_000;
const longAgo = new Date(0);

export class Lane {
  readonly hookId: string;
  leaseUntil: Date;
  /** The lease is lost, the hook is gone, or the process stops: nothing is started any more. */
  closed = false;
  readonly #parts: CourierParts;
  readonly #leases: Leases;
  readonly #backlog: Backlog;
  readonly #health: HealthKeeper;
  readonly #pace = new Pace();
  readonly #shelf = new Shelf();
  /** As it was last read; decides what is read of the store. */
  #hook: Hook | null = null;
  /** Just read by the fan-out of this process: need not be read again for what is started now. */
  #offeredHook: Hook | null = null;
  /** The store may hold something due that is not on the shelf. */
  #unread = true;
  #dueAgainAt = never;
  #trialUnderWay = false;
  /** What the queue document says, as far as this lane knows: never later than this. */
  #dueInStore = longAgo;
  #settled = false;
  #settling = false;
  #isTroubled = false;
  #seenBump = -1;
  #idleSince: Date;
  readonly #pump = new Pump(
    () => this.#step(),
    (error) => this.#failed(error),
    () => this.#pauseMs(),
  );

  constructor(parts: CourierParts, leases: Leases, hookId: string, leaseUntil: Date) {
    this.hookId = hookId;
    this.leaseUntil = leaseUntil;
    this.#parts = parts;
    this.#leases = leases;
    this.#backlog = new Backlog(parts.platform, hookId);
    this.#health = new HealthKeeper(parts.platform, hookId);
    this.#idleSince = this.#now;
  }

  get #now(): Date {
    return this.#parts.platform.clock.now();
  }

  get isQuiet(): boolean {
    return !this.#pump.isRunning && this.#shelf.underWay === 0;
  }

  get #hasWork(): boolean {
    return this.#unread || this.#shelf.waiting > 0;
  }

  get #maySend(): boolean {
    return !this.closed && this.#now < this.leaseUntil;
  }

  /** How long a lane that has taken leave of its queue has had nothing to do. */
  restedMs(now: Date): number {
    return this.#settled && this.isQuiet ? now.getTime() - this.#idleSince.getTime() : 0;
  }

  /** When another worker may start without the two together exceeding the rate ceiling. */
  freeFrom(): Date {
    return new Date(Math.max(this.#pace.freeFrom(), this.#now.getTime()));
  }

  /** The queue was marked due: there is something new in the store. */
  wake(): void {
    this.#dueInStore = longAgo;
    this.#readAgain();
  }

  /** The poll saw this hook's queue due. */
  news(bump: number): void {
    if (!this.#settled && bump === this.#seenBump) return;
    this.#seenBump = bump;
    this.wake();
  }

  /**
   * Before this process writes deliveries: true when the queue stands due in the store and stays so until `offer`,
   * so that a crash at any point leaves them to be found, and the queue need not be marked.
   */
  announce(ids: readonly string[]): boolean {
    const isInHand = this.#maySend && !this.#settled && !this.#settling && this.#dueInStore <= this.#now;
    if (isInHand) this.#shelf.announce(ids);
    return isInHand;
  }

  /** The writing failed. */
  withdraw(ids: readonly string[]): void {
    this.#shelf.forget(ids);
    this.#readAgain();
  }

  /** Takes announced deliveries that stand now. @returns false when the lease ran out meanwhile. */
  offer(hook: Hook, announced: readonly string[], written: readonly DueDelivery[]): boolean {
    this.#shelf.forget(announced);
    if (!this.#maySend) return false;
    const isAllNew = written.length === announced.length;
    if (!isAllNew || this.#shelf.waiting >= shelfLimit) this.#unread = true;
    // what the store still holds is older and goes first
    if (!this.#unread) this.#shelf.put(written);
    this.#offeredHook = hook;
    this.#pump.run();
    return true;
  }

  /** Called many times a second: does what has fallen due. */
  tick(now: Date): void {
    if (this.#dueAgainAt <= now) {
      this.#dueAgainAt = never;
      return this.#readAgain();
    }
    const rested = this.isQuiet && now.getTime() - this.#idleSince.getTime() >= settleAfterMs;
    if (this.#hasWork || (rested && !this.#settled)) this.#pump.run();
  }

  close(): void {
    this.closed = true;
    this.#pump.stop();
  }

  /** Resolves when nothing is under way and everything is written. */
  async quiet(): Promise<void> {
    while (!this.isQuiet) {
      await this.#pump.ended();
      await this.#shelf.ended();
    }
    await this.#health.saved();
  }

  #readAgain(): void {
    this.#unread = true;
    this.#settled = false;
    this.#pump.run();
  }

  #failed(error: unknown): void {
    const { log } = this.#parts.platform;
    log.error({ err: error, hook: this.hookId }, "a hook's queue could not be worked on; trying again");
    this.#unread = true;
    this.#isTroubled = true;
  }

  /** When to go on unasked: after trouble with the store, or when the pace lets go of what it alone holds back. */
  #pauseMs(): number | null {
    if (this.#isTroubled) return readAgainAfterMs;
    if (!this.#hasWork || this.#shelf.underWay >= concurrency) return null;
    return Math.max(1, this.#pace.waitMs(this.#now.getTime()));
  }

  #dueAgain(at: Date): void {
    if (at < this.#dueAgainAt) this.#dueAgainAt = at;
  }

  async #step(): Promise<void> {
    this.#isTroubled = false;
    if (!(await this.#holdsLease())) return this.close();
    const offered = this.#offeredHook;
    this.#offeredHook = null;
    if (this.#hasWork) {
      const isOpen = this.#shelf.underWay < concurrency && this.#pace.waitMs(this.#now.getTime()) === 0;
      if (isOpen) await this.#work(offered);
      return;
    }
    const rested = this.#now.getTime() - this.#idleSince.getTime() >= settleAfterMs;
    if (this.#shelf.underWay + this.#shelf.announced === 0 && !this.#settled && rested) await this.#settle();
  }

  async #holdsLease(): Promise<boolean> {
    const now = this.#now;
    if (now < this.leaseUntil) return true;
    const until = await this.#leases.acquire(this.hookId, now);
    if (until === null) return false;
    this.leaseUntil = until;
    return true;
  }

  async #work(offered: Hook | null): Promise<void> {
    const reads = this.#unread && this.#shelf.waiting === 0;
    const [hook] = await Promise.all([offered ?? this.#backlog.hook(), reads ? this.#read() : undefined]);
    if (hook === null) return this.#bury();
    this.#hook = hook;
    this.#health.meet(hook);
    if (this.#maySend) this.#startAllowed(hook);
    if (this.#unread && this.#shelf.waiting === 0) this.#pump.run();
  }

  async #read(): Promise<void> {
    const now = this.#now;
    this.#unread = false;
    this.#shelf.beginRead();
    const held = this.#hook !== null && this.#usualAllowed(this.#hook, now) === 0;
    const { parcels, more } = await this.#backlog.due(now, held ? "forced" : "all");
    this.#unread ||= more;
    this.#shelf.endRead(parcels);
  }

  /** How many deliveries that no person asked for may start now. */
  #usualAllowed(hook: Hook, now: Date): number {
    const { trialAt } = this.#health;
    if (hook.status === "disabled") return 0;
    if (trialAt === null) return Infinity;
    return now < trialAt || this.#trialUnderWay ? 0 : 1;
  }

  /** Starts what the ceilings and the breaker let through; from here to the socket nothing is awaited. */
  #startAllowed(hook: Hook): void {
    const { trialAt } = this.#health;
    for (;;) {
      const now = this.#now;
      const usual = this.#usualAllowed(hook, now);
      if (usual === 0) this.#shelf.dropUsual();
      if (usual === 0 && trialAt !== null && now < trialAt) this.#dueAgain(trialAt);
      if (this.#shelf.underWay >= concurrency || this.#pace.waitMs(now.getTime()) > 0) return;
      const next = this.#shelf.next();
      if (next === undefined) return;
      this.#pace.started(now.getTime());
      this.#start(hook, next, !next.delivery.forced && trialAt !== null);
    }
  }

  #start(hook: Hook, { delivery, event }: DueDelivery, trial: boolean): void {
    if (trial) this.#trialUnderWay = true;
    const work = deliver(this.#parts, { hook, delivery, event })
      .then((outcome) => this.#finished(hook, delivery.forced, trial, outcome))
      .catch((error: unknown) => {
        const { log } = this.#parts.platform;
        log.error({ err: error, delivery: delivery._id }, "an attempt could not be made or written down");
        this.#dueAgain(new Date(this.#now.getTime() + sendAgainAfterMs));
      })
      .finally(() => {
        if (trial) this.#trialUnderWay = false;
        this.#shelf.end(delivery._id);
        this.#idleSince = this.#now;
        this.#pump.run();
      });
    this.#shelf.begin(delivery._id, work);
  }

  #finished(hook: Hook, forced: boolean, trial: boolean, outcome: Outcome): void {
    const { at, succeeded } = outcome;
    if (outcome.hookGone) return this.close();
    this.#health.count(hook, { at, succeeded, trial, forced });
    if (succeeded && (trial || forced)) this.#unread = true;
    if (outcome.nextAttemptAt !== null) this.#dueAgain(outcome.nextAttemptAt);
    if (this.#health.trialAt !== null) this.#dueAgain(this.#health.trialAt);
  }

  /** Says in the queue when the hook is due next, so that the lease may go and others may sleep. */
  async #settle(): Promise<void> {
    this.#settling = true;
    try {
      this.#health.save();
      const bump = await this.#leases.bumpOf(this.hookId);
      if (bump === null) return this.close();
      const usualFrom = this.#hook?.status === "disabled" ? never : (this.#health.trialAt ?? longAgo);
      const dueAt = await this.#backlog.nextDueAt(usualFrom);
      const isLater = dueAt > this.#now;
      this.#settled = isLater && (await this.#leases.settle(this.hookId, bump, dueAt));
      if (this.#settled) this.#dueInStore = dueAt;
      else this.#readAgain();
    } finally {
      this.#settling = false;
    }
  }

  /** The hook is gone: what it had pending ends, and its queue goes. */
  async #bury(): Promise<void> {
    const bump = await this.#leases.bumpOf(this.hookId);
    await endPending(this.#parts.platform, this.hookId);
    if (bump === null || (await this.#leases.drop(this.hookId, bump))) return this.close();
    this.#readAgain();
  }
}
