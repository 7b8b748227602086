import { z } from "zod";
import { deliveryStatuses, instant, sendChannels } from "../parts.ts";
import { messageCounts, sendingStatuses } from "./broadcast.ts";

/** Who a campaign or broadcast is for, as it was asked for. */
export const audienceShown = z.object({
  all: z.literal(true).optional(),
  template_id: z.string().optional(),
  customer_ids: z.array(z.string()).optional(),
  inactive_days: z.number().int().optional(),
  has_active_voucher: z.literal(true).optional(),
});

/** What the API shows of a campaign. */
export const campaign = z
  .object({
    id: z.string(),
    kind: z.enum(["campaign", "broadcast"]),
    name: z.string(),
    channels: z.array(z.enum(["messengers", ...sendChannels])),
    message: z.string(),
    push_text: z.string().nullable(),
    subject: z.string().nullable(),
    audience: audienceShown,
    template_id: z.string().nullable(),
    voucher_template_id: z.string().nullable(),
    status: z.enum(sendingStatuses),
    recipients: z
      .number()
      .int()
      .meta({ description: "Customers who are reached over at least one channel." }),
    messages: z.number().int().meta({ description: "Messages: one per customer and channel." }),
    counts: messageCounts,
    created_at: instant,
  })
  .meta({
    id: "Campaign",
    examples: [
      {
        id: "cmp_077",
        kind: "campaign",
        name: "Spring cappuccino",
        channels: ["email"],
        message: "Your next cappuccino is on us this week.",
        push_text: null,
        subject: "A cappuccino for you",
        audience: { template_id: "tpl_009" },
        template_id: null,
        voucher_template_id: "vt_012",
        status: "queued",
        recipients: 128,
        messages: 128,
        counts: { pending: 128, sent: 0, delivered: 0, read: 0, failed: 0, skipped: 0, unknown: 0 },
        created_at: "2026-05-11T12:34:56Z",
      },
    ],
  });

/** One message of a campaign: a customer and a channel. */
export const campaignMessage = z
  .object({
    id: z.string(),
    customer_id: z.string(),
    channel: z.enum(sendChannels),
    status: z.enum(deliveryStatuses),
    reason: z.string().nullable().meta({ description: "Why it failed, was skipped or is unknown." }),
    updated_at: instant,
  })
  .meta({
    id: "CampaignMessage",
    examples: [
      {
        id: "rcp_077_789_email",
        customer_id: "c_789",
        channel: "email",
        status: "sent",
        reason: null,
        updated_at: "2026-05-11T12:34:58Z",
      },
    ],
  });
