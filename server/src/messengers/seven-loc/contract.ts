/*
 * The contract with 7loc.com, version 1. Its vendor publishes none, so this is a named preset of a contract of ours, on
 * plain HTTP and JSON, that any provider or a small bridge can serve. What a crash does: a message handed over and not
 * recorded is handed over again under the same Idempotency-Key, so it is sent once.
 *
 * POST {base}/v1/messages
 *   Authorization: Bearer <token>
 *   Idempotency-Key: <key, up to 255 characters>
 *   { "channel": "whatsapp" | "telegram" | "viber", "to": "+380671112233", "purpose": "marketing" | "service",
 *     "kind": "text", "text": "…"                                        or
 *     "kind": "template", "template": { "name": "…", "language": "uk", "params": ["…"] },
 *     "reference": <the key again>, "callback_url": "https://…" }
 *   202 { "id": "<provider's id>", "state": "accepted" }: taken over for sending. A repeat with a key of the last 48
 *   hours is answered like the first request and sends nothing. Where a messenger lets a business write first only with
 *   an approved template, the provider wraps a text of purpose "marketing" into one.
 *   401, 403 token refused · 402 account must be topped up · 429 with Retry-After in seconds · 5xx try again later
 *   422 { "error": { "code": "opted_out" | "unreachable" | "window_closed" | "template" | "invalid", "message": "…" } }
 *
 * POST {base}/v1/check   with the same Authorization, body {}
 *   200 when the token is good; else as above.
 *
 * POST <callback_url>    by the provider, until it is answered 2xx; repeated, late and out of order is fine
 *   x-7loc-signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body", keyed with the token>; five minutes at most
 *   { "events": [ { "id", "type": "status", "at", "message_id", "reference", "status": "sent"|"delivered"|"read"|"failed",
 *                   "error"? },
 *                 { "id", "type": "opt_out", "at", "channel", "phone" } ] }
 */

import type { MessengerMessage } from "../port.ts";

export const messagesPath = "/v1/messages";
export const checkPath = "/v1/check";
export const signatureHeader = "x-7loc-signature";

/** The body of `POST /v1/messages`. */
export const messageBody = (
  message: MessengerMessage,
  callbackUrl: string,
): Readonly<Record<string, unknown>> => ({
  channel: message.channel,
  to: message.to.phone,
  purpose: message.purpose,
  ...message.content,
  reference: message.idempotency_key,
  callback_url: callbackUrl,
});
