import { listEvents } from "../actions/events.ts";
import { anyEventSchema, events, eventSample } from "../events/index.ts";
import { stampAdded } from "../events/cards.ts";
import { defineStep, type StepField } from "./define.ts";
import { cardId, filterFields } from "./fields.ts";
import { whoseEvents } from "./questions.ts";

const withoutGroup = ({ group: _group, ...field }: StepField): StepField => field;

export const listEventsStep = defineStep({
  key: "list_events",
  kind: "search",
  noun: "Event",
  make: {
    module: "listEvents",
    label: "Search events",
    description: "Returns a list of events by type, card or time, newest first.",
    crud: "read",
    group: "Other",
    asks: [whoseEvents],
  },
  calls: [{ action: listEvents }],
  // Apps show the customer's contact data, as their triggers do.
  fixed: { customer_fields: "contact" },
  fields: [
    {
      key: "type",
      label: "Event type",
      help: "Only events of this type.",
      choices: events.map((event) => ({ value: event.name, label: event.label })),
    },
    { key: "since", label: "Since", help: "Only events at or after this time.", type: "datetime" },
    { ...withoutGroup(cardId), help: "Only events of this card." },
    ...Object.values(filterFields),
  ],
  output: anyEventSchema("contact"),
  sample: eventSample(stampAdded, "contact"),
});
