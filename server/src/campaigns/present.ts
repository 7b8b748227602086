import type { z } from "zod";
import type { broadcast, campaign as campaignResource, campaignMessage } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import { isSealed, type SealReader } from "../core/seals.ts";
import type { Platform } from "../platform/index.ts";
import type { MessengerChannel } from "../messengers/index.ts";
import type { Progress } from "./find.ts";
import type { Message } from "./model.ts";

/** Sent once nothing waits any more; reports of the channels may still move the counts. */
const statusOf = ({ isEnlisted, counts, messages }: Progress): "queued" | "sending" | "sent" => {
  if (counts.pending === messages && messages > 0) return "queued";
  return !isEnlisted || counts.pending > 0 ? "sending" : "sent";
};

export const presentCampaign = (progress: Progress): z.output<typeof campaignResource> => {
  const { campaign, recipients, messages, counts } = progress;
  return {
    id: campaign._id,
    kind: campaign.kind,
    name: campaign.name,
    channels: campaign.channels,
    message: campaign.message,
    push_text: campaign.push_text,
    subject: campaign.subject,
    audience: campaign.audience,
    template_id: campaign.template_id,
    voucher_template_id: campaign.voucher_template_id,
    status: statusOf(progress),
    recipients,
    messages,
    counts,
    created_at: toInstant(campaign.created_at),
  };
};

export const presentBroadcast = (progress: Progress): z.output<typeof broadcast> => {
  const { campaign, recipients, counts } = progress;
  return {
    id: campaign._id,
    channel: campaign.channels[0] as MessengerChannel,
    message: campaign.message,
    status: statusOf(progress),
    recipients,
    counts,
    created_at: toInstant(campaign.created_at),
  };
};

type MessageView = z.output<typeof campaignMessage>;

/** How these messages are shown: a provider's words about a customer who was erased are not. */
export const showMessages = async (
  { seals }: Pick<Platform, "seals">,
  found: readonly Message[],
): Promise<(message: Message) => MessageView> => {
  const reader = await seals.reader(found.flatMap(({ reason }) => (isSealed(reason) ? [reason.of] : [])));
  return (message) => presentMessage(message, reader);
};

const presentMessage = (one: Message, reader: SealReader): MessageView => ({
  id: one._id,
  customer_id: one.customer_id,
  channel: one.channel,
  status: one.status,
  reason: isSealed(one.reason) ? reader.open(one.reason) : one.reason,
  updated_at: toInstant(one.updated_at),
});
