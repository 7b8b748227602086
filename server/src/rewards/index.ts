import { rewards } from "./model.ts";

export const rewardCollections = [rewards];
export { rewards, type RewardDocument } from "./model.ts";
export { presentReward, rewardInEvent } from "./present.ts";
export { rewardProjection, type RewardGranted } from "./projection.ts";
