import { toInstant } from "../core/clock.ts";
import { findBusiness } from "../businesses/index.ts";
import { findByToken, inProgram, presentCard, type CardDocument } from "../cards/index.ts";
import { findCustomer, type CustomerDocument } from "../customers/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { rewardsOfCard, type LotteryOutcome, type RewardDocument } from "../rewards/index.ts";
import { findVoucherTemplates, getTemplate, type Mechanics } from "../templates/index.ts";
import { presentVoucher, vouchersOnCard } from "../vouchers/index.ts";

type Card = ReturnType<typeof presentCard>;
export type ShownVoucher = ReturnType<typeof presentVoucher>;

export interface ShownGoal {
  readonly stamps: number;
  readonly name: string;
  readonly isReached: boolean;
}

/** Everything the page shows, ready to be put into words. */
export interface CardView {
  readonly business: Business;
  readonly customer: CustomerDocument;
  readonly card: Card;
  readonly goals: readonly ShownGoal[];
  /** Spins that wait to be played. */
  readonly spins: readonly RewardDocument[];
  /** What the spin that was just played brought. */
  readonly outcome: LotteryOutcome | null;
  /** Awards, given at a goal or drawn. */
  readonly awards: readonly { readonly name: string; readonly at: string }[];
  readonly usable: readonly ShownVoucher[];
  readonly past: readonly ShownVoucher[];
}

/** A card whose page it is, with whom it belongs to. */
export interface PageOwner {
  readonly card: CardDocument;
  readonly business: Business;
  readonly customer: CustomerDocument;
}

/** Who the page of a token belongs to; null for a token that is nobody's, or an erased customer's. */
export const ownerOf = async (platform: Platform, token: string): Promise<PageOwner | null> => {
  const card = await findByToken(platform, token);
  if (card === null) return null;
  const [business, customer] = await Promise.all([
    findBusiness(platform, card.business_id),
    findCustomer(platform, card.business_id, card.customer_id),
  ]);
  return business && customer && { card, business, customer };
};

/** The goals of a card as its page names them. */
export const goalsOf = async (platform: Platform, card: Card, businessId: string): Promise<ShownGoal[]> => {
  const ids = card.goals.flatMap(({ reward }) =>
    reward.type === "voucher" ? [reward.voucher_template_id] : [],
  );
  const templates = await findVoucherTemplates(platform, businessId, ids);
  const nameOf = (reward: Mechanics["goals"][number]["reward"]): string =>
    reward.type === "voucher"
      ? (templates.find(({ _id }) => _id === reward.voucher_template_id)?.title ?? "")
      : reward.name;
  return card.goals.map(({ stamps, reached, reward }) => ({
    stamps,
    name: nameOf(reward),
    isReached: reached,
  }));
};

const awardsOf = (rewards: readonly RewardDocument[]): CardView["awards"] =>
  rewards
    .flatMap((reward) => {
      const at = toInstant(reward.played_at ?? reward.granted_at);
      if (reward.type === "award") return [{ name: reward.name, at }];
      return reward.outcome?.type === "award" ? [{ name: reward.outcome.name, at }] : [];
    })
    .slice(0, 10);

/**
 * Reads what the page of a card shows.
 * @param played the reward that was just played, if the page follows a spin
 */
export const viewOf = async (
  platform: Platform,
  { card: document, business, customer }: PageOwner,
  played: string | null,
): Promise<CardView> => {
  const now = platform.clock.now();
  const template = await getTemplate(platform, business.id, document.template_id);
  const card = presentCard(await inProgram(platform, document, template));
  const [goals, rewards, open, final] = await Promise.all([
    goalsOf(platform, card, business.id),
    rewardsOfCard(platform, document._id),
    vouchersOnCard(platform, document, "open"),
    vouchersOnCard(platform, document, "final"),
  ]);
  const vouchers = [...open, ...final].map((voucher) => presentVoucher(voucher, now));
  const isUsable = ({ status }: ShownVoucher): boolean => status === "active" || status === "issued";
  return {
    business,
    customer,
    card,
    goals,
    spins: rewards.filter(({ lottery, status }) => lottery !== null && status === "granted"),
    outcome: rewards.find(({ _id }) => _id === played)?.outcome ?? null,
    awards: awardsOf(rewards),
    usable: vouchers.filter(isUsable),
    past: vouchers.filter((voucher) => !isUsable(voucher)),
  };
};
