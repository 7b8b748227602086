import {
  customerForms,
  events,
  eventSample,
  eventSchema,
  type CustomerForm,
  type EventDefinition,
} from "../../catalog/index.ts";
import { pascalCase, type Schemas } from "./schemas.ts";

const header = (name: string, description: string, example: string) => ({
  name,
  in: "header",
  required: true,
  description,
  schema: { type: "string" },
  example,
});

const deliveryHeaders = (event: EventDefinition) => [
  header(
    "webhook-id",
    "The event id; the same over retries, so that a repeat is recognised.",
    "evt_01jv3k8q9z",
  ),
  header("webhook-timestamp", "Unix seconds of this attempt.", "1778502896"),
  header(
    "webhook-signature",
    "Standard Webhooks: `v1,` and base64 HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`. Two, separated by a space, while the secret rotates.",
    "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
  ),
  header("x-7stamp-event", "The event's name.", event.name),
  header("x-7stamp-delivery", "The delivery id.", "dlv_301"),
  header(
    "x-7stamp-id-signature",
    "Hex HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>`, keyed with the full `whsec_…` text, for receivers that cannot see the raw body. Two, separated by a space, while the secret rotates.",
    "0b2ac9d1c0ffee5f0b2ac9d1c0ffee5f0b2ac9d1c0ffee5f0b2ac9d1c0ffee5f",
  ),
];

const formNames: Readonly<Record<CustomerForm, string>> = { ids: "Event", contact: "EventWithContact" };

const formSummaries: Readonly<Record<CustomerForm, string>> = {
  ids: "customer_fields: ids (the default)",
  contact: "customer_fields: contact",
};

const bodies = (event: EventDefinition, schemas: Schemas) => ({
  schema: {
    anyOf: customerForms.map((form) =>
      schemas.named(`${pascalCase(event.name)}${formNames[form]}`, eventSchema(event, form)),
    ),
  },
  examples: Object.fromEntries(
    customerForms.map((form) => [form, { summary: formSummaries[form], value: eventSample(event, form) }]),
  ),
});

const responses = {
  "2XX": { description: "Received. Anything else, a redirect too, is tried again for about three days." },
  "410": { description: "Gone: the hook is removed at once." },
};

const webhook = (event: EventDefinition, schemas: Schemas) => ({
  post: {
    operationId: `on_${event.name}`,
    tags: ["Webhooks"],
    summary: event.label,
    description: event.description,
    security: [],
    parameters: deliveryHeaders(event),
    requestBody: { required: true, content: { "application/json": bodies(event, schemas) } },
    responses,
  },
});

/** The events as OpenAPI webhooks, each in both customer forms. */
export const webhooks = (schemas: Schemas) =>
  Object.fromEntries(
    (events as readonly EventDefinition[]).map((event) => [event.name, webhook(event, schemas)]),
  );
