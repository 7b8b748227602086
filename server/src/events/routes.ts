import * as catalog from "../catalog/index.ts";
import { mapPage } from "../core/paging.ts";
import { bind, LiveText, RawJson, rawPage, type Operation } from "../http/operation.ts";
import { renderEvent, showEvents } from "./present.ts";
import { streamEvents } from "./stream.ts";
import { getEvent, listEvents } from "./find.ts";

type AnyEvent = ReturnType<typeof catalog.eventSample> & {
  id: string;
  event: catalog.EventName;
  timestamp: string;
  business_id: string;
};

const describeEvents = () =>
  catalog.events.map((event) => ({
    name: event.name,
    label: event.label,
    description: event.description,
    members: catalog.eventMembers(event as unknown as catalog.EventDefinition),
    sample: catalog.eventSample(event as unknown as catalog.EventDefinition) as AnyEvent,
  }));

/** Made when it is first asked for, and the same from then on: a start does not wait for it. */
let eventTypes: ReturnType<typeof describeEvents> | null = null;

export const eventOperations: readonly Operation[] = [
  bind(catalog.listEventTypes, async () => ({ data: (eventTypes ??= describeEvents()) })),
  bind(catalog.listEvents, async ({ platform, caller, query }) => {
    const page = await listEvents(platform, caller.business.id, query);
    return rawPage(mapPage(page, await showEvents(platform, page.data, query.customer_fields)));
  }),
  // Before the event by id: "stream" is no id.
  bind(
    catalog.streamEvents,
    async ({ platform, caller, query, request }) =>
      new LiveText("text/event-stream", (signal) =>
        streamEvents(
          platform,
          caller.business.id,
          { ...query, lastEventId: request.header("Last-Event-ID") },
          signal,
        ),
      ),
  ),
  bind(
    catalog.getEvent,
    async ({ platform, caller, params, query }) =>
      new RawJson(
        await renderEvent(
          platform,
          await getEvent(platform, caller.business.id, params.id),
          query.customer_fields,
        ),
      ),
  ),
];
