import { rewards } from "./model.ts";

export const rewardCollections = [rewards];
export type { RewardCards } from "./cards-port.ts";
export { cryptoDraw, type Draw } from "./draw.ts";
export { rewardsOfCard } from "./find.ts";
export { rewards, type LotteryOutcome, type RewardDocument } from "./model.ts";
export { playReward, type PlayAnswer } from "./play.ts";
export { presentReward, rewardInEvent } from "./present.ts";
export { rewardProjection, type RewardGranted } from "./projection.ts";
export { rewardOperations } from "./routes.ts";
export { playOut, type SpinContext } from "./spin.ts";
