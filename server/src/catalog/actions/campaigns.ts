import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { deliveryStatuses, id, messageLimits, text } from "../parts.ts";
import * as resources from "../resources.ts";
import { audience } from "./fields.ts";

/** What a campaign names; `messengers` reaches each customer over the first messenger with consent. */
export const campaignChannels = ["push", "email", "messengers"] as const;

const shortestMessenger = Math.min(messageLimits.whatsapp, messageLimits.telegram, messageLimits.viber);

export const createCampaign = defineAction({
  name: "create_campaign",
  method: "POST",
  path: "/campaigns",
  tag: "Campaigns",
  summary: "Send a campaign",
  description:
    "push reaches saved wallet passes; email and messengers reach customers who gave consent for the channel. " +
    "messengers uses the first of WhatsApp, Telegram and Viber that the customer agreed to.",
  role: "manager",
  status: 202,
  body: z
    .strictObject({
      name: text(120),
      channels: z
        .array(z.enum(campaignChannels))
        .min(1)
        .max(campaignChannels.length)
        .refine((channels) => new Set(channels).size === channels.length, {
          message: "names a channel twice",
        }),
      message: text(messageLimits.email),
      push_text: text(20).optional().meta({ description: "What the wallet's notification shows." }),
      subject: text(200).optional().meta({ description: "Of the email; without it the campaign's name." }),
      audience,
      template_id: id("tpl").optional().meta({
        description: "Narrows the audience to holders of this card; events and passes are of this card then.",
      }),
      voucher_template_id: id("vt").optional().meta({ description: "Each recipient gets one of these." }),
    })
    .refine(
      ({ channels, message }) => !channels.includes("messengers") || message.length <= shortestMessenger,
      { path: ["message"], message: `is longer than messengers take: ${shortestMessenger} characters` },
    ),
  result: resources.campaign,
  errors: ["wallet_not_connected", "email_not_connected", "messenger_not_connected", "audience_empty"],
  example: {
    body: {
      name: "Spring cappuccino",
      channels: ["email"],
      subject: "A cappuccino for you",
      message: "Your next cappuccino is on us this week.",
      audience: { template_id: "tpl_009" },
      voucher_template_id: "vt_012",
    },
  },
});

export const listCampaigns = defineAction({
  name: "list_campaigns",
  method: "GET",
  path: "/campaigns",
  tag: "Campaigns",
  summary: "List campaigns and broadcasts",
  query: paging,
  result: page(resources.campaign),
});

export const getCampaign = defineAction({
  name: "get_campaign",
  method: "GET",
  path: "/campaigns/:id",
  tag: "Campaigns",
  summary: "Get a campaign with its counts",
  params: { id: id("cmp") },
  result: resources.campaign,
  errors: ["not_found"],
});

export const listCampaignMessages = defineAction({
  name: "list_campaign_messages",
  method: "GET",
  path: "/campaigns/:id/messages",
  tag: "Campaigns",
  summary: "List a campaign's messages and how far each has come",
  params: { id: id("cmp") },
  query: { ...paging, status: z.enum(deliveryStatuses).optional() },
  result: page(resources.campaignMessage),
  errors: ["not_found"],
});
