import type { z } from "zod";
import type { reward } from "../catalog/index.ts";
import type { RewardDocument } from "./model.ts";

export const presentReward = (one: RewardDocument): z.output<typeof reward> => ({
  id: one._id,
  type: one.type,
  name: one.name,
  description: one.description,
  image_url: one.image_url,
  status: one.status,
});

/** The reward as events show it. */
export const rewardInEvent = (one: RewardDocument) => ({
  id: one._id,
  type: one.type,
  name: one.name,
  description: one.description,
  image_url: one.image_url,
});
