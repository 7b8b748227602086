import type { Entry, Fact, Projection } from "../journal/index.ts";
import { rewards, type LotteryOutcome, type RewardDocument } from "./model.ts";

export interface RewardGranted extends Fact {
  type: "reward.granted";
  reward: RewardDocument;
}

export interface RewardPlayed extends Fact {
  type: "reward.played";
  outcome: LotteryOutcome;
}

const isGranted = (fact: Fact): fact is RewardGranted => fact.type === "reward.granted";
const isPlayed = (fact: Fact): fact is RewardPlayed => fact.type === "reward.played";

/** The reward after a fact: another try leaves it granted, everything else ends it. */
export const evolveReward = (
  state: RewardDocument | null,
  fact: Fact,
  entry: Pick<Entry, "at">,
): RewardDocument | null => {
  if (state === null || !isPlayed(fact)) return state;
  const { outcome } = fact;
  if (outcome.type === "try_again") return { ...state, tries: state.tries + 1, outcome };
  return { ...state, status: "played", played_at: entry.at, outcome };
};

/** Rewards begin in the stream of the card whose goal gave them, and are played in their own. */
export const rewardProjection: Projection<RewardDocument> = {
  collection: rewards,
  prefix: "rw_",
  evolve: evolveReward,
  born: (fact) => (isGranted(fact) ? fact.reward : null),
};
