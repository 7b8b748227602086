import type { SendOutcome } from "../core/send-outcome.ts";
import type { CustomerDocument } from "../customers/index.ts";
import type { CampaignDocument, DeliveryStatus, Message, SendChannel } from "./model.ts";

/** The rules of sending, pure. */

/** After this a message that no channel has accepted is given up; providers keep keys longer. */
export const sendWithinMs = 24 * 3_600_000;

const second = 1_000;
const minute = 60 * second;
/** Pauses after tries that failed for a passing reason; then the message has failed. */
const retryAfterMs = [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, 60 * minute];
/** How long a channel rests whose account is refused; connecting or testing it ends the rest. */
export const accountPauseMs = 5 * minute;

/** The part of a customer that says how to reach them. */
export type Reachable = Pick<CustomerDocument, "email" | "phone" | "consents">;

/** Whether this channel may and can be used for the customer now; else why not. Passes are not judged here. */
export const obstacleTo = (channel: SendChannel, customer: Reachable): "no_consent" | "no_address" | null => {
  if (channel === "push") return null;
  if (customer.consents[channel] !== true) return "no_consent";
  return addressOf(channel, customer) === null ? "no_address" : null;
};

/** Where the channel reaches the customer; null for passes, which are the card's. */
export const addressOf = (channel: SendChannel, customer: Reachable): string | null => {
  if (channel === "push") return null;
  return channel === "email" ? customer.email : customer.phone;
};

/** The channels a campaign reaches a customer over; `messengers` becomes the first one with consent. */
export const channelsFor = (
  campaign: Pick<CampaignDocument, "channels" | "messengers">,
  customer: Reachable,
  hasPass: boolean,
): SendChannel[] =>
  campaign.channels.flatMap((named): SendChannel[] => {
    if (named === "push") return hasPass ? ["push"] : [];
    const candidates = named === "messengers" ? campaign.messengers : [named];
    const first = candidates.find((channel) => obstacleTo(channel, customer) === null);
    return first === undefined ? [] : [first];
  });

/** What an outcome means for a message. */
export type Step =
  | { readonly kind: "sent"; readonly providerId: string | null }
  | { readonly kind: "ended"; readonly status: "failed" | "unknown"; readonly reason: string }
  | {
      readonly kind: "retry";
      readonly afterMs: number;
      readonly attempts: number;
      readonly interrupted: boolean;
      /** Set when the whole channel has to wait, and why. */
      readonly pause: string | null;
    };

const later = (
  message: Pick<Message, "attempts" | "interrupted">,
  interrupted: boolean,
  reason: string,
): Step => {
  const afterMs = retryAfterMs[message.attempts];
  if (afterMs === undefined) return { kind: "ended", status: interrupted ? "unknown" : "failed", reason };
  return { kind: "retry", afterMs, attempts: message.attempts + 1, interrupted, pause: null };
};

/**
 * What to do after a try.
 * @param repeats whether the channel takes a repeat under the same key as the same message
 */
export const stepAfter = (
  outcome: SendOutcome,
  message: Pick<Message, "attempts" | "interrupted">,
  repeats: "by_key" | "never",
): Step => {
  if (outcome.state === "accepted") return { kind: "sent", providerId: outcome.message_id };
  const { attempts, interrupted } = message;
  switch (outcome.problem) {
    case "rate_limited":
      return {
        kind: "retry",
        afterMs: outcome.retryAfterMs ?? 30 * second,
        attempts,
        interrupted,
        pause: "rate_limited",
      };
    case "auth":
    case "billing":
      return { kind: "retry", afterMs: accountPauseMs, attempts, interrupted, pause: outcome.problem };
    case "temporary":
      return later(message, interrupted, "temporary");
    case "unknown_outcome":
      return repeats === "by_key"
        ? later(message, true, "unknown_outcome")
        : { kind: "ended", status: "unknown", reason: "unknown_outcome" };
    default:
      return { kind: "ended", status: "failed", reason: outcome.problem };
  }
};

/** From which statuses a message may move to one: forward only; what was delivered has not failed. */
export const statusesBefore: Readonly<Record<DeliveryStatus, readonly DeliveryStatus[]>> = {
  pending: [],
  sent: ["pending", "unknown"],
  delivered: ["pending", "unknown", "sent", "failed"],
  read: ["pending", "unknown", "sent", "failed", "delivered"],
  failed: ["pending", "unknown", "sent"],
  skipped: ["pending"],
  unknown: ["pending"],
};
