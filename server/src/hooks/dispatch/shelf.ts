import type { DueDelivery } from "./backlog.ts";

/**
 * The deliveries of one hook that its lane has in hand: being written, waiting, under way. It keeps one delivery from
 * being started twice although the store may be read while others begin and end.
 */
export class Shelf {
  /** Being written by this process, which offers them once they stand; a reading leaves them alone. */
  readonly #announced = new Set<string>();
  readonly #underWay = new Map<string, Promise<void>>();
  /** What ended while the store was being read: that reading may still show it as due. */
  #endedDuringRead = new Set<string>();
  #waiting: DueDelivery[] = [];

  get waiting(): number {
    return this.#waiting.length;
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

  put(parcels: readonly DueDelivery[]): void {
    this.#waiting.push(...parcels);
  }

  beginRead(): void {
    this.#endedDuringRead = new Set();
  }

  endRead(parcels: readonly DueDelivery[]): void {
    const known = new Set(this.#waiting.map(({ delivery }) => delivery._id));
    const isNew = (id: string): boolean =>
      !known.has(id) && !this.#announced.has(id) && !this.#underWay.has(id) && !this.#endedDuringRead.has(id);
    this.#waiting.push(...parcels.filter(({ delivery }) => isNew(delivery._id)));
  }

  /** Gives back to the store what no person asked for. */
  dropUsual(): void {
    this.#waiting = this.#waiting.filter(({ delivery }) => delivery.forced);
  }

  next(): DueDelivery | undefined {
    return this.#waiting.shift();
  }

  begin(id: string, work: Promise<void>): void {
    this.#underWay.set(id, work);
  }

  end(id: string): void {
    this.#underWay.delete(id);
    this.#endedDuringRead.add(id);
  }

  /** Resolves when what is under way now has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }
}
