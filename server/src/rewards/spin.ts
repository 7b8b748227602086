import { lotteryPlayed } from "../catalog/index.ts";
import {
  buildEvent,
  type CardSnapshot,
  type EventRecord,
  type EventScene,
  type Fact,
} from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import type { VoucherTemplateDocument } from "../templates/index.ts";
import {
  mintVoucher,
  planOf,
  randomCode,
  voucherIssuedEvent,
  type VoucherDocument,
  type VoucherIssued,
} from "../vouchers/index.ts";
import { drawVariant, type Draw, type Variant } from "./draw.ts";
import type { LotteryOutcome, RewardDocument } from "./model.ts";
import { evolveReward, type RewardPlayed } from "./projection.ts";

/** Everything a spin needs to know; gathered before, so that spinning touches nothing. */
export interface SpinContext {
  readonly ids: Pick<Platform, "newId">;
  readonly business: { readonly id: string; readonly time_zone: string };
  readonly scene: EventScene;
  readonly card: CardSnapshot | null;
  readonly voucherTemplates: readonly VoucherTemplateDocument[];
  readonly draw: Draw;
}

/** What came of one draw. */
export interface Spin {
  /** The reward after it. */
  readonly reward: RewardDocument;
  readonly outcome: LotteryOutcome;
  readonly voucher: VoucherDocument | null;
  readonly played: RewardPlayed;
  readonly issued: readonly VoucherIssued[];
  readonly events: readonly EventRecord[];
}

const voucherOf = (
  reward: RewardDocument,
  variant: Variant,
  context: SpinContext,
): VoucherDocument | null => {
  if (variant.type !== "voucher") return null;
  const template = context.voucherTemplates.find(({ _id }) => _id === variant.voucher_template_id);
  // A card template always refers to voucher templates that exist, and those are never deleted.
  if (template === undefined) throw new Error(`voucher template ${variant.voucher_template_id} is gone`);
  return mintVoucher(planOf(template), {
    id: context.ids.newId("v"),
    business: context.business,
    at: context.scene.at,
    origin: "lottery",
    customer_id: reward.customer_id,
    card_id: reward.card_id,
    reward_id: reward._id,
    goal_index: reward.goal_index,
    location_id: context.scene.location_id,
    freshCode: randomCode(),
  });
};

/** Ids are given in the order of the events, so that lists, newest first, show the same order. */
const eventsOf = (
  outcome: LotteryOutcome,
  voucher: VoucherDocument | null,
  { ids, scene, card }: SpinContext,
): EventRecord[] => {
  const played = buildEvent(lotteryPlayed, scene, {
    id: ids.newId("evt"),
    card: card && { ...card },
    body: { lottery: outcome },
  });
  return voucher === null ? [played] : [played, voucherIssuedEvent(ids, scene, voucher, card)];
};

/** One draw of a granted lottery with its consequences. Pure but for the draw and the ids it is given. */
export const spin = (reward: RewardDocument, context: SpinContext): Spin => {
  if (reward.lottery === null) throw new Error(`reward ${reward._id} is no lottery`);
  const variant = drawVariant(reward.lottery, reward.tries, context.draw);
  const voucher = voucherOf(reward, variant, context);
  const outcome: LotteryOutcome = {
    reward_id: reward._id,
    variant_id: variant.id,
    type: variant.type,
    name: variant.name,
    greeting: variant.greeting,
    voucher_id: voucher?._id ?? null,
  };
  const played: RewardPlayed = { type: "reward.played", outcome };
  return {
    reward: evolveReward(reward, played, context.scene) as RewardDocument,
    outcome,
    voucher,
    played,
    issued: voucher === null ? [] : [{ type: "voucher.issued", voucher }],
    events: eventsOf(outcome, voucher, context),
  };
};

/** A lottery played to its end at once, as `auto` lotteries are: another try is drawn right away. */
export interface PlayedOut {
  readonly reward: RewardDocument;
  readonly outcomes: readonly LotteryOutcome[];
  readonly voucher: VoucherDocument | null;
  readonly facts: readonly Fact[];
  readonly events: readonly EventRecord[];
}

/** Spins until something else than another try comes; the chain's rule ends it after four draws at most. */
export const playOut = (granted: RewardDocument, context: SpinContext): PlayedOut => {
  const spins: Spin[] = [];
  let reward = granted;
  while (reward.status === "granted") {
    const next = spin(reward, context);
    spins.push(next);
    reward = next.reward;
  }
  return {
    reward,
    outcomes: spins.map(({ outcome }) => outcome),
    voucher: spins.at(-1)?.voucher ?? null,
    facts: spins.flatMap(({ issued }) => issued),
    events: spins.flatMap(({ events }) => events),
  };
};
