import type { Bundle, Trigger, ZObject } from "zapier-platform-core";
import { pageOf, recordIn } from "./answer.ts";
import { callApi, type ApiRequest } from "./api.ts";
import { catalog, type CatalogTrigger } from "./catalog.ts";
import { shopZone } from "./connection.ts";
import { eventRecordOf } from "./event-record.ts";
import { formOf } from "./fields.ts";
import { checkWhole, filledOf } from "./input.ts";

/*
 * One event, one instant trigger, all made here from the catalogue's facts. When a Zap is turned on Zapier
 * subscribes; the product then posts each event to the Zap's address; `perform` hands it on. While the Zap is being
 * built Zapier asks for recent events instead: they are the same records, made by the same `eventRecordOf`.
 */

/** Enough to build a Zap on; Zapier shows three. */
const recentEvents = 3;

type Perform<Result> = (z: ZObject, bundle: Bundle) => Promise<Result>;
type Records = Record<string, unknown>[];

/** Refusals name a filter in two ways: where a hook carries it and where a list does. */
const filterLabels = ({ inputFields }: CatalogTrigger) =>
  Object.fromEntries(
    inputFields.flatMap(({ key, label }) => [
      [`/filters/${key}`, label],
      [`?${key}`, label],
    ]),
  );

/** What Zapier keeps with a Zap. The zone is asked for once: a run must not hang on a call, nor use up the key's calls. */
interface Subscription {
  readonly id: string;
  readonly zone?: string;
}

const subscribe =
  (event: CatalogTrigger): Perform<Subscription> =>
  async (z, bundle) => {
    const zone = await shopZone(z, bundle);
    const filters = filledOf(event.inputFields, bundle.inputData);
    const response = await callApi(z, bundle, {
      method: "POST",
      path: "/hooks",
      body: {
        target_url: bundle.targetUrl,
        events: [event.key],
        ...(Object.keys(filters).length > 0 ? { filters } : {}),
        // A step that writes to a mailing list or a CRM needs the customer's email.
        customer_fields: "contact",
        source: "zapier",
      },
      labels: filterLabels(event),
    });
    // Zapier stores what is returned with the Zap; the signing secret has no business there.
    return { id: String(recordIn(z, response, { id: "" })["id"]), ...(zone !== undefined && { zone }) };
  };

const unsubscribe: Perform<Record<string, never>> = async (z, bundle) => {
  const id = bundle.subscribeData?.id;
  if (id === undefined) return {};
  const request: ApiRequest = {
    method: "DELETE",
    path: `/hooks/${encodeURIComponent(id)}`,
    accepts: [404, 410],
  };
  await callApi(z, bundle, request);
  return {};
};

/** An event is handed on even where its zone cannot be learnt: then its local times are empty. */
const zoneOf = async (z: ZObject, bundle: Bundle): Promise<string | undefined> => {
  const kept: Partial<Subscription> | undefined = bundle.subscribeData;
  return kept?.zone ?? shopZone(z, bundle).catch(() => undefined);
};

const receive =
  (event: CatalogTrigger): Perform<Records> =>
  async (z, bundle) => {
    const delivered = bundle.cleanedRequest as Record<string, unknown> | null | undefined;
    if (delivered?.["event"] !== event.key) return [];
    // Zapier adds the address's query to what was posted.
    const posted = Object.entries(delivered).filter(([key]) => key !== "querystring");
    return [eventRecordOf(event, Object.fromEntries(posted), await zoneOf(z, bundle))];
  };

const listRecent =
  (event: CatalogTrigger): Perform<Records> =>
  async (z, bundle) => {
    checkWhole(z, event.inputFields, bundle.inputData);
    const response = await callApi(z, bundle, {
      method: "GET",
      path: "/events",
      query: {
        ...filledOf(event.inputFields, bundle.inputData),
        type: event.key,
        customer_fields: "contact",
        limit: recentEvents,
      },
      labels: filterLabels(event),
    });
    const { data } = pageOf(z, response);
    const zone = data.length > 0 ? await shopZone(z, bundle) : undefined;
    return data.map((body) => eventRecordOf(event, body, zone));
  };

/** The instant trigger of one event. */
export const triggerOf = (event: CatalogTrigger): Trigger => ({
  key: event.key,
  noun: event.noun,
  display: { label: event.label, description: event.description },
  operation: {
    type: "hook",
    inputFields: formOf(event.inputFields),
    performSubscribe: subscribe(event),
    performUnsubscribe: unsubscribe,
    perform: receive(event),
    performList: listRecent(event),
    sample: { ...event.sample },
    outputFields: [...event.outputFields],
  },
});

export const eventTriggers: readonly Trigger[] = catalog.triggers.map(triggerOf);
