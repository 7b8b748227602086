import type { CustomerForm } from "../catalog/index.ts";
import { Gather } from "../core/gather.ts";
import { isSealed, type SealReader } from "../core/seals.ts";
import type { Contact, EventDocument } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";

/** What showing an event needs of it. */
export type ShownEvent = Pick<EventDocument, "body" | "contact" | "customer_id">;

/** Shows events of one reading in one form, each as its exact JSON. */
export type ShowEvent = (event: ShownEvent) => string;

/** The JSON of the ids form, which is what is kept; of what was written before that, an object whose members have their order. */
const idsForm = ({ body }: ShownEvent): string => (typeof body === "string" ? body : JSON.stringify(body));

/**
 * The customer in an event's JSON, without the closing brace. Whatever the texts of an event say, a quote in them is
 * escaped, so none can look like this; the customer's own are ids and a language tag.
 */
const customerIn = /"customer":\{[^}]*/;

/** Of a person who was erased: the members that the event had, all of them null. */
const noContact = (json: string): Contact => {
  const former: Contact = { name: null, email: null, phone: null, birthday: null };
  // Events came to have the later members together with the location's name.
  if (!json.includes('"location_name":')) return former;
  return { ...former, first_name: null, last_name: null, external_id: null, consents: null };
};

/** The person's contact data as JSON if they exist; 0.1.0 kept it plain. */
const contactIn = ({ contact, customer_id: id }: ShownEvent, reader: SealReader): string | null => {
  if (isSealed(contact)) return reader.open(contact);
  return contact !== null && id !== null && reader.exists(id) ? JSON.stringify(contact) : null;
};

const contactForm = (event: ShownEvent, reader: SealReader): string => {
  const json = idsForm(event);
  return json.replace(customerIn, (customer) => {
    const contact = contactIn(event, reader) ?? JSON.stringify(noContact(json));
    return `${customer},${contact.slice(1, -1)}`;
  });
};

/**
 * How these events are shown in a form: the bytes that a hook receives and that lists and streams hold. For the contact
 * form the customers are looked at now: of one who was erased the contact members are null, whatever was written of
 * them. The ids form reads nothing.
 */
export const showEvents = async (
  { seals }: Pick<Platform, "seals">,
  events: readonly ShownEvent[],
  form: CustomerForm,
): Promise<ShowEvent> => {
  if (form === "ids") return idsForm;
  const reader = await seals.reader(events.flatMap(({ customer_id: id }) => id ?? []));
  return (event) => contactForm(event, reader);
};

const gathers = new WeakMap<Platform["seals"], Gather<ShownEvent, ShowEvent>>();

/**
 * The contact forms that are asked for in the same moment, as an event's hooks do: the customers are read together, and
 * of each event one text is made. Whoever asks later is told what stands then.
 */
const contactForms = (platform: Pick<Platform, "seals">): Gather<ShownEvent, ShowEvent> => {
  const known = gathers.get(platform.seals);
  if (known !== undefined) return known;
  const made = new Gather<ShownEvent, ShowEvent>(async (events) => {
    const show = await showEvents(platform, events, "contact");
    const texts = new Map<ShownEvent, string>();
    const showOnce: ShowEvent = (event) => {
      const text = texts.get(event) ?? show(event);
      texts.set(event, text);
      return text;
    };
    return new Map(events.map((event) => [event, showOnce]));
  });
  gathers.set(platform.seals, made);
  return made;
};

/** The exact bytes of an event: what a hook receives and what `GET /v1/events/:id` answers. */
export const renderEvent = async (
  platform: Pick<Platform, "seals">,
  event: ShownEvent,
  form: CustomerForm,
): Promise<string> => {
  const show = form === "contact" ? await contactForms(platform).ask(event) : undefined;
  return (show ?? idsForm)(event);
};
