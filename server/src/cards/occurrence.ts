import { locationName } from "../businesses/index.ts";
import { Failure } from "../core/failure.ts";
import { buildEvent, type Actor } from "../journal/index.ts";
import type { Business, Platform, Scope } from "../platform/index.ts";
import { getTemplate } from "../templates/index.ts";
import { customerSnapshot } from "./holder.ts";
import type { CardDocument } from "./model.ts";
import { cardProjection, evolveCard, type CardFact } from "./projection.ts";
import { presentCard } from "./present.ts";
import { cardInEvent, inProgram, sceneOf } from "./scene.ts";

/** Something that happens to a card with one fact and one event: it is saved, it is opened. */
export interface Occurrence {
  readonly kind: string;
  readonly definition: Parameters<typeof buildEvent>[0];
  /** The objects beside the event's envelope. */
  readonly body: Record<string, unknown>;
  readonly fact: CardFact;
  /** True when it has happened already, and nothing is to be written. Judged under the lock of the card's stream. */
  isKnown(card: CardDocument, at: Date): boolean;
}

/** In whose name; the whole scope of a caller fits. */
export interface OccurrenceScope {
  readonly business: Business;
  readonly actor: Actor;
  readonly location_id: string | null;
  readonly once?: Scope["once"];
}

/**
 * Notes what happened to a card, unless it is known.
 * @returns the card after it, as answers show it
 * @throws not_found when the card was deleted or its customer erased
 */
export const occur = async (
  platform: Platform,
  scope: OccurrenceScope,
  card: CardDocument,
  { kind, definition, body, fact, isKnown }: Occurrence,
): Promise<ReturnType<typeof presentCard>> => {
  const { business, location_id: location } = scope;
  const template = await getTemplate(platform, business.id, card.template_id);
  const [customer, location_name] = await Promise.all([
    customerSnapshot(platform, business, card.customer_id),
    locationName(platform, location),
  ]);
  if (customer === null) throw new Failure("not_found");
  const shown = async (state: CardDocument) => presentCard(await inProgram(platform, state, template));
  const { answer } = await platform.journal.run<CardDocument, ReturnType<typeof presentCard>>({
    projection: cardProjection,
    stream: card._id,
    business_id: business.id,
    kind,
    actor: scope.actor,
    ...(scope.once && { once: scope.once }),
    decide: async (state, at) => {
      if (state === null || state.status === "deleted") throw new Failure("not_found");
      if (isKnown(state, at)) return { facts: [], events: [], answer: await shown(state) };
      const after = evolveCard(state, fact, { at }) as CardDocument;
      const scene = sceneOf(after, { business, at, location_id: location, location_name, customer });
      const card = { ...cardInEvent(await inProgram(platform, after, template)) };
      const event = buildEvent(definition, scene, { id: platform.newId("evt"), card, body });
      return { facts: [fact], events: [event], customer_id: after.customer_id, answer: await shown(after) };
    },
  });
  return answer;
};
