import type { Fact, Projection } from "../journal/index.ts";
import { rewards, type RewardDocument } from "./model.ts";

export interface RewardGranted extends Fact {
  type: "reward.granted";
  reward: RewardDocument;
}

const isGranted = (fact: Fact): fact is RewardGranted => fact.type === "reward.granted";

/** Rewards begin in the stream of the card whose goal gave them. */
export const rewardProjection: Projection<RewardDocument> = {
  collection: rewards,
  prefix: "rw_",
  evolve: (state) => state,
  born: (fact) => (isGranted(fact) ? fact.reward : null),
};
