import { Failure } from "../core/failure.ts";
import type { Platform } from "../platform/index.ts";
import { rewards, type RewardDocument } from "./model.ts";

/** @throws not_found */
export const getReward = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<RewardDocument> => {
  const found = await platform.store.collection(rewards).findOne({ _id: id, business_id: businessId });
  if (found === null) throw new Failure("not_found");
  return found;
};

/** The rewards of a card, newest first; what the card page shows. */
export const rewardsOfCard = (platform: Platform, cardId: string): Promise<RewardDocument[]> =>
  platform.store.collection(rewards).find({ card_id: cardId }).sort({ _id: -1 }).limit(100).toArray();
