import { z } from "zod";
import { defineAction } from "../define.ts";
import { id, messageLimits, messengerChannels, text } from "../parts.ts";
import * as resources from "../resources.ts";
import { audience } from "./fields.ts";

const longestMessage = Math.max(...Object.values(messageLimits));

export const sendBroadcast = defineAction({
  name: "send_broadcast",
  method: "POST",
  path: "/broadcasts",
  tag: "Broadcasts",
  summary: "Send a messenger broadcast",
  description: "Reaches those of the audience who gave consent for the channel, and nobody else.",
  role: "manager",
  status: 202,
  body: z
    .strictObject({ channel: z.enum(messengerChannels), message: text(longestMessage), audience })
    .refine(({ channel, message }) => message.length <= messageLimits[channel], {
      path: ["message"],
      message: "is longer than the messenger takes: 4096 characters on WhatsApp and Telegram, 7000 on Viber",
    }),
  result: resources.broadcast,
  errors: ["messenger_not_connected", "audience_empty"],
  example: {
    body: {
      channel: "whatsapp",
      message: "Your next cappuccino is on us this week.",
      audience: { template_id: "tpl_009" },
    },
  },
});

export const getBroadcast = defineAction({
  name: "get_broadcast",
  method: "GET",
  path: "/broadcasts/:id",
  tag: "Broadcasts",
  summary: "Get a broadcast with its counts",
  params: { id: id("cmp") },
  result: resources.broadcast,
  errors: ["not_found"],
});
