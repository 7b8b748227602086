import type { Filter } from "../define.ts";
import { consentChannels } from "../parts.ts";
import { spellOut } from "../words.ts";
import type { Choice, Need, StepField } from "./define.ts";

/** Inputs that several steps share. */

export const choicesOf = (values: readonly string[]): Choice[] =>
  values.map((value) => ({ value, label: spellOut(value) }));

/** On every step that changes something, so that a replayed run does nothing twice. */
export const reference: StepField = {
  key: "reference",
  label: "Reference",
  help: "Map something that names this run, such as the order number or the event ID. A run repeated within 24 hours with the same reference and values does nothing twice.",
  group: "details",
  to: "Idempotency-Key",
  in: "header",
};

export const location: StepField = {
  key: "location_id",
  label: "Location",
  help: "Where it happens. Without it, the location of the API key's staff member counts.",
  dropdown: "list_locations",
  group: "details",
};

export const receipt: StepField = {
  key: "receipt_id",
  label: "Receipt number",
  help: "The number of the sale. A receipt counts once, for ever.",
  placeholder: "R-1042",
  group: "details",
};

export const cardId: StepField = {
  key: "card_id",
  label: "Card",
  help: "Map the card's ID from an earlier step, or pick one of the newest cards.",
  dropdown: "list_cards",
  group: "card",
};

const cardNumber: StepField = {
  key: "card_number",
  label: "Card number",
  help: "The number printed on the card.",
  placeholder: "482913",
  group: "card",
};

const cardEmail: StepField = {
  key: "email",
  label: "Customer email",
  help: "Finds the card by its customer's email.",
  placeholder: "ann.lee@example.com",
  group: "card",
};

const cardPhone: StepField = {
  key: "phone",
  label: "Customer phone",
  help: "Finds the card by its customer's phone.",
  placeholder: "+380671112233",
  group: "card",
};

export const customerId: StepField = {
  key: "customer_id",
  label: "Customer",
  help: "Map the customer's ID from an earlier step, or pick one of the newest customers.",
  dropdown: "list_customers",
};

export const cardTemplateOfCard: StepField = {
  key: "template_id",
  label: "Card template",
  help: "Needed only when the customer has several cards.",
  dropdown: "list_templates",
  group: "card",
};

/** How a step is told which card: one of these is enough. */
export const cardFields: readonly StepField[] = [
  cardEmail,
  cardPhone,
  cardNumber,
  cardId,
  { ...customerId, group: "card" },
  cardTemplateOfCard,
];

/** The most exact of the filled ones is used, so that mapping both email and phone does no harm. */
export const cardNeed = (required: boolean): Need => ({
  keys: ["card_id", "card_number", "customer_id", "email", "phone"],
  sends: "first",
  required,
});

const consent = (channel: string): StepField => ({
  key: `${channel}_consent`,
  label: `${spellOut(channel)} consent`,
  help: `Whether the customer agreed to messages by ${channel === "email" ? "email" : spellOut(channel)}.`,
  type: "boolean",
  group: "consents",
  to: `consents.${channel}`,
});

/** The customer's own data, in the order people know it. */
export const customerFields: readonly StepField[] = [
  {
    key: "email",
    label: "Email",
    help: "Finds the customer, or is kept for a new one.",
    placeholder: "ann.lee@example.com",
    group: "customer",
  },
  {
    key: "phone",
    label: "Phone",
    help: "Finds the customer, or is kept for a new one. A local number is read with your country.",
    placeholder: "+380671112233",
    group: "customer",
  },
  {
    key: "name",
    label: "Name",
    help: "The whole name. Leave it empty when you fill first and last name.",
    placeholder: "Ann Lee",
    group: "customer",
  },
  { key: "first_name", label: "First name", placeholder: "Ann", group: "customer" },
  { key: "last_name", label: "Last name", placeholder: "Lee", group: "customer" },
  {
    key: "birthday",
    label: "Birthday",
    type: "date",
    help: "Write it as `YYYY-MM-DD`, or as `--MM-DD` without the year.",
    placeholder: "1990-05-14",
    group: "customer",
  },
  {
    key: "language",
    label: "Language",
    help: "A language code such as `en`.",
    placeholder: "en",
    group: "customer",
  },
  {
    key: "external_id",
    label: "External number",
    help: "The customer's number in your own system, such as your CRM.",
    placeholder: "crm-1042",
    group: "customer",
  },
  ...consentChannels.map(consent),
];

/** How many lines a search gathers into its one result. */
export const limitOf = (lines: string): StepField => ({
  key: "limit",
  label: "Limit",
  help: `How many ${lines} to return, at most 100.`,
  type: "integer",
  max: 100,
  default: "10",
  group: "details",
  narrows: true,
});

/** What an event may be narrowed by: optional drop-downs on each trigger. */
export const filterFields: Readonly<Record<Filter, StepField>> = {
  template_id: {
    key: "template_id",
    label: "Card template",
    help: "Only events of this card template. Leave it empty for all.",
    dropdown: "list_templates",
  },
  location_id: {
    key: "location_id",
    label: "Location",
    help: "Only events at this location. Leave it empty for all.",
    dropdown: "list_locations",
  },
  voucher_template_id: {
    key: "voucher_template_id",
    label: "Voucher template",
    help: "Only vouchers of this template. Leave it empty for all.",
    dropdown: "list_voucher_templates",
  },
};
