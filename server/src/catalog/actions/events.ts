import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { customerForms, eventNames, eventSample, voucherRedeemed } from "../events/index.ts";
import { id, instantIn } from "../parts.ts";

export const eventForm = z.enum(customerForms).default("ids").meta({
  description: "`contact` adds the customer's names, email, phone, birthday, external id and consents.",
});

const anyEvent = z
  .looseObject({
    id: z.string(),
    event: z.enum(eventNames),
    timestamp: z.iso.datetime(),
    business_id: z.string(),
  })
  .meta({ id: "Event", examples: [eventSample(voucherRedeemed)] });

const eventMember = z.object({
  name: z.string().meta({ description: "Dotted, for instance card.stamps." }),
  label: z.string(),
  description: z.string().nullable(),
  type: z.enum(["text", "number", "boolean", "time", "date", "list", "object"]),
  values: z.array(z.string()).nullable().meta({ description: "The only ones it has; null: any." }),
  nullable: z.boolean(),
});

export const listEventTypes = defineAction({
  name: "list_event_types",
  method: "GET",
  path: "/event-types",
  tag: "Events",
  summary: "List the event types",
  result: z.object({
    data: z.array(
      z.object({
        name: z.enum(eventNames),
        label: z.string(),
        description: z.string(),
        members: z.array(eventMember).meta({
          description: "All of them in the contact form, in their order, also those inside others.",
        }),
        sample: anyEvent,
      }),
    ),
  }),
  example: {
    answer: {
      data: [
        {
          name: voucherRedeemed.name,
          label: voucherRedeemed.label,
          description: voucherRedeemed.description,
          members: [
            {
              name: "card.stamps",
              label: "Stamps on card",
              description: null,
              type: "number",
              values: null,
              nullable: false,
            },
          ],
          sample: eventSample(voucherRedeemed),
        },
      ],
    },
  },
});

export const listEvents = defineAction({
  name: "list_events",
  method: "GET",
  path: "/events",
  tag: "Events",
  summary: "List events",
  description: "Each is byte for byte what a hook of the same form receives.",
  query: {
    ...paging,
    type: z.enum(eventNames).optional(),
    card_id: id("card").optional(),
    since: instantIn.optional().meta({ description: "Only events at or after this time." }),
    template_id: id("tpl").optional(),
    location_id: id("loc").optional(),
    voucher_template_id: id("vt").optional(),
    customer_fields: eventForm,
  },
  result: page(anyEvent),
  example: { query: { type: voucherRedeemed.name } },
});

export const streamEvents = defineAction({
  name: "stream_events",
  method: "GET",
  path: "/events/stream",
  tag: "Events",
  summary: "Follow events live",
  description:
    "Server-sent events: id, event name and the body as data. Last-Event-ID goes on after that event; without it the stream begins now. After a return events of the last seconds may come again: go by their ids. It ends with the key or session that opened it; one of these may have 10 at once (else 429).",
  media: "text/event-stream",
  query: { type: z.enum(eventNames).optional(), card_id: id("card").optional(), customer_fields: eventForm },
  result: z.string(),
  example: {
    answer: `id: evt_01jv3k8q9z\nevent: ${voucherRedeemed.name}\ndata: {"id":"evt_01jv3k8q9z"}\n\n`,
  },
});

export const getEvent = defineAction({
  name: "get_event",
  method: "GET",
  path: "/events/:id",
  tag: "Events",
  summary: "Get an event",
  params: { id: id("evt") },
  query: { customer_fields: eventForm },
  result: anyEvent,
  errors: ["not_found"],
});
