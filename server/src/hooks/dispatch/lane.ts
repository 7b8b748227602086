import { never, type Hook } from "../model.ts";
import type { Leases } from "../queue.ts";
import { endPending } from "../remove.ts";
import { Backlog, type DueDelivery } from "./backlog.ts";
import { deliver, type CourierParts, type Outcome } from "./courier.ts";
import { HealthKeeper } from "./health-keeper.ts";
import { Pace } from "./pace.ts";

/*
 * A lane is one hook in the hands of the worker that holds its lease: the only sender of that hook in the whole
 * installation, so its ceilings (rate, eight at a time, breaker) are exact, and a receiver that hangs holds up nobody
 * else. The store stays the truth: the lane reads what is due, sends, writes down, and takes leave by saying when the
 * next is due. It starts nothing once its lease has run out. A crash leaves deliveries pending and the queue due;
 * another worker takes the lease ten seconds later and sends again what was under way.
 */

const concurrency = 8;
const settleAfterMs = 250;
const readAgainAfterMs = 1_000;
const sendAgainAfterMs = 5_000;

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
  readonly #inFlight = new Map<string, Promise<void>>();
  /** What ended while the store was being read: that reading may still show it as due. */
  #endedDuringRead = new Set<string>();
  #waiting: DueDelivery[] = [];
  #hook: Hook | null = null;
  /** The store may hold something due that is not here. */
  #unread = true;
  #dueAgainAt = never;
  #trialUnderWay = false;
  #settled = false;
  #seenBump = -1;
  #idleSince: Date;
  #running: Promise<void> | null = null;
  #again = false;
  #troubled = false;
  #timer: NodeJS.Timeout | null = null;

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
    return this.#running === null && this.#inFlight.size === 0;
  }

  /** How long a lane that has taken leave of its queue has had nothing to do. */
  restedMs(now: Date): number {
    return this.#settled && this.isQuiet ? now.getTime() - this.#idleSince.getTime() : 0;
  }

  /** When another worker may start without the two together exceeding the rate ceiling. */
  freeFrom(): Date {
    return new Date(Math.max(this.#pace.freeFrom(), this.#now.getTime()));
  }

  /** There is something new in the store. */
  wake(): void {
    this.#unread = true;
    this.#settled = false;
    this.#pump();
  }

  /** The poll saw this hook's queue due. */
  news(bump: number): void {
    if (!this.#settled && bump === this.#seenBump) return;
    this.#seenBump = bump;
    this.wake();
  }

  /** Called many times a second: does what has fallen due. */
  tick(now: Date): void {
    if (this.#dueAgainAt <= now) {
      this.#dueAgainAt = never;
      this.wake();
      return;
    }
    const rested = this.isQuiet && now.getTime() - this.#idleSince.getTime() >= settleAfterMs;
    if (this.#hasWork || (rested && !this.#settled)) this.#pump();
  }

  close(): void {
    this.closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Resolves when nothing is under way and everything is written. */
  async quiet(): Promise<void> {
    while (!this.isQuiet) {
      await this.#running;
      await Promise.all(this.#inFlight.values());
    }
    await this.#health.saved();
  }

  get #hasWork(): boolean {
    return this.#unread || this.#waiting.length > 0;
  }

  #pump(): void {
    if (this.closed) return;
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (!this.closed) this.#setTimer();
    });
  }

  async #run(): Promise<void> {
    this.#troubled = false;
    try {
      do {
        this.#again = false;
        await this.#step();
      } while (this.#again && !this.closed);
    } catch (error) {
      const { log } = this.#parts.platform;
      log.error({ err: error, hook: this.hookId }, "a hook's queue could not be worked on; trying again");
      this.#troubled = true;
      this.#dueAgain(new Date(this.#now.getTime() + readAgainAfterMs));
    }
  }

  /** The pace alone holds something back: go on when it lets go. */
  #setTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#hasWork || this.#inFlight.size >= concurrency) return;
    const wait = Math.max(this.#pace.waitMs(this.#now.getTime()), this.#troubled ? readAgainAfterMs : 1);
    this.#timer = setTimeout(() => this.#pump(), wait);
  }

  #dueAgain(at: Date): void {
    if (at < this.#dueAgainAt) this.#dueAgainAt = at;
  }

  async #step(): Promise<void> {
    if (!(await this.#holdsLease())) return this.close();
    if (this.#hasWork) {
      const open = this.#inFlight.size < concurrency && this.#pace.waitMs(this.#now.getTime()) === 0;
      if (open) await this.#work();
      return;
    }
    const rested = this.#now.getTime() - this.#idleSince.getTime() >= settleAfterMs;
    if (this.#inFlight.size === 0 && !this.#settled && rested) await this.#settle();
  }

  async #holdsLease(): Promise<boolean> {
    const now = this.#now;
    if (now < this.leaseUntil) return true;
    const until = await this.#leases.acquire(this.hookId, now);
    if (until === null) return false;
    this.leaseUntil = until;
    return true;
  }

  async #work(): Promise<void> {
    const reads = this.#unread && this.#waiting.length === 0;
    const [hook] = await Promise.all([this.#backlog.hook(), reads ? this.#read() : undefined]);
    if (hook === null) return this.#bury();
    this.#hook = hook;
    this.#health.meet(hook);
    if (this.closed) return;
    if (this.#now < this.leaseUntil) this.#startAllowed(hook);
    if (this.#unread && this.#waiting.length === 0) this.#again = true;
  }

  async #read(): Promise<void> {
    const now = this.#now;
    this.#unread = false;
    this.#endedDuringRead = new Set();
    const held = this.#hook !== null && this.#usualAllowed(this.#hook, now) === 0;
    const { parcels, more } = await this.#backlog.due(now, held ? "forced" : "all");
    this.#unread ||= more;
    this.#waiting = parcels.filter(
      ({ delivery: { _id } }) => !this.#inFlight.has(_id) && !this.#endedDuringRead.has(_id),
    );
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
      // without leave to send, usual ones go back to where they came from: the store keeps them
      if (usual === 0) this.#waiting = this.#waiting.filter(({ delivery }) => delivery.forced);
      if (usual === 0 && trialAt !== null && now < trialAt) this.#dueAgain(trialAt);
      if (this.#inFlight.size >= concurrency || this.#pace.waitMs(now.getTime()) > 0) return;
      const next = this.#waiting.shift();
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
        this.#inFlight.delete(delivery._id);
        this.#endedDuringRead.add(delivery._id);
        this.#idleSince = this.#now;
        this.#pump();
      });
    this.#inFlight.set(delivery._id, work);
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
    this.#health.save();
    const bump = await this.#leases.bumpOf(this.hookId);
    if (bump === null) return this.close();
    const usualFrom = this.#hook?.status === "disabled" ? never : (this.#health.trialAt ?? new Date(0));
    const dueAt = await this.#backlog.nextDueAt(usualFrom);
    const isNow = dueAt <= this.#now;
    this.#settled = !isNow && (await this.#leases.settle(this.hookId, bump, dueAt));
    if (this.#settled) return;
    this.#unread = true;
    this.#again = true;
  }

  /** The hook is gone: what it had pending ends, and its queue goes. */
  async #bury(): Promise<void> {
    const bump = await this.#leases.bumpOf(this.hookId);
    await endPending(this.#parts.platform, this.hookId);
    if (bump === null || (await this.#leases.drop(this.hookId, bump))) return this.close();
    this.#unread = true;
    this.#again = true;
  }
}
