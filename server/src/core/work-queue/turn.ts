import type { Clock } from "../clock.ts";
import { isHeld, type WorkItem, type WorkState } from "./item.ts";
import type { WorkQueue } from "./queue.ts";

/** How a turn ends. `bump` is the one that was read before the last look at what there is to do; else as it was taken. */
export type Ending =
  /** Nothing is left. */
  | { readonly kind: "done"; readonly bump?: number }
  /** The next is due then. `failed` counts a try; `freeFrom`: nobody may take it before. */
  | {
      readonly kind: "later";
      readonly dueAt: Date;
      readonly bump?: number;
      readonly failed?: boolean;
      readonly freeFrom?: Date;
    }
  /** There is more, which is done in its turn, behind others that are due. */
  | { readonly kind: "more"; readonly state?: WorkState }
  /** It stands as it stood: whoever takes it goes on. */
  | { readonly kind: "left"; readonly freeFrom?: Date };

/** One kind of work and how it is done. */
export interface WorkKind {
  readonly kind: string;
  /** Turns at a time in one process. */
  readonly atOnce: number;
  /** Of these, for one business. */
  readonly perBusiness: number;
  /** Whether what is added meanwhile is told to the turns under way. */
  readonly wantsNews?: boolean;
  /** Does what there is to do. What it throws counts as a failed try: it is put off, and delays nobody else. */
  work(turn: Turn): Promise<Ending>;
  /** Called at each round of the crew. */
  onRound?(): void;
}

/** One worker's turn at an item. */
export class Turn {
  readonly item: WorkItem;
  readonly #queue: WorkQueue;
  readonly #clock: Clock;
  readonly #worker: string;
  readonly #over = new AbortController();
  #leaseUntil: Date;
  #bump: number;
  #onNews: (() => void) | null = null;

  constructor(parts: {
    readonly queue: WorkQueue;
    readonly clock: Clock;
    readonly worker: string;
    readonly item: WorkItem;
    readonly leaseUntil: Date;
  }) {
    this.item = parts.item;
    this.#queue = parts.queue;
    this.#clock = parts.clock;
    this.#worker = parts.worker;
    this.#leaseUntil = parts.leaseUntil;
    this.#bump = parts.item.bump;
  }

  /** True while nobody else can have the item. */
  get isHeld(): boolean {
    return !this.#over.signal.aborted && isHeld(this.#leaseUntil, this.#clock.now());
  }

  /** Whether the lease has so much time left. */
  isHeldFor(ms: number): boolean {
    return this.isHeld && this.#leaseUntil.getTime() - this.#clock.now().getTime() >= ms;
  }

  /** Aborted when the item is another's or the process stops: nothing new is to be begun. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Who is told when something is added to the item. */
  set onNews(told: () => void) {
    this.#onNews = told;
  }

  /** Reads how often something was added: before the last look at what there is to do. Null when the item is another's. */
  async readBump(): Promise<number | null> {
    const bump = await this.#queue.bumpOf({ id: this.item._id, worker: this.#worker });
    if (bump !== null) this.#bump = bump;
    return bump;
  }

  /** Rests until then, whatever is added. */
  rest(until: Date, reason: string): Promise<void> {
    return this.#queue.rest(this.item._id, until, reason);
  }

  /** For the crew: the lease was renewed. */
  keep(until: Date): void {
    this.#leaseUntil = until;
  }

  /** For the crew: the lease is lost, or the process stops. */
  end(): void {
    this.#over.abort();
  }

  /** For the crew: the item's bump as it was read now. */
  see(bump: number): void {
    if (bump === this.#bump) return;
    this.#bump = bump;
    this.#onNews?.();
  }
}
