import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { leaseMs, pauseAfterMs, type WorkItem } from "./item.ts";
import { Pulse } from "./pulse.ts";
import type { WorkQueue } from "./queue.ts";
import { Shares } from "./shares.ts";
import { Turn, type Ending, type WorkKind } from "./turn.ts";

/*
 * The crew of a process: one loop that looks for due work of all its kinds, takes it and hands it to them. It looks at
 * once when this process has added work or a turn has made room, quickly while there is work, and once a second when
 * there is none, which costs one reading, or none where the store tells of changes. A turn that fails is put off and
 * counted; one that hangs holds up its own business's share of its kind and nothing else. Any number of crews may run on
 * one store. Stopped in good order the turns end and give their items back; killed, their leases run out after ten
 * seconds and others go on.
 */

const renewEveryMs = 3_000;
const lookedAtOnce = 100;

export interface CrewParts {
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly log: Log;
}

interface Hand {
  readonly turn: Turn;
  readonly ended: Promise<void>;
}

export class Crew {
  readonly #parts: CrewParts;
  readonly #kinds: ReadonlyMap<string, WorkKind>;
  readonly #worker = randomUUID();
  readonly #shares: Shares;
  readonly #hands = new Map<string, Hand>();
  readonly #pulse: Pulse;
  /** Items that are being taken for a place that has become free. */
  readonly #filling = new Set<Promise<void>>();
  /** Items that are being put back: a look that begins meanwhile would not find them. */
  readonly #putting = new Set<Promise<void>>();
  /** Found due when there was no room for them. */
  #waiting: WorkItem[] = [];
  #renewedAt = 0;
  #isStopping = false;
  #isTroubled = false;
  #endListening: (() => void) | null = null;

  constructor(parts: CrewParts, kinds: readonly WorkKind[]) {
    this.#parts = parts;
    this.#kinds = new Map(kinds.map((kind) => [kind.kind, kind]));
    this.#shares = new Shares(kinds);
    this.#pulse = new Pulse({
      look: () => this.#round(),
      isBusy: () => this.#hands.size > 0,
      now: () => parts.clock.now(),
    });
  }

  /** Begins to look by itself. */
  start(): void {
    if (this.#isStopping) return;
    this.#endListening ??= this.#parts.queue.onAdded(() => this.#pulse.wake());
    this.#pulse.start();
  }

  /** Turns under way end, no new ones begin, items are given back. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#endListening?.();
    await this.#pulse.stop();
    for (const { turn } of this.#hands.values()) turn.end();
    await Promise.all([...this.#hands.values()].map(({ ended }) => ended));
  }

  /** One look; turns it has begun go on after it. Resolves when it is over, also one that was under way. */
  async tick(): Promise<void> {
    if (!this.#isStopping) await this.#pulse.beat();
  }

  /** Resolves when nothing of these kinds is due or under way any more. */
  async drain(kinds: readonly string[] = [...this.#kinds.keys()]): Promise<void> {
    const underWay = () => [...this.#hands.values()].filter(({ turn }) => kinds.includes(turn.item.kind));
    for (;;) {
      await this.tick();
      await Promise.all(this.#filling);
      const turns = underWay();
      // A turn that ended while this looked has let another begin.
      if (this.#isStopping || turns.length + this.#filling.size === 0) return;
      await Promise.all(turns.map(({ ended }) => ended));
    }
  }

  async #round(): Promise<void> {
    try {
      await this.#renew();
      await this.#tellNews();
      await Promise.all(this.#putting);
      await this.#takeDue();
      for (const kind of this.#kinds.values()) kind.onRound?.();
      this.#isTroubled = false;
    } catch (error) {
      const level = this.#isTroubled ? "debug" : "error";
      this.#parts.log[level]({ err: error }, "the work queue could not be read; trying again");
      this.#isTroubled = true;
    }
  }

  async #renew(): Promise<void> {
    const now = this.#parts.clock.now();
    // set back, the clock says nothing of how old the leases are
    if (this.#hands.size === 0 || Math.abs(now.getTime() - this.#renewedAt) < renewEveryMs) return;
    const hands = [...this.#hands];
    const kept = await this.#parts.queue.renew(
      hands.map(([id]) => id),
      this.#worker,
    );
    this.#renewedAt = now.getTime();
    for (const [id, { turn }] of hands) {
      if (kept.has(id)) turn.keep(new Date(now.getTime() + leaseMs));
      else turn.end();
    }
  }

  async #tellNews(): Promise<void> {
    const wanting = [...this.#kinds.values()].filter(({ wantsNews }) => wantsNews === true);
    const told = [...this.#hands.values()].filter(({ turn }) =>
      wanting.some(({ kind }) => kind === turn.item.kind),
    );
    if (told.length === 0) return;
    const bumps = await this.#parts.queue.bumpsOf(
      this.#worker,
      wanting.map(({ kind }) => kind),
    );
    for (const { turn } of told) {
      const bump = bumps.get(turn.item._id);
      if (bump !== undefined) turn.see(bump);
    }
  }

  async #takeDue(): Promise<void> {
    for (;;) {
      if (this.#isStopping) return;
      const found = await this.#parts.queue.due({ ...this.#shares.wanted(), limit: lookedAtOnce });
      const taken = await this.#takeAll(found);
      if (taken > 0) this.#pulse.quicken();
      // a full page of those that have their share may hide others
      if (found.length < lookedAtOnce || taken === 0) return;
    }
  }

  /** Takes those there is room for; the others wait for it. */
  async #takeAll(found: readonly WorkItem[]): Promise<number> {
    this.#waiting = [];
    const fitting = found.filter((item) => {
      if (this.#hands.has(item._id)) return false;
      if (this.#shares.hasRoom(item)) {
        this.#shares.begin(item);
        return true;
      }
      this.#waiting.push(item);
      return false;
    });
    const taken = await Promise.all(fitting.map((item) => this.#take(item)));
    return taken.filter(Boolean).length;
  }

  /** Takes one whose place is reserved. */
  async #take(found: WorkItem): Promise<boolean> {
    const { queue, clock } = this.#parts;
    let item: WorkItem | null = null;
    try {
      if (!this.#isStopping) item = await queue.take(found._id, this.#worker);
    } finally {
      if (item === null) this.#shares.end(found);
    }
    if (item === null) return false;
    const { _id: id, lease_until: leaseUntil } = item;
    // the first lease begins the time between renewals
    if (this.#hands.size === 0) this.#renewedAt = clock.now().getTime();
    const turn = new Turn({ queue, clock, worker: this.#worker, item, leaseUntil });
    if (this.#isStopping) turn.end();
    const ended = this.#run(turn).finally(() => {
      this.#hands.delete(id);
      this.#shares.end(found);
      this.#fill();
    });
    this.#hands.set(id, { turn, ended });
    return true;
  }

  /** A place is free: for one that waits for it, else for what another look finds. */
  #fill(): void {
    if (this.#isStopping) return;
    const at = this.#waiting.findIndex((item) => !this.#hands.has(item._id) && this.#shares.hasRoom(item));
    const [next] = at < 0 ? [] : this.#waiting.splice(at, 1);
    if (next === undefined) return this.#pulse.wake();
    this.#shares.begin(next);
    const filling = this.#take(next).then(
      () => undefined,
      () => this.#pulse.wake(),
    );
    this.#filling.add(filling);
    void filling.then(() => this.#filling.delete(filling));
  }

  async #run(turn: Turn): Promise<void> {
    const ending = await this.#work(turn);
    const putting = this.#put(turn, ending).catch((error: unknown) => {
      // its lease runs out
      this.#parts.log.warn({ err: error, work: turn.item._id }, "an item could not be put back");
    });
    this.#putting.add(putting);
    await putting;
    this.#putting.delete(putting);
  }

  async #work(turn: Turn): Promise<Ending> {
    const { item } = turn;
    try {
      return (await this.#kinds.get(item.kind)?.work(turn)) ?? { kind: "left" };
    } catch (error) {
      const level = item.tries === 0 ? "error" : "warn";
      this.#parts.log[level](
        { err: error, work: item._id, tries: item.tries + 1 },
        "work failed; it is put off",
      );
      const dueAt = new Date(this.#parts.clock.now().getTime() + pauseAfterMs(item.tries));
      return { kind: "later", dueAt, failed: true };
    }
  }

  async #put({ item }: Turn, ending: Ending): Promise<void> {
    const { queue, clock } = this.#parts;
    const held = { id: item._id, worker: this.#worker };
    if (ending.kind === "left") return queue.release(held, ending);
    if (ending.kind === "more") {
      const { state } = ending;
      const more = { dueAt: clock.now(), ...(state && { state }) };
      if (!(await queue.postpone({ ...held, bump: item.bump }, more))) await queue.release(held, more);
      return;
    }
    const hold = { ...held, bump: ending.bump ?? item.bump };
    if (ending.kind === "done") {
      // something was added: it is due for a fresh start
      if (!(await queue.finish(hold))) await queue.release(held, { tries: 0 });
      return;
    }
    const tries = ending.failed === true ? item.tries + 1 : 0;
    const { dueAt, freeFrom } = ending;
    const later = { dueAt, tries, ...(freeFrom && { freeFrom }) };
    if (await queue.postpone(hold, later)) this.#pulse.expect(dueAt);
    else await queue.release(held, { tries: 0, ...(freeFrom && { freeFrom }) });
  }
}
