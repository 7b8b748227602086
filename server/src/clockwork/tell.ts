import {
  cardInEvent,
  cardProjection,
  customerSnapshot,
  inProgram,
  sceneOf,
  type CardDocument,
  type CardFact,
} from "../cards/index.ts";
import type { EventDefinition } from "../catalog/index.ts";
import { sweepOver } from "../core/work-queue/index.ts";
import { buildEvent, systemActor, type Decision } from "../journal/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { findVoucherTemplates, type TemplateDocument } from "../templates/index.ts";
import {
  mintVoucher,
  planOf,
  randomCode,
  voucherIssuedEvent,
  type VoucherIssued,
  type VoucherOrigin,
} from "../vouchers/index.ts";

/** Something the clock tells of a card, at most once: the fact that says it was told, the event, a voucher if wished. */
export interface Telling {
  readonly kind: string;
  readonly fact: CardFact;
  readonly event: EventDefinition;
  readonly body: Record<string, unknown>;
  readonly origin: VoucherOrigin;
  readonly voucherTemplateId: string | null;
  /** Judged again on the state the entry is written on, so that two processes tell it once. */
  isDue(card: CardDocument): boolean;
}

const nothing: Decision<boolean> = { facts: [], events: [], answer: false };

const decideTelling = async (
  platform: Platform,
  { business, template, at }: { business: Business; template: TemplateDocument; at: Date },
  card: CardDocument,
  telling: Telling,
): Promise<Decision<boolean>> => {
  const customer = await customerSnapshot(platform, business, card.customer_id);
  // Erased: the card is about to go.
  if (customer === null) return nothing;
  const scene = sceneOf(card, { business, at, location_id: null, location_name: null, customer });
  const shown = cardInEvent(await inProgram(platform, card, template));
  const told = buildEvent(telling.event, scene, {
    id: platform.newId("evt"),
    card: { ...shown },
    body: telling.body,
  });
  const wanted = telling.voucherTemplateId === null ? [] : [telling.voucherTemplateId];
  const [voucherTemplate] = await findVoucherTemplates(platform, business.id, wanted);
  if (voucherTemplate === undefined) {
    return { facts: [telling.fact], events: [told], customer_id: card.customer_id, answer: true };
  }
  const voucher = mintVoucher(planOf(voucherTemplate), {
    id: platform.newId("v"),
    business,
    at,
    origin: telling.origin,
    customer_id: card.customer_id,
    card_id: card._id,
    location_id: null,
    freshCode: randomCode(),
  });
  const issued: VoucherIssued = { type: "voucher.issued", voucher };
  return {
    facts: [telling.fact, issued],
    events: [told, voucherIssuedEvent(platform, scene, voucher, shown)],
    customer_id: card.customer_id,
    answer: true,
  };
};

/** Tells it through the card's stream, now. @returns whether this call was the one that did */
const tell = async (
  platform: Platform,
  { business, template }: ToldOf,
  card: CardDocument,
  telling: Telling,
): Promise<boolean> => {
  const where = { business, template, at: platform.clock.now() };
  const { answer } = await platform.journal.run<CardDocument, boolean>({
    projection: cardProjection,
    stream: card._id,
    business_id: where.business.id,
    kind: telling.kind,
    actor: systemActor,
    at: where.at,
    decide: async (state) =>
      state === null || state.status === "deleted" || !telling.isDue(state)
        ? nothing
        : decideTelling(platform, where, state, telling),
  });
  return answer;
};

/** Whose program the cards are of. */
interface ToldOf {
  readonly business: Business;
  readonly template: TemplateDocument;
}

/** Cards and what is told of each, as of the moment of telling. */
export interface CardTellings {
  readonly kind: Telling["kind"];
  readonly found: AsyncIterable<CardDocument>;
  readonly where: ToldOf;
  readonly telling: (card: CardDocument, now: Date) => Telling;
  readonly stopping: AbortSignal | undefined;
}

/** Tells it of each of these, and steps over those of which it cannot be told. @returns whether none was left over */
export const tellCards = async (
  platform: Platform,
  { kind, found, where, telling, stopping }: CardTellings,
): Promise<boolean> => {
  const { aside } = await sweepOver<CardDocument>(platform, {
    kind,
    records: found,
    keyOf: ({ _id }) => _id,
    businessOf: ({ business_id }) => business_id,
    judge: async (card) => {
      const what = telling(card, platform.clock.now());
      if (what.isDue(card)) await tell(platform, where, card, what);
    },
    stopping,
  });
  return aside === 0;
};
