import type { z } from "zod";
import { eventSchema, type EventDefinition } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import type { Sealed } from "../core/seals.ts";
import type { EventRecord, EventRefs } from "./entry.ts";

/** The customer as an event needs it: ids for every hook, contact data for those that ask. */
export interface CustomerSnapshot {
  id: string;
  language: string | null;
  /** A `Contact` as JSON. */
  contact: Sealed;
}

export interface CardSnapshot {
  id: string;
  goal_index: number;
  template_id: string;
  template_name: string;
  number: string;
  stamps: number;
  stamps_to_next_goal: number | null;
  cycle: number;
  link: string;
}

/** What all events of one command share. */
export interface EventScene {
  at: Date;
  business_id: string;
  location_id: string | null;
  /** As it is called at that moment. */
  location_name: string | null;
  customer: CustomerSnapshot | null;
  wallet_pass_id: string | null;
}

export interface EventParts {
  id: string;
  /** With the extra members the event's card has. */
  card: (CardSnapshot & { readonly [extra: string]: unknown }) | CardSnapshot | null;
  /** The objects beside the envelope. */
  body: Record<string, unknown>;
  voucher_template_id?: string | null;
}

const schemas = new Map<string, z.ZodType>();
const schemaOf = (event: EventDefinition): z.ZodType => {
  const known = schemas.get(event.name) ?? eventSchema(event, "ids");
  schemas.set(event.name, known);
  return known;
};

const refsOf = (scene: EventScene, parts: EventParts): EventRefs => {
  const voucher = parts.body["voucher"] as { id: string; voucher_template_id?: string | null } | undefined;
  return {
    card_id: parts.card?.id ?? null,
    customer_id: scene.customer?.id ?? null,
    template_id: parts.card?.template_id ?? null,
    location_id: scene.location_id,
    voucher_id: voucher?.id ?? null,
    voucher_template_id: parts.voucher_template_id ?? voucher?.voucher_template_id ?? null,
  };
};

const stampsOf = ({ body }: EventParts): Pick<EventRecord, "stamps"> => {
  const stamp = body["stamp"] as { count: number } | undefined;
  return stamp === undefined || stamp.count === 1 ? {} : { stamps: stamp.count };
};

/**
 * Builds the record of an event. The catalogue's schema parses it, which fixes the member order on the wire
 * and makes an event that does not fit its schema impossible. Its text is made here and never again.
 */
export const buildEvent = (event: EventDefinition, scene: EventScene, parts: EventParts): EventRecord => {
  const { customer } = scene;
  const raw = {
    id: parts.id,
    event: event.name,
    timestamp: toInstant(scene.at),
    business_id: scene.business_id,
    location_id: scene.location_id,
    location_name: scene.location_name,
    customer: customer && {
      id: customer.id,
      wallet_pass_id: scene.wallet_pass_id,
      language: customer.language,
    },
    card: parts.card,
    ...parts.body,
  };
  return {
    id: parts.id,
    name: event.name,
    is_public: true,
    body: JSON.stringify(schemaOf(event).parse(raw)),
    contact: customer && customer.contact,
    refs: refsOf(scene, parts),
    ...stampsOf(parts),
  };
};

/** A journal-only event, for the card's history and the console: same envelope, no schema of its own. */
export const buildInternalEvent = (name: string, scene: EventScene, parts: EventParts): EventRecord => ({
  id: parts.id,
  name,
  is_public: false,
  body: JSON.stringify({
    id: parts.id,
    event: name,
    timestamp: toInstant(scene.at),
    business_id: scene.business_id,
    location_id: scene.location_id,
    location_name: scene.location_name,
    customer: scene.customer && {
      id: scene.customer.id,
      wallet_pass_id: scene.wallet_pass_id,
      language: scene.customer.language,
    },
    card: parts.card,
    ...parts.body,
  }),
  contact: null,
  refs: refsOf(scene, parts),
});
