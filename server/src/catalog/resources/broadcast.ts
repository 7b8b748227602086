import { z } from "zod";
import { instant, messengerChannels } from "../parts.ts";

/** Messages of a campaign or broadcast by status; each message is counted once. */
export const messageCounts = z.object({
  pending: z.number().int().meta({ description: "Not handed to the channel yet." }),
  sent: z.number().int().meta({ description: "Accepted by the channel." }),
  delivered: z.number().int(),
  read: z.number().int(),
  failed: z.number().int().meta({ description: "Refused by the channel, or never accepted in time." }),
  skipped: z.number().int().meta({
    description: "Not sent after all: the consent or the address was gone when the turn came.",
  }),
  unknown: z.number().int().meta({
    description:
      "Handed over when the connection or the server broke off; not repeated, to send nothing twice.",
  }),
});

export const sendingStatuses = ["queued", "sending", "sent"] as const;

/** What the API shows of a broadcast. */
export const broadcast = z
  .object({
    id: z.string().meta({ title: "Broadcast ID" }),
    channel: z.enum(messengerChannels),
    message: z.string(),
    status: z.enum(sendingStatuses).meta({ title: "Broadcast status" }),
    recipients: z.number().int().meta({ description: "Customers of the audience who gave consent." }),
    counts: messageCounts,
    created_at: instant,
  })
  .meta({
    id: "Broadcast",
    examples: [
      {
        id: "cmp_077",
        channel: "whatsapp",
        message: "Your next cappuccino is on us this week.",
        status: "queued",
        recipients: 128,
        counts: { pending: 128, sent: 0, delivered: 0, read: 0, failed: 0, skipped: 0, unknown: 0 },
        created_at: "2026-05-11T12:34:56Z",
      },
    ],
  });
