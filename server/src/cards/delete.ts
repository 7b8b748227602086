import { locationName } from "../businesses/index.ts";
import { internalEvents } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { buildInternalEvent } from "../journal/index.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { getTemplate } from "../templates/index.ts";
import { customerSnapshot } from "./holder.ts";
import { cardClaim, type CardDocument } from "./model.ts";
import { cardProjection } from "./projection.ts";
import { cardInEvent, inProgram, sceneOf } from "./scene.ts";
import { getCard } from "./select.ts";

/** Deletes a card; its journal stays. The customer can be issued a new one of the same template. @throws not_found */
export const deleteCard = async (platform: Platform, scope: Scope, id: string): Promise<void> => {
  const card = await getCard(platform, scope.business, id);
  const template = await getTemplate(platform, scope.business.id, card.template_id);
  const { business, location_id } = scope;
  const [customer, location_name] = await Promise.all([
    customerSnapshot(platform, business, card.customer_id),
    locationName(platform, location_id),
  ]);
  const at = platform.clock.now();
  const scene = sceneOf(card, { business, at, location_id, location_name, customer });
  await platform.journal.run<CardDocument, undefined>({
    projection: cardProjection,
    stream: card._id,
    business_id: scope.business.id,
    kind: "delete_card",
    actor: scope.actor,
    at,
    decide: async (state) => {
      if (state === null || state.status === "deleted") throw new Failure("not_found");
      const event = buildInternalEvent(internalEvents.cardDeleted, scene, {
        id: platform.newId("evt"),
        card: { ...cardInEvent(await inProgram(platform, state, template)) },
        body: {},
      });
      return {
        facts: [{ type: "card.deleted" }],
        events: [event],
        releases: [cardClaim(state.business_id, state.customer_id, state.template_id)],
        customer_id: state.customer_id,
        answer: undefined,
      };
    },
  });
};
