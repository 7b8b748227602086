import { goalReached, rewardIssued, type Reward } from "../catalog/index.ts";
import {
  buildEvent,
  type CardSnapshot,
  type EventRecord,
  type EventScene,
  type Fact,
} from "../journal/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import {
  playOut,
  rewardInEvent,
  type Draw,
  type LotteryOutcome,
  type RewardDocument,
  type RewardGranted,
} from "../rewards/index.ts";
import type { VoucherTemplateDocument } from "../templates/index.ts";
import {
  mintVoucher,
  planOf,
  randomCode,
  voucherIssuedEvent,
  type VoucherDocument,
  type VoucherIssued,
} from "../vouchers/index.ts";
import { positionAt, stampsToNextGoalAt, type Crossing } from "./progress.ts";
import { cardInEvent, type CardInProgram } from "./scene.ts";

/** What a goal that was reached brings, as one piece of a decision. */
export interface Grant {
  facts: readonly Fact[];
  events: readonly EventRecord[];
  reward: RewardDocument | null;
  /** What `auto` lotteries drew, in order. */
  lotteries: readonly LotteryOutcome[];
  voucher: VoucherDocument | null;
}

export interface GrantContext {
  readonly ids: Pick<Platform, "newId">;
  readonly business: Business;
  readonly scene: EventScene;
  readonly voucherTemplates: readonly VoucherTemplateDocument[];
  readonly draw: Draw;
}

const templateOf = (
  reward: Reward,
  { voucherTemplates }: GrantContext,
): VoucherTemplateDocument | undefined =>
  reward.type === "voucher"
    ? voucherTemplates.find(({ _id }) => _id === reward.voucher_template_id)
    : undefined;

const rewardNames = (reward: Reward, context: GrantContext) => {
  const template = templateOf(reward, context);
  if (reward.type === "award")
    return { name: reward.name, description: reward.description, image_url: reward.image_url };
  if (reward.type === "lottery") return { name: reward.name, description: null, image_url: null };
  return {
    name: template?.title ?? "Voucher",
    description: template?.description ?? null,
    image_url: template?.image_url ?? null,
  };
};

const rewardOf = (
  one: CardInProgram,
  reward: Reward,
  goalIndex: number,
  context: GrantContext,
): RewardDocument => ({
  _id: context.ids.newId("rw"),
  seq: 0,
  business_id: context.business.id,
  customer_id: one.card.customer_id,
  card_id: one.card._id,
  template_id: one.card.template_id,
  goal_index: goalIndex,
  location_id: context.scene.location_id,
  type: reward.type,
  ...rewardNames(reward, context),
  lottery: reward.type === "lottery" ? reward : null,
  status: "granted",
  tries: 0,
  outcome: null,
  granted_at: context.scene.at,
  played_at: null,
});

const voucherOf = (reward: RewardDocument, plan: Reward, context: GrantContext): VoucherDocument | null => {
  if (plan.type !== "voucher") return null;
  const template = templateOf(plan, context);
  // A template always refers to voucher templates that exist, and those are never deleted.
  if (template === undefined) throw new Error(`voucher template ${plan.voucher_template_id} is gone`);
  return mintVoucher(planOf(template), {
    id: context.ids.newId("v"),
    business: context.business,
    at: context.scene.at,
    origin: "goal",
    customer_id: reward.customer_id,
    card_id: reward.card_id,
    reward_id: reward._id,
    goal_index: reward.goal_index,
    location_id: context.scene.location_id,
    freshCode: randomCode(),
  });
};

/** The consequences of one crossing, in their order: goal, reward, voucher. */
export const grantFor = (one: CardInProgram, crossing: Crossing, context: GrantContext): Grant => {
  const { goals, after_final_goal: afterFinalGoal } = one.mechanics;
  const card = cardInEvent(one, positionAt(crossing), stampsToNextGoalAt(crossing, goals, afterFinalGoal));
  const plan = goals[crossing.index - 1]?.reward;
  const goal = {
    index: crossing.index,
    target: crossing.target,
    is_final: crossing.isFinal,
    cycle: crossing.cycle,
    reward_type: plan?.type ?? null,
    reward_name: plan === undefined ? null : rewardNames(plan, context).name,
  };
  const event = (definition: Parameters<typeof buildEvent>[0], body: Record<string, unknown>): EventRecord =>
    buildEvent(definition, context.scene, { id: context.ids.newId("evt"), card: { ...card }, body });
  const reached = event(goalReached, { goal });
  if (plan === undefined) return { facts: [], events: [reached], reward: null, lotteries: [], voucher: null };
  const reward = rewardOf(one, plan, crossing.index, context);
  const rewarded = event(rewardIssued, { reward: rewardInEvent(reward) });
  const following = consequences(reward, plan, card, context);
  const granted: RewardGranted = { type: "reward.granted", reward: following.reward };
  return {
    ...following,
    facts: [granted, ...following.facts],
    events: [reached, rewarded, ...following.events],
  };
};

/** What a reward brings with it at once: a voucher, or the draws of an `auto` lottery. */
const consequences = (
  reward: RewardDocument,
  plan: Reward,
  card: CardSnapshot,
  context: GrantContext,
): Grant & { reward: RewardDocument } => {
  if (plan.type === "lottery" && plan.play === "auto") {
    const { outcomes, ...played } = playOut(reward, { ...context, card });
    return { ...played, lotteries: outcomes };
  }
  const voucher = voucherOf(reward, plan, context);
  if (voucher === null) return { facts: [], events: [], reward, lotteries: [], voucher };
  const issued: VoucherIssued = { type: "voucher.issued", voucher };
  const event = voucherIssuedEvent(context.ids, context.scene, voucher, card);
  return { facts: [issued], events: [event], reward, lotteries: [], voucher };
};
