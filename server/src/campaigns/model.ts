import type { deliveryStatuses, sendChannels } from "../catalog/index.ts";
import type { Sealed } from "../core/seals.ts";
import { defineCollection } from "../core/store.ts";
import type { MessengerChannel } from "../messengers/index.ts";

export type SendChannel = (typeof sendChannels)[number];
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** What a campaign names; `messengers` is settled for each customer by consent. */
export type CampaignChannel = SendChannel | "messengers";

export type Audience =
  | { all: true }
  | { template_id: string }
  | { customer_ids: string[] }
  | { inactive_days: number }
  | { has_active_voucher: true };

/** A campaign as it was asked for, and what it came to. */
export interface CampaignDocument {
  _id: string;
  seq: number;
  business_id: string;
  kind: "campaign" | "broadcast";
  name: string;
  channels: CampaignChannel[];
  /** The messengers that were connected when it began. */
  messengers: MessengerChannel[];
  message: string;
  push_text: string | null;
  subject: string | null;
  audience: Audience;
  template_id: string | null;
  voucher_template_id: string | null;
  /** Counted when it was asked for. */
  recipients: number;
  messages: number;
  /** As written down; null until every message is. */
  enlisted: { recipients: number; messages: number } | null;
  created_at: Date;
}

export const campaigns = defineCollection<CampaignDocument>("campaigns", [
  // GET /campaigns
  { keys: { business_id: 1, _id: -1 } },
]);

/** The mark that a campaign's messages are to be written down; born with the campaign. */
export interface Enlistment {
  /** The campaign's id. */
  _id: string;
  seq: number;
  state: "waiting" | "done";
}

export const enlistments = defineCollection<Enlistment>("campaign_enlistments", [
  // sweep: campaigns that wait for their messages
  { keys: { state: 1 }, options: { partialFilterExpression: { state: "waiting" } } },
]);

/** The kind of work that writes a campaign's messages down; its key is the campaign's id. */
export const enlistmentKind = "enlistment";

/** What one customer has got of one campaign: the journal's word, on which "once" rests. */
export interface Reach {
  _id: string;
  seq: number;
  business_id: string;
  campaign_id: string;
  customer_id: string;
  voucher: { id: string; title: string; code: string | null } | null;
  /** The event of each channel's message that was accepted. */
  sent: Partial<Record<SendChannel, string>>;
}

export const reaches = defineCollection<Reach>("campaign_reaches");

/** One message to one customer over one channel, and what is still to be done about it. */
export interface Message {
  /** `rcp_<campaign>_<customer>_<channel>`: writing it down twice makes no second one. Providers know it as the key. */
  _id: string;
  business_id: string;
  campaign_id: string;
  customer_id: string;
  channel: SendChannel;
  lane: string;
  /** True until there is nothing left to do. */
  open: boolean;
  /** `handing`: a channel without keys may be taking it right now. */
  work: "pending" | "claimed" | "handing" | "done";
  claimed_by: string | null;
  /** When it is to be sent; of a claimed one, when its claim runs out. */
  due_at: Date;
  status: DeliveryStatus;
  /** A provider's words, which may hold the address, are sealed under the customer's key. */
  reason: Sealed | string | null;
  /** Tries that failed for a passing reason. */
  attempts: number;
  /** A try broke off without an answer: the channel may have it. */
  interrupted: boolean;
  provider_id: string | null;
  updated_at: Date;
}

export const messages = defineCollection<Message>("campaign_messages", [
  // worker: what of a lane is due
  { keys: { lane: 1, open: 1, due_at: 1 } },
  // counts by status; GET /campaigns/:id/messages
  { keys: { campaign_id: 1, status: 1, _id: -1 } },
  { keys: { campaign_id: 1, _id: -1 } },
  // export: what a customer was sent
  { keys: { customer_id: 1, _id: -1 } },
]);

/** The kind of work that sends over one channel of one business; its key is the lane: `<business>:<channel>`. */
export const laneKind = "campaign_lane";

/** An address that a channel said nobody is at. No personal data: the address is hashed. */
export interface DeadAddress {
  /** `<business>:<channel>:<hash>` */
  _id: string;
  expires_at: Date;
}

export const deadAddresses = defineCollection<DeadAddress>("dead_addresses", [
  // numbers are given to new people: forgotten after three months
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);

export const campaignCollections = [campaigns, enlistments, reaches, messages, deadAddresses];
