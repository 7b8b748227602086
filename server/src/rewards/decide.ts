import { toInstant } from "../core/clock.ts";
import { Failure } from "../core/failure.ts";
import type { RewardDocument } from "./model.ts";

/**
 * Whether a reward is a spin that waits to be played.
 * @throws not_found, reward_not_playable, reward_already_played with the time
 */
export const checkPlayable = (reward: RewardDocument | null): RewardDocument => {
  if (reward === null) throw new Failure("not_found");
  if (reward.lottery === null) throw new Failure("reward_not_playable");
  if (reward.status === "played") {
    const playedAt = toInstant(reward.played_at ?? reward.granted_at);
    throw new Failure("reward_already_played", {
      played_at: playedAt,
      detail: `It was played at ${playedAt}.`,
    });
  }
  return reward;
};
