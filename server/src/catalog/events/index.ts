import { z } from "zod";
import type { EventDefinition } from "../define.ts";
import { cardPart, customerContact, customerIds } from "../parts.ts";
import * as cards from "./cards.ts";
import * as customers from "./customers.ts";
import * as rewards from "./rewards.ts";

/** The public events, in the order every list shows them: new ones behind the others. */
export const events = [
  cards.cardIssued,
  cards.cardSaved,
  cards.cardOpened,
  cards.stampAdded,
  cards.goalReached,
  rewards.rewardIssued,
  rewards.voucherIssued,
  rewards.voucherRedeemed,
  rewards.voucherExpired,
  rewards.lotteryPlayed,
  cards.birthdayReached,
  cards.inactivityTrigger,
  rewards.campaignSent,
  rewards.voucherExpiring,
  customers.customerCreated,
  customers.customerUpdated,
] as const;

export type EventName = (typeof events)[number]["name"];

export const eventNames = events.map((event) => event.name) as [EventName, ...EventName[]];

/** The catalogue entry of an event. */
export const eventNamed = (name: EventName): EventDefinition => {
  const found = events.find((event) => event.name === name);
  if (!found) throw new Error(`no event is called ${name}`);
  return found as unknown as EventDefinition;
};

export const isEventName = (name: string): name is EventName => (eventNames as string[]).includes(name);

/** The two shapes an event leaves in: by default ids only, with contact data for hooks that ask for it. */
export const customerForms = ["ids", "contact"] as const;
export type CustomerForm = (typeof customerForms)[number];

const envelope = <E extends z.ZodType, Customer extends z.ZodType, Card extends z.ZodType>(
  event: E,
  customer: Customer,
  card: Card,
) => ({
  id: z
    .string()
    .meta({ title: "Event ID", description: "Starts with evt_; sorts by time; the same over retries." }),
  event: event.meta({ title: "Event" }),
  timestamp: z.iso.datetime().meta({ title: "Timestamp", description: "UTC, whole seconds." }),
  business_id: z.string().meta({ title: "Business ID" }),
  location_id: z.string().nullable().meta({ title: "Location ID" }),
  location_name: z.string().nullable().meta({ title: "Location name" }),
  customer,
  card,
});

/** The whole schema of an event's body in one form; member order is the order on the wire. */
export const eventSchema = (event: EventDefinition, form: CustomerForm) => {
  const customer = form === "contact" ? { ...customerIds, ...customerContact } : customerIds;
  return z.object({
    ...envelope(
      z.literal(event.name),
      z.object(customer).nullable(),
      event.card === null ? z.null() : z.object({ ...cardPart, ...event.card }).nullable(),
    ),
    ...event.body,
  });
};

/** The objects beside the envelope of all events. A voucher has other members in one event than in another, so none is required. */
const besides = (): z.ZodRawShape => {
  const merged: Record<string, z.ZodType> = {};
  for (const event of events as readonly EventDefinition[]) {
    for (const [key, part] of Object.entries(event.body as Record<string, z.ZodType>)) {
      const known = merged[key];
      merged[key] =
        part instanceof z.ZodObject
          ? z.looseObject({ ...(known instanceof z.ZodObject ? known.shape : {}), ...part.partial().shape })
          : part;
    }
  }
  return Object.fromEntries(Object.entries(merged).map(([key, part]) => [key, part.optional()]));
};

/** Members that the card has in some events only. */
const cardExtras = (): z.ZodRawShape => {
  const extras = (events as readonly EventDefinition[]).flatMap(({ card }) => Object.entries(card ?? {}));
  return Object.fromEntries(extras.map(([key, part]) => [key, (part as z.ZodType).optional()]));
};

/** Any event: the envelope, and the objects beside it that some events have. For lists of mixed events. */
export const anyEventSchema = (form: CustomerForm) => {
  const customer = form === "contact" ? { ...customerIds, ...customerContact } : customerIds;
  return z.looseObject({
    ...envelope(
      z.string(),
      z.object(customer).nullable(),
      z.looseObject({ ...cardPart, ...cardExtras() }).nullable(),
    ),
    ...besides(),
  });
};

const contactSample = {
  name: "Ann Lee",
  email: "ann.lee@example.com",
  phone: "+380671112233",
  birthday: "1990-05-14",
  first_name: "Ann",
  last_name: "Lee",
  external_id: "crm-1042",
  consents: { email: true, whatsapp: true, telegram: false, viber: false },
};

const cardSample = {
  id: "card_001",
  goal_index: 2,
  template_id: "tpl_009",
  template_name: "Coffee card",
  number: "482913",
  stamps: 10,
  stamps_to_next_goal: 5,
  cycle: 1,
  link: "https://cards.example.com/c/k3v9x2m7q4",
};

const rawSample = (event: EventDefinition, form: CustomerForm) => ({
  id: "evt_01jv3k8q9z",
  event: event.name,
  timestamp: "2026-05-11T12:34:56Z",
  business_id: "b_123",
  location_id: "loc_45",
  location_name: "Main Street",
  customer: {
    id: "c_789",
    wallet_pass_id: event.card === null ? null : "wp_abc",
    language: "en",
    ...(form === "contact" ? contactSample : {}),
  },
  card: event.card === null ? null : { ...cardSample, ...event.cardSample },
  ...event.sample,
});

/** The sample of an event: same keys, order and types as a live one; what docs, hook tests and both apps show. */
export const eventSample = (event: EventDefinition, form: CustomerForm = "ids"): Record<string, unknown> =>
  eventSchema(event, form).parse(rawSample(event, form));

/** The sample as the apps show it: without what an event of this kind never has. */
export const shownSample = (event: EventDefinition, form: CustomerForm): Record<string, unknown> => {
  const sample = eventSample(event, form);
  if (event.card === null) delete sample["card"];
  return sample;
};

/** Kinds that only the journal and a card's history show; they never leave as webhooks. */
export const internalEvents = {
  voucherCancelled: "voucher_cancelled",
  cardDeleted: "card_deleted",
  cardVersionApplied: "card_version_applied",
  stampsTakenBack: "stamps_taken_back",
} as const;

export * from "./cards.ts";
export * from "./customers.ts";
export * from "./rewards.ts";
