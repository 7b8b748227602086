import type { z } from "zod";
import type { messengerTest, testMessenger as action } from "../catalog/index.ts";
import { Failure, invalid } from "../core/failure.ts";
import { textOf } from "../core/secrets.ts";
import { requirePhone } from "../customers/index.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { openMessenger } from "./open.ts";
import type { MessengerParts } from "./parts.ts";

/**
 * Asks the provider whether the account is good; with a phone, sends a message to it.
 * @throws validation_failed, messenger_not_connected
 */
export const testMessenger = async (
  platform: Platform,
  scope: Scope,
  parts: MessengerParts,
  input: z.output<typeof action.body>,
): Promise<z.output<typeof messengerTest>> => {
  const { channel, phone } = input ?? {};
  const to = phone === undefined ? null : requirePhone(phone, scope.business);
  const port = await openMessenger(platform, parts.outbound, scope.business.id);
  if (port === null) throw new Failure("messenger_not_connected");
  if (channel !== undefined && !port.channels.includes(channel))
    throw invalid("/channel", "is not among the connected channels");
  const outcome =
    to === null || channel === undefined
      ? await port.check()
      : await port.send({
          channel,
          to: { phone: to },
          content: { kind: "text", text: input?.message ?? `A test message of ${scope.business.name}.` },
          idempotency_key: `test_${textOf(platform.newBytes("test", 24))}`,
          purpose: "service",
        });
  if (outcome.state === "refused") return { ok: false, message_id: null, error: outcome.detail };
  // What waited for the account may go on.
  await parts.user.resume(platform, scope.business.id);
  return { ok: true, message_id: outcome.message_id, error: null };
};
