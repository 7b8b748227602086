import type { CustomerForm } from "../catalog/index.ts";
import type { Contact } from "../journal/index.ts";

const noContact: Contact = { name: null, email: null, phone: null, birthday: null };

/** The event as an object in one form; what lists show. */
export const eventInForm = (
  event: { readonly body: Record<string, unknown>; readonly contact: Contact | null },
  form: CustomerForm,
): Record<string, unknown> => {
  const customer = event.body["customer"];
  if (form === "ids" || typeof customer !== "object" || customer === null) return event.body;
  const { name, email, phone, birthday } = event.contact ?? noContact;
  return { ...event.body, customer: { ...customer, name, email, phone, birthday } };
};

/** The exact bytes of an event: what a hook receives and what `GET /v1/events/:id` answers. */
export const renderEvent = (
  event: { readonly body: Record<string, unknown>; readonly contact: Contact | null },
  form: CustomerForm,
): string => JSON.stringify(eventInForm(event, form));
