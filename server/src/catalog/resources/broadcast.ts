import { z } from "zod";
import { instant, messengerChannels } from "../parts.ts";

/** What the API shows of a broadcast. */
export const broadcast = z
  .object({
    id: z.string().meta({ title: "Broadcast ID" }),
    channel: z.enum(messengerChannels),
    message: z.string(),
    status: z.enum(["queued", "sending", "sent"]).meta({ title: "Broadcast status" }),
    recipients: z.number().int().meta({ description: "Customers of the audience who gave consent." }),
    counts: z.object({
      pending: z.number().int(),
      sent: z.number().int(),
      delivered: z.number().int(),
      read: z.number().int(),
      failed: z.number().int(),
    }),
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
        counts: { pending: 128, sent: 0, delivered: 0, read: 0, failed: 0 },
        created_at: "2026-05-11T12:34:56Z",
      },
    ],
  });
