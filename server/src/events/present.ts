import type { CustomerForm } from "../catalog/index.ts";
import { isSealed, type SealReader } from "../core/seals.ts";
import type { Contact, EventDocument } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";

/** What showing an event needs of it. */
export type ShownEvent = Pick<EventDocument, "body" | "contact" | "customer_id">;

/** Shows events of one reading in one form, as objects in wire order. */
export type ShowEvent = (event: ShownEvent) => Record<string, unknown>;

/** Of a person who was erased: the members that the event had, all of them null. */
const noContact = ({ body }: ShownEvent): Contact => {
  const former: Contact = { name: null, email: null, phone: null, birthday: null };
  // Events came to have the later members together with the location's name.
  if (!("location_name" in body)) return former;
  return { ...former, first_name: null, last_name: null, external_id: null, consents: null };
};

/** The person's contact data if they exist; 0.1.0 kept it plain. */
const contactIn = (event: ShownEvent, reader: SealReader): Contact => {
  const { contact, customer_id: id } = event;
  if (isSealed(contact)) {
    const text = reader.open(contact);
    return text === null ? noContact(event) : (JSON.parse(text) as Contact);
  }
  return contact !== null && id !== null && reader.exists(id) ? contact : noContact(event);
};

const withContact = (event: ShownEvent, reader: SealReader): Record<string, unknown> => {
  const customer = event.body["customer"];
  if (typeof customer !== "object" || customer === null) return event.body;
  return { ...event.body, customer: { ...customer, ...contactIn(event, reader) } };
};

/**
 * How these events are shown in a form. For the contact form the customers are looked at now: of one who was erased the
 * contact members are null, whatever was written of them. The ids form reads nothing.
 */
export const showEvents = async (
  { seals }: Pick<Platform, "seals">,
  events: readonly ShownEvent[],
  form: CustomerForm,
): Promise<ShowEvent> => {
  if (form === "ids") return ({ body }) => body;
  const reader = await seals.reader(events.flatMap(({ customer_id: id }) => id ?? []));
  return (event) => withContact(event, reader);
};

/** The exact bytes of an event: what a hook receives and what `GET /v1/events/:id` answers. */
export const renderEvent = async (
  platform: Pick<Platform, "seals">,
  event: ShownEvent,
  form: CustomerForm,
): Promise<string> => JSON.stringify((await showEvents(platform, [event], form))(event));
