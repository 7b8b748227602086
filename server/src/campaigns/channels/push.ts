import { refused } from "../../core/send-outcome.ts";
import type { Platform } from "../../platform/index.ts";
import type { Channel, PushPort } from "./port.ts";

/** While no wallet's credentials are set. */
export const noPush: PushPort = {
  isConnected: () => false,
  send: async () => refused("auth", "no wallet's credentials are set"),
};

/** Messages on saved wallet passes. */
export const pushChannel = (platform: Platform, push: PushPort): Channel => ({
  repeats: "by_key",
  perSecond: 50,
  atOnce: 16,
  open: async () =>
    push.isConnected()
      ? async ({ key, campaign, card }) =>
          card === null
            ? refused("unreachable", "the customer has no card")
            : push.send(platform, {
                business_id: campaign.business_id,
                card_id: card.id,
                push_text: campaign.push_text,
                message: campaign.message,
                campaign_name: campaign.name,
                key,
              })
      : null,
});
