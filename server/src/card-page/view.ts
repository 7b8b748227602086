import { toInstant } from "../core/clock.ts";
import { findBusiness } from "../businesses/index.ts";
import { findByToken, inProgram, presentCard, type CardDocument } from "../cards/index.ts";
import { findCustomer, type CustomerDocument } from "../customers/index.ts";
import { shownLook, type ShownLook } from "../look/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { rewardsOfCard, type LotteryOutcome, type RewardDocument } from "../rewards/index.ts";
import { findVoucherTemplates, getTemplate, type Mechanics } from "../templates/index.ts";
import { presentVoucher, vouchersOnCard } from "../vouchers/index.ts";

type Card = ReturnType<typeof presentCard>;
export type ShownVoucher = ReturnType<typeof presentVoucher>;

export interface ShownGoal {
  readonly stamps: number;
  readonly name: string;
  readonly image_url: string | null;
  readonly isReached: boolean;
}

/** A spin that waits to be played. */
export interface ShownSpin {
  readonly id: string;
  readonly name: string;
  /** How often it was played already. */
  readonly tries: number;
  /** What can be won, by name. */
  readonly prizes: readonly string[];
}

/** What the spin that was just played brought, and what else there was. */
export interface ShownOutcome extends Pick<LotteryOutcome, "type" | "name" | "greeting"> {
  readonly prizes: readonly string[];
  /** Which of the prizes it was. */
  readonly at: number;
}

/** Everything the page shows, ready to be put into words; made up for the preview of a draft. */
export interface CardView {
  readonly business: Pick<Business, "name" | "time_zone">;
  readonly look: ShownLook;
  /** The customer's name. */
  readonly holder: string | null;
  readonly card: Pick<
    Card,
    "template_name" | "number" | "stamps" | "stamps_to_next_goal" | "cycle" | "status"
  >;
  readonly goals: readonly ShownGoal[];
  readonly spins: readonly ShownSpin[];
  readonly outcome: ShownOutcome | null;
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
  const shown = (reward: Mechanics["goals"][number]["reward"]): Pick<ShownGoal, "name" | "image_url"> => {
    if (reward.type === "award") return { name: reward.name, image_url: reward.image_url };
    if (reward.type === "lottery") return { name: reward.name, image_url: null };
    const template = templates.find(({ _id }) => _id === reward.voucher_template_id);
    return { name: template?.title ?? "", image_url: template?.image_url ?? null };
  };
  return card.goals.map(({ stamps, reached, reward }) => ({ stamps, ...shown(reward), isReached: reached }));
};

const prizesOf = ({ lottery }: RewardDocument): string[] => (lottery?.variants ?? []).map(({ name }) => name);

const spinOf = (reward: RewardDocument): ShownSpin => ({
  id: reward._id,
  name: reward.name,
  tries: reward.tries,
  prizes: prizesOf(reward),
});

const outcomeOf = (reward: RewardDocument | undefined): ShownOutcome | null => {
  if (!reward?.outcome) return null;
  const { type, name, greeting, variant_id: id } = reward.outcome;
  const at = (reward.lottery?.variants ?? []).findIndex((variant) => variant.id === id);
  return { type, name, greeting, prizes: at < 0 ? [name] : prizesOf(reward), at: Math.max(0, at) };
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
    look: shownLook(business, template),
    holder: customer.name,
    card,
    goals,
    spins: rewards.filter(({ lottery, status }) => lottery !== null && status === "granted").map(spinOf),
    outcome: outcomeOf(rewards.find(({ _id }) => _id === played)),
    awards: awardsOf(rewards),
    // What can be used now stands before what will be.
    usable: [
      ...vouchers.filter(({ status }) => status === "active"),
      ...vouchers.filter(({ status }) => status === "issued"),
    ],
    past: vouchers.filter((voucher) => !isUsable(voucher)),
  };
};
