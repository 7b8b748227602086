import type { CustomerForm } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { lowestIdAt } from "../core/ids.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import { eventsCollection, type EventDocument } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";

export interface EventFilter extends Paging {
  type?: string | undefined;
  card_id?: string | undefined;
  since?: string | undefined;
  template_id?: string | undefined;
  location_id?: string | undefined;
  voucher_template_id?: string | undefined;
  customer_fields: CustomerForm;
}

const references = ["card_id", "template_id", "location_id", "voucher_template_id"] as const;

/** The public events of a business, newest first. */
export const listEvents = (
  platform: Platform,
  businessId: string,
  filter: EventFilter,
): Promise<Page<EventDocument>> => {
  const narrowed = references.flatMap((name) =>
    filter[name] === undefined ? [] : [[name, filter[name]] as const],
  );
  const conditions = {
    business_id: businessId,
    is_public: true,
    ...(filter.type !== undefined && { name: filter.type }),
    ...Object.fromEntries(narrowed),
    // Ids begin with the time, so "since" is a range of ids and needs no index of its own.
    ...(filter.since !== undefined && { _id: { $gte: lowestIdAt("evt", new Date(filter.since)) } }),
  };
  return readPage<EventDocument>(platform.store.collection(eventsCollection), conditions, filter);
};

/** @throws not_found */
export const getEvent = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<EventDocument> => {
  const found = await platform.store
    .collection(eventsCollection)
    .findOne({ _id: id, business_id: businessId, is_public: true });
  if (found === null) throw new Failure("not_found");
  return found;
};
