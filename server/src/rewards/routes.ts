import * as catalog from "../catalog/index.ts";
import { bind, type Operation } from "../http/operation.ts";
import type { RewardCards } from "./cards-port.ts";
import { playReward } from "./play.ts";

export const rewardOperations = (cards: RewardCards): readonly Operation[] => [
  bind(
    catalog.playReward,
    async ({ platform, caller, params, body }) =>
      (await playReward(platform, caller, cards, { ...body, id: params.id })).answer,
  ),
];
