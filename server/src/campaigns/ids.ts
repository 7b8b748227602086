import { idBody } from "../core/ids.ts";
import { sendChannels } from "../catalog/index.ts";
import type { SendChannel } from "./model.ts";

/** The stream of what one customer gets of one campaign. */
export const reachId = (campaignId: string, customerId: string): string =>
  `rcp_${idBody(campaignId)}_${idBody(customerId)}`;

/** One message: the same campaign, customer and channel always give the same id. */
export const messageId = (campaignId: string, customerId: string, channel: SendChannel): string =>
  `${reachId(campaignId, customerId)}_${channel}`;

export const laneId = (businessId: string, channel: SendChannel): string => `${businessId}:${channel}`;

/** The channel of a lane; null for a channel that there is no more. */
export const channelOfLane = (lane: string): SendChannel | null =>
  sendChannels.find((channel) => lane.endsWith(`:${channel}`)) ?? null;
