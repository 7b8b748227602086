import { z } from "zod";
import { defineAction } from "../define.ts";
import { id, sendChannels } from "../parts.ts";
import { campaignChannels } from "./campaigns.ts";
import { audience } from "./fields.ts";

const reach = z.object({
  channel: z.enum(sendChannels),
  connected: z.boolean().meta({ description: "False while the channel is not set up: nothing can be sent." }),
  reached: z.number().int(),
  without_consent: z.number().int(),
  without_address: z.number().int().meta({
    description: "With consent, but without an email or phone; for push, customers without a saved pass.",
  }),
});

const audiencePreview = z
  .object({
    customers: z.number().int().meta({ description: "Customers of the audience." }),
    recipients: z
      .number()
      .int()
      .meta({ description: "Of these, reached over at least one channel asked for." }),
    left_out: z.number().int().meta({ description: "The others." }),
    messages: z.number().int().meta({ description: "Messages that would be sent." }),
    channels: z
      .array(reach)
      .meta({ description: "Each channel by itself, whichever were asked for; each adds up to customers." }),
  })
  .meta({
    id: "AudiencePreview",
    examples: [
      {
        customers: 412,
        recipients: 380,
        left_out: 32,
        messages: 380,
        channels: [
          { channel: "push", connected: true, reached: 120, without_consent: 0, without_address: 292 },
          { channel: "email", connected: true, reached: 380, without_consent: 30, without_address: 2 },
          { channel: "whatsapp", connected: false, reached: 200, without_consent: 210, without_address: 2 },
          { channel: "telegram", connected: false, reached: 0, without_consent: 412, without_address: 0 },
          { channel: "viber", connected: false, reached: 0, without_consent: 412, without_address: 0 },
        ],
      },
    ],
  });

const previewChannels = [...new Set([...campaignChannels, ...sendChannels])] as const;

export const previewAudience = defineAction({
  name: "preview_audience",
  method: "POST",
  path: "/audiences/preview",
  tag: "Campaigns",
  summary: "Count whom a campaign would reach",
  description: "Counts as they stand now; nothing is sent or kept.",
  role: "manager",
  body: z.strictObject({
    audience,
    channels: z
      .array(z.enum(previewChannels))
      .min(1)
      .max(previewChannels.length)
      .default([...campaignChannels])
      .meta({ description: "What the campaign or broadcast names." }),
    template_id: id("tpl")
      .optional()
      .meta({ description: "As a campaign's: narrows to holders of this card." }),
  }),
  result: audiencePreview,
  example: { body: { audience: { template_id: "tpl_009" }, channels: ["email"] } },
});
