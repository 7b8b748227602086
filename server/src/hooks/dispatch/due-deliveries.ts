import { byId } from "../../core/store.ts";
import { eventsCollection, type EventDocument } from "../../journal/index.ts";
import type { Platform } from "../../platform/index.ts";
import { deliveriesCollection, hooksCollection, never, type Delivery, type Hook } from "../model.ts";

/** Read at once; more than are ever in flight, so that what is in flight cannot hide the rest. */
const batch = 100;
/** Event documents are missing only while they are being rebuilt from the journal. */
const eventMissingMs = 60_000;

/** A delivery that may be sent, with what it says. */
export interface DueDelivery {
  readonly delivery: Delivery;
  readonly event: EventDocument;
}

/** What one hook has pending, as its lane reads it from the store. */
export class DueDeliveries {
  readonly #platform: Platform;
  readonly #hookId: string;

  constructor(platform: Platform, hookId: string) {
    this.#platform = platform;
    this.#hookId = hookId;
  }

  get #deliveries() {
    return this.#platform.store.collection(deliveriesCollection);
  }

  /** The hook as it stands now; those that lanes ask for in the same moment are read together. */
  hook(): Promise<Hook | null> {
    return byId(this.#platform.store.collection(hooksCollection), this.#hookId);
  }

  async #dueOf(forced: boolean, now: Date): Promise<Delivery[]> {
    const found = await this.#deliveries
      .find({ hook_id: this.#hookId, status: "pending", forced, next_attempt_at: { $lte: now } })
      .sort({ next_attempt_at: 1 })
      .limit(batch)
      .toArray();
    return found;
  }

  /** Due deliveries with their events, those a person asked for first. `more`: the store may hold others. */
  async due(now: Date, which: "all" | "forced"): Promise<{ due: DueDelivery[]; more: boolean }> {
    const [forced, usual] = await Promise.all([
      this.#dueOf(true, now),
      which === "all" ? this.#dueOf(false, now) : [],
    ]);
    const more = forced.length === batch || usual.length === batch;
    const deliveries = [...forced, ...usual];
    if (deliveries.length === 0) return { due: [], more };
    const events = await this.#events(deliveries);
    const due: DueDelivery[] = [];
    const orphans: Delivery[] = [];
    for (const delivery of deliveries) {
      const event = events.get(delivery.event_id);
      if (event === undefined) orphans.push(delivery);
      else due.push({ delivery, event });
    }
    if (orphans.length > 0) await this.#postpone(orphans, new Date(now.getTime() + eventMissingMs));
    return { due, more };
  }

  async #earliestOf(forced: boolean): Promise<Date> {
    const [first] = await this.#deliveries
      .find({ hook_id: this.#hookId, status: "pending", forced }, { projection: { next_attempt_at: 1 } })
      .sort({ next_attempt_at: 1 })
      .limit(1)
      .toArray();
    return first?.next_attempt_at ?? never;
  }

  /** When the next pending delivery is due; usual ones not before `usualFrom`. */
  async nextDueAt(usualFrom: Date): Promise<Date> {
    const [forced, usual] = await Promise.all([this.#earliestOf(true), this.#earliestOf(false)]);
    const held = usual > usualFrom ? usual : usualFrom;
    const open = usual.getTime() === never.getTime() ? never : held;
    return forced < open ? forced : open;
  }

  /** One event goes to many hooks, whose lanes ask for it in the same moment. */
  async #events(deliveries: readonly Delivery[]): Promise<Map<string, EventDocument>> {
    const events = this.#platform.store.collection(eventsCollection);
    const ids = [...new Set(deliveries.map((delivery) => delivery.event_id))];
    const found = await Promise.all(ids.map((id) => byId(events, id)));
    return new Map(found.flatMap((event) => (event === null ? [] : [[event._id, event]])));
  }

  async #postpone(deliveries: readonly Delivery[], until: Date): Promise<void> {
    await this.#deliveries.updateMany(
      { _id: { $in: deliveries.map(({ _id }) => _id) }, status: "pending" },
      { $set: { next_attempt_at: until } },
    );
  }
}
