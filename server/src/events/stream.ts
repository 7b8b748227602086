import type { CustomerForm } from "../catalog/index.ts";
import { lowestIdAt, timeOfId } from "../core/ids.ts";
import { eventsCollection, type EventDocument } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { joinFeed, lookBackMs } from "./feed.ts";
import { Mailbox } from "./mailbox.ts";
import { showEvents, type ShowEvent } from "./present.ts";

/*
 * The live journal as server-sent events: first what the store holds since the stream's beginning, then what the
 * business's feed brings. A client that comes back with Last-Event-ID goes on after that event, however long it was
 * away; an event that became visible behind a later one may stand before it, so the last seconds before it are sent
 * again. Events may thus come twice after a return, never not at all. A client too slow to follow is let go, and comes
 * back the same way.
 */

const keepAliveMs = 15_000;
const batch = 200;

export interface StreamFilter {
  type?: string | undefined;
  card_id?: string | undefined;
  customer_fields: CustomerForm;
}

const frame = (event: EventDocument, show: ShowEvent): string =>
  `id: ${event._id}\nevent: ${event.name}\ndata: ${show(event)}\n\n`;

const isWanted = (event: EventDocument, { type, card_id: cardId }: StreamFilter): boolean =>
  (type === undefined || event.name === type) && (cardId === undefined || event.card_id === cardId);

/** Pages of what the store holds behind an id, oldest first. */
async function* readFrom(
  platform: Platform,
  businessId: string,
  { type, card_id: cardId }: StreamFilter,
  floor: string,
): AsyncGenerator<EventDocument[]> {
  for (let after: string | undefined = floor; after !== undefined;) {
    const found: EventDocument[] = await platform.store
      .collection(eventsCollection)
      .find({
        business_id: businessId,
        is_public: true,
        _id: { $gt: after },
        ...(type !== undefined && { name: type }),
        ...(cardId !== undefined && { card_id: cardId }),
      })
      .sort({ _id: 1 })
      .limit(batch)
      .toArray();
    yield found;
    after = found.length === batch ? found.at(-1)?._id : undefined;
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

const floorOf = (lastEventId: string, startedAt: Date): string => {
  const lastAt = /^evt_[0-9a-z]{26}$/.test(lastEventId) ? timeOfId(lastEventId) : null;
  return lowestIdAt("evt", lastAt === null ? startedAt : new Date(lastAt.getTime() - lookBackMs));
};

/** The public events of a business as they happen, as frames of text/event-stream; ends with the signal. */
export async function* streamEvents(
  platform: Platform,
  businessId: string,
  { lastEventId, ...filter }: StreamFilter & { lastEventId: string },
  signal: AbortSignal,
): AsyncGenerator<string> {
  const startedAt = platform.clock.now();
  const box = new Mailbox();
  yield ": connected\n\n";
  const feed = joinFeed(platform, businessId, box);
  try {
    await Promise.race([feed.started, aborted(signal)]);
    const mayComeAgain = lowestIdAt("evt", new Date(startedAt.getTime() - lookBackMs));
    /** What the feed may bring although the store has shown it. */
    const sent = new Set([lastEventId]);
    for await (const page of readFrom(platform, businessId, filter, floorOf(lastEventId, startedAt))) {
      const fresh = page.filter(({ _id }) => !sent.has(_id));
      const show = await showEvents(platform, fresh, filter.customer_fields);
      for (const event of fresh) {
        if (signal.aborted) return;
        if (event._id > mayComeAgain) sent.add(event._id);
        yield frame(event, show);
      }
    }
    while (!signal.aborted && !box.isOverfull) {
      if (!(await box.filled(keepAliveMs, signal)) && !signal.aborted) yield ": still here\n\n";
      const fresh = box.takeAll().filter((one) => isWanted(one, filter) && !sent.delete(one._id));
      const show = await showEvents(platform, fresh, filter.customer_fields);
      for (const event of fresh) {
        if (signal.aborted) return;
        yield frame(event, show);
      }
    }
  } finally {
    feed.leave();
  }
}
