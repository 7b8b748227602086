import { setTimeout as pause } from "node:timers/promises";
import type { CustomerForm } from "../catalog/index.ts";
import { lowestIdAt } from "../core/ids.ts";
import { eventsCollection, type EventDocument } from "../journal/index.ts";
import { showEvents, type ShowEvent } from "./present.ts";
import type { Platform } from "../platform/index.ts";

/*
 * The live journal as server-sent events. It reads the store, so it shows what any process wrote. Ids sort by time, but
 * an event of another process may become visible a moment after a later one: each look goes back a little and leaves out
 * what was sent. A client that comes back with Last-Event-ID goes on after that event, however long it was away.
 */

const lookEveryMs = 500;
const lookBackMs = 3_000;
const keepAliveMs = 15_000;
const batch = 200;

export interface StreamFilter {
  type?: string | undefined;
  card_id?: string | undefined;
  customer_fields: CustomerForm;
}

const timeOf = (event: EventDocument): number => event.at.getTime();

const frame = (event: EventDocument, show: ShowEvent): string =>
  `id: ${event._id}\nevent: ${event.name}\ndata: ${JSON.stringify(show(event))}\n\n`;

/** The public events of a business as they happen, as frames of text/event-stream; ends with the signal. */
export async function* streamEvents(
  platform: Platform,
  businessId: string,
  { lastEventId, ...filter }: StreamFilter & { lastEventId: string },
  signal: AbortSignal,
): AsyncGenerator<string> {
  const events = platform.store.collection(eventsCollection);
  const startedAt = platform.clock.now();
  const isResumed = /^evt_[0-9a-z]{26}$/.test(lastEventId);
  const floor = isResumed ? lastEventId : lowestIdAt("evt", startedAt);
  let after = floor;
  let sent = new Map<string, number>();
  let quietMs = 0;
  yield ": connected\n\n";
  while (!signal.aborted) {
    const found = await events
      .find({
        business_id: businessId,
        is_public: true,
        _id: { $gt: after },
        ...(filter.type !== undefined && { name: filter.type }),
        ...(filter.card_id !== undefined && { card_id: filter.card_id }),
      })
      .sort({ _id: 1 })
      .limit(batch)
      .toArray();
    const fresh = found.filter((event) => !sent.has(event._id));
    const show = await showEvents(platform, fresh, filter.customer_fields);
    for (const event of fresh) {
      sent.set(event._id, timeOf(event));
      yield frame(event, show);
    }
    const last = found.at(-1);
    if (found.length === batch && last !== undefined) {
      after = last._id;
      continue;
    }
    const back = platform.clock.now().getTime() - lookBackMs;
    const lookFrom = lowestIdAt("evt", new Date(back));
    after = lookFrom > floor ? lookFrom : floor;
    sent = new Map([...sent].filter(([id]) => id > after));
    quietMs = fresh.length > 0 ? 0 : quietMs + lookEveryMs;
    if (quietMs >= keepAliveMs) {
      quietMs = 0;
      yield ": still here\n\n";
    }
    await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
