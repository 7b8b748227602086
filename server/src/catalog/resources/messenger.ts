import { z } from "zod";
import { instant, instantOrNull, messengerChannels, messengerProviders } from "../parts.ts";

/** What the API shows of a connected messenger provider. */
export const messengerConnection = z
  .object({
    id: z.string(),
    kind: z.enum(messengerProviders),
    base_url: z.string(),
    token_masked: z.string(),
    channels: z.array(z.enum(messengerChannels)),
    status: z.enum(["connected", "failing"]),
    last_error: z.string().nullable(),
    last_error_at: instantOrNull,
    callback_url: z
      .string()
      .meta({ description: "Where statuses and opt-outs are posted to; sent along with each message." }),
    last_callback_at: instantOrNull.meta({
      description: "When the provider last posted there, to the minute; null: never.",
    }),
    created_at: instant,
    updated_at: instant,
  })
  .meta({
    id: "MessengerConnection",
    examples: [
      {
        id: "msgr_041",
        kind: "seven_loc",
        base_url: "https://api.7loc.example",
        token_masked: "••••k3Qz",
        channels: ["whatsapp", "telegram", "viber"],
        status: "connected",
        last_error: null,
        last_error_at: null,
        callback_url: "https://loyalty.example.com/v1/messengers/seven-loc/callback/msgr_041",
        last_callback_at: "2026-05-11T12:34:00Z",
        created_at: "2026-05-11T12:34:56Z",
        updated_at: "2026-05-11T12:34:56Z",
      },
    ],
  });

/** What came of a test. */
export const messengerTest = z
  .object({
    ok: z.boolean(),
    message_id: z
      .string()
      .nullable()
      .meta({ description: "The provider's id of the test message, if one was sent." }),
    error: z.string().nullable(),
  })
  .meta({ id: "MessengerTest", examples: [{ ok: true, message_id: "m_5521", error: null }] });
