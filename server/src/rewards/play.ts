import type { z } from "zod";
import { locationName, resolveLocation } from "../businesses/index.ts";
import type { playResult } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import type { Decision, EventScene, Outcome } from "../journal/index.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { findVoucherTemplates } from "../templates/index.ts";
import { cardAboutGoal, presentVoucher, type Holder } from "../vouchers/index.ts";
import type { RewardCards } from "./cards-port.ts";
import { checkPlayable } from "./decide.ts";
import { cryptoDraw, type Draw } from "./draw.ts";
import { getReward } from "./find.ts";
import type { RewardDocument } from "./model.ts";
import { presentReward } from "./present.ts";
import { rewardProjection } from "./projection.ts";
import { spin, type SpinContext } from "./spin.ts";

export type PlayAnswer = z.output<typeof playResult>;

export interface PlayInput {
  readonly id: string;
  readonly location_id?: string | undefined;
  readonly draw?: Draw;
  /** Play only a reward of this card. */
  readonly card_id?: string;
  /** Play only when so many tries were given before: a form that is sent twice then spins once. */
  readonly tries?: number;
}

/** One spin as a decision. Pure but for the draw and the ids it is given. */
export const decidePlay = (reward: RewardDocument, context: SpinContext): Decision<PlayAnswer> => {
  const spun = spin(reward, context);
  return {
    facts: [spun.played, ...spun.issued],
    events: spun.events,
    customer_id: reward.customer_id,
    answer: {
      reward: presentReward(spun.reward),
      lottery: spun.outcome,
      voucher: spun.voucher && presentVoucher(spun.voucher, context.scene.at),
      another_try: spun.reward.status === "granted",
    },
  };
};

type Where = Pick<EventScene, "location_id" | "location_name">;

const sceneOf = (reward: RewardDocument, at: Date, where: Where, holder: Holder): EventScene => ({
  at,
  business_id: reward.business_id,
  ...where,
  customer: holder.customer,
  wallet_pass_id: holder.wallet_pass_id,
});

const templateIds = (reward: RewardDocument): string[] =>
  (reward.lottery?.variants ?? []).flatMap(({ voucher_template_id: id }) => (id === null ? [] : [id]));

/**
 * Plays a granted spin, once: of any number of calls at the same time one draws. Another try is played by the same id.
 * @throws not_found, reward_not_playable, reward_already_played, validation_failed
 */
export const playReward = async (
  platform: Platform,
  scope: Scope,
  cards: RewardCards,
  input: PlayInput,
): Promise<Outcome<PlayAnswer>> => {
  const { business } = scope;
  const { draw = cryptoDraw, tries } = input;
  const location_id = await resolveLocation(platform, scope, input.location_id);
  const reward = await getReward(platform, business.id, input.id);
  if (input.card_id !== undefined && input.card_id !== reward.card_id) throw new Failure("not_found");
  const holder = await cards.holderOfCard(platform, business, reward.card_id);
  if (holder === null) throw new Failure("not_found");
  const [voucherTemplates, location_name] = await Promise.all([
    findVoucherTemplates(platform, business.id, templateIds(reward)),
    locationName(platform, location_id),
  ]);
  const where = { location_id, location_name };
  return platform.journal.run<RewardDocument, PlayAnswer>({
    projection: rewardProjection,
    stream: reward._id,
    business_id: business.id,
    kind: "play_reward",
    actor: scope.actor,
    ...(scope.once && { once: scope.once }),
    decide: async (state, at) => {
      const playable = checkPlayable(state);
      if (tries !== undefined && playable.tries !== tries) throw new Failure("reward_already_played");
      const scene = sceneOf(playable, at, where, holder);
      const context = {
        ids: platform,
        business,
        scene,
        card: cardAboutGoal(holder.card, reward),
        voucherTemplates,
        draw,
      };
      return decidePlay(playable, context);
    },
  });
};
