import { locationName } from "../businesses/index.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { getTemplate } from "../templates/index.ts";
import { decideTakeBack, retreatOf, type Gift, type GoalPlace } from "./decide-take-back.ts";
import { customerSnapshot } from "./holder.ts";
import type { CardDocument } from "./model.ts";
import { cardProjection } from "./projection.ts";
import { inProgram, sceneOf } from "./scene.ts";

/**
 * Which goals a card would no longer have reached without a gift, when the rewards of `ungivable` can be taken back.
 * Writes nothing.
 */
export const goalsTakenBack = async (
  platform: Platform,
  card: CardDocument,
  gift: Gift,
  ungivable: readonly GoalPlace[],
): Promise<readonly GoalPlace[]> => {
  const template = await getTemplate(platform, card.business_id, card.template_id);
  return retreatOf(await inProgram(platform, card, template), gift, ungivable).passed;
};

export interface TakeBackInput {
  readonly card: CardDocument;
  readonly gift: Gift;
  readonly receipt_id: string;
  /** Goals of the gift whose rewards were taken back. */
  readonly ungiven: readonly GoalPlace[];
}

/** Takes back what a sale gave a card, as far as it is still there. @returns how many stamps were taken back */
export const takeBackStamps = async (
  platform: Platform,
  scope: Scope,
  { card, ...input }: TakeBackInput,
): Promise<number> => {
  const { business, location_id } = scope;
  const template = await getTemplate(platform, business.id, card.template_id);
  const [customer, location_name] = await Promise.all([
    customerSnapshot(platform, business, card.customer_id),
    locationName(platform, location_id),
  ]);
  const { answer } = await platform.journal.run<CardDocument, { stamps: number }>({
    projection: cardProjection,
    stream: card._id,
    business_id: business.id,
    kind: "take_back_stamps",
    actor: scope.actor,
    ...(scope.once && { once: scope.once }),
    decide: async (state, at) => {
      if (state === null || state.status === "deleted")
        return { facts: [], events: [], answer: { stamps: 0 } };
      const scene = sceneOf(state, { business, at, location_id, location_name, customer });
      return decideTakeBack(await inProgram(platform, state, template), { ids: platform, scene, ...input });
    },
  });
  return answer.stamps;
};
