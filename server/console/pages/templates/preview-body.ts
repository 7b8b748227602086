import {
  earnBody,
  lookBody,
  numberOf,
  rewardBody,
  type RewardDraft,
  type TemplateBody,
  type TemplateDraft,
} from "./draft.ts";
import { sumOf, wholeShare } from "./shares.ts";

/** Names for what has none yet. */
export interface PreviewWords {
  readonly name: string;
  readonly reward: string;
}

const isAddress = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);

const isWholeReward = (reward: RewardDraft): boolean => {
  if (reward.type === "voucher") return reward.voucher !== null;
  if (reward.name.trim() === "") return false;
  if (reward.type === "award") return reward.image === "" || isAddress(reward.image);
  const { variants } = reward;
  return (
    sumOf(variants.map((one) => one.probability)) === wholeShare &&
    variants.every((one) => one.name.trim() !== "" && (one.type !== "voucher" || one.voucher !== null)) &&
    variants.some((one) => one.type !== "try_again" && one.probability !== "0")
  );
};

const rewardShown = (reward: RewardDraft, words: PreviewWords) =>
  isWholeReward(reward)
    ? rewardBody(reward)
    : { type: "award" as const, name: reward.name.trim() === "" ? words.reward : reward.name };

const isEarnWhole = ({ type, amount, currency }: TemplateDraft["earn"]): boolean =>
  type === "per_order" || (/^\d{1,9}$/.test(amount) && Number(amount) > 0 && /^[A-Za-z]{3}$/.test(currency));

/** Of a half filled draft what can be shown already; the rest is left out until it is whole. */
export const previewBody = (draft: TemplateDraft, words: PreviewWords): TemplateBody => {
  let highest = 0;
  const goals = draft.goals.flatMap(({ stamps: typed, reward }) => {
    const stamps = numberOf(typed);
    if (!Number.isInteger(stamps) || stamps <= highest || stamps > 10_000) return [];
    highest = stamps;
    return [{ stamps, reward: rewardShown(reward, words) }];
  });
  const { logo, picture, ...look } = draft.look;
  return {
    name: draft.name.trim() === "" ? words.name : draft.name,
    earn: isEarnWhole(draft.earn) ? earnBody(draft.earn) : { type: "per_order" },
    goals,
    after_final_goal: draft.afterFinalGoal,
    look: lookBody({
      ...look,
      logo: isAddress(logo) ? logo : "",
      picture: isAddress(picture) ? picture : "",
    }),
  };
};
