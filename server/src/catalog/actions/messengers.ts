import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { id, instantIn, messengerChannels, messengerProviders, text } from "../parts.ts";
import * as resources from "../resources.ts";
import { phone } from "./fields.ts";

export const connectMessenger = defineAction({
  name: "connect_messenger",
  method: "POST",
  path: "/messengers",
  tag: "Messengers",
  summary: "Connect 7loc.com, or replace its address and token",
  role: "manager",
  status: 201,
  alsoStatus: [200],
  body: z.strictObject({
    kind: z.enum(messengerProviders).default("seven_loc"),
    base_url: z
      .string()
      .trim()
      .min(1)
      .max(2000)
      .meta({ description: "A public https address on port 443 or 8443.", format: "uri" }),
    token: z.string().trim().min(8).max(500).meta({ description: "Never shown again." }),
    channels: z
      .array(z.enum(messengerChannels))
      .min(1)
      .max(messengerChannels.length)
      .default([...messengerChannels])
      .meta({ description: "The messengers this account can send over." }),
  }),
  result: resources.messengerConnection,
  errors: ["target_not_allowed"],
  example: { body: { base_url: "https://api.7loc.example", token: "<the token of the account>" } },
});

export const listMessengers = defineAction({
  name: "list_messengers",
  method: "GET",
  path: "/messengers",
  tag: "Messengers",
  summary: "List messenger connections",
  role: "manager",
  query: paging,
  result: page(resources.messengerConnection),
});

export const disconnectMessenger = defineAction({
  name: "disconnect_messenger",
  method: "DELETE",
  path: "/messengers/:id",
  tag: "Messengers",
  summary: "Disconnect a messenger provider",
  role: "manager",
  status: 204,
  params: { id: id("msgr") },
  errors: ["not_found"],
});

export const testMessenger = defineAction({
  name: "test_messenger",
  method: "POST",
  path: "/messengers/test",
  tag: "Messengers",
  summary: "Check the address and token, or send yourself a message",
  description: "Without a phone only the connection is checked.",
  role: "manager",
  body: z
    .strictObject({
      channel: z.enum(messengerChannels).optional(),
      phone: phone.optional(),
      message: text(1000).optional(),
    })
    .refine((body) => (body.phone === undefined) === (body.channel === undefined), {
      path: ["channel"],
      message: "give both channel and phone, or neither",
    })
    .optional(),
  result: resources.messengerTest,
  errors: ["messenger_not_connected"],
  example: { body: { channel: "whatsapp", phone: "+380671112233" } },
});

const statusReport = z.object({
  id: text(200),
  type: z.literal("status"),
  at: instantIn,
  message_id: text(200),
  reference: text(255).meta({ description: "The Idempotency-Key the message was sent with." }),
  status: z.enum(["sent", "delivered", "read", "failed"]),
  error: z.string().max(500).nullish(),
});

const optOut = z.object({
  id: text(200),
  type: z.literal("opt_out"),
  at: instantIn,
  channel: z.enum(messengerChannels),
  phone: text(40),
});

export const receiveSevenLoc = defineAction({
  name: "receive_seven_loc",
  method: "POST",
  path: "/messengers/seven-loc/callback/:id",
  tag: "Messengers",
  summary: "Statuses and opt-outs, posted by 7loc.com",
  description:
    "Signed: x-7loc-signature is t=<unix seconds>,v1=<hex HMAC-SHA256 of t.body keyed with the token>, at most five minutes old.",
  access: "public",
  params: { id: id("msgr") },
  body: z.object({
    events: z
      .array(z.union([statusReport, optOut]))
      .min(1)
      .max(500),
  }),
  result: z.object({ accepted: z.number().int() }),
  errors: ["signature_invalid"],
  example: {
    body: {
      events: [
        {
          id: "ev_9001",
          type: "status",
          at: "2026-05-11T12:35:02Z",
          message_id: "m_5521",
          reference: "rcp_077_789_whatsapp",
          status: "delivered",
        },
      ],
    },
    answer: { accepted: 1 },
  },
});
