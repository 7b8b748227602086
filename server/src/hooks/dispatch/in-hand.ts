import type { DueDelivery } from "./due-deliveries.ts";

/**
 * The deliveries of one hook that its lane has in hand: announced (being written by this process), ready, under way. It
 * keeps one delivery from being started twice although the store may be read while others begin and end.
 */
export class InHand {
  /** Offered once they stand; a reading leaves them alone. */
  readonly #announced = new Set<string>();
  readonly #underWay = new Map<string, Promise<void>>();
  /** While the store is being read, what has ended since: that reading may still show it as due. */
  #endedDuringRead: Set<string> | null = null;
  #ready: DueDelivery[] = [];

  get ready(): number {
    return this.#ready.length;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  get announced(): number {
    return this.#announced.size;
  }

  announce(ids: readonly string[]): void {
    for (const id of ids) this.#announced.add(id);
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) this.#announced.delete(id);
  }

  put(due: readonly DueDelivery[]): void {
    this.#ready.push(...due);
  }

  beginRead(): void {
    this.#endedDuringRead = new Set();
  }

  endRead(due: readonly DueDelivery[]): void {
    const known = new Set(this.#ready.map(({ delivery }) => delivery._id));
    const ended = this.#endedDuringRead;
    this.#endedDuringRead = null;
    const isNew = (id: string): boolean =>
      !known.has(id) && !this.#announced.has(id) && !this.#underWay.has(id) && ended?.has(id) !== true;
    this.#ready.push(...due.filter(({ delivery }) => isNew(delivery._id)));
  }

  /** Leaves to the store what no person asked for. */
  dropUsual(): void {
    this.#ready = this.#ready.filter(({ delivery }) => delivery.forced);
  }

  next(): DueDelivery | undefined {
    return this.#ready.shift();
  }

  begin(id: string, attempt: Promise<void>): void {
    this.#underWay.set(id, attempt);
  }

  end(id: string): void {
    this.#underWay.delete(id);
    this.#endedDuringRead?.add(id);
  }

  /** Resolves when what is under way now has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }
}
