import type { SendOutcome } from "../../core/send-outcome.ts";
import type { CustomerDocument } from "../../customers/index.ts";
import type { Business, Platform } from "../../platform/index.ts";
import type { CardSnapshot } from "../../journal/index.ts";
import type { CampaignDocument, SendChannel } from "../model.ts";
import type { VoucherOfReach } from "../text.ts";

/** One message as a channel needs it. */
export interface Envelope {
  /** The message's id; a repeat has the same. */
  readonly key: string;
  readonly business: Business;
  readonly campaign: CampaignDocument;
  readonly customer: CustomerDocument;
  /** The card the message is about; null when the customer has none. */
  readonly card: CardSnapshot | null;
  readonly voucher: VoucherOfReach | null;
}

/** Hands one message over. Never throws for what the other side does. */
export type Send = (envelope: Envelope) => Promise<SendOutcome>;

export interface Channel {
  /** Whether a repeat under the same key is the same message to the other side. */
  readonly repeats: "by_key" | "never";
  /** Messages a second, over all workers, for each business. */
  readonly perSecond: number;
  /** Messages under way at once. */
  readonly atOnce: number;
  /** The way out for a business now; null when it is not connected. */
  open(business: Business): Promise<Send | null>;
}

export type Channels = Readonly<Record<SendChannel, Channel>>;

/** A message on a wallet pass. */
export interface PassMessage {
  readonly business_id: string;
  readonly card_id: string;
  /** What the wallet's notification shows, at most 20 characters; null for the message itself. */
  readonly push_text: string | null;
  readonly message: string;
  readonly campaign_name: string;
  /** A repeat with the same key must show the message once. */
  readonly key: string;
}

/** What campaigns need of wallets, which implement it; wiring hands it in. */
export interface PushPort {
  /** Whether the credentials of any wallet are set. */
  isConnected(): boolean;
  /** Puts a message on the passes the card was saved as; `unreachable` when there is none any more. */
  send(platform: Platform, message: PassMessage): Promise<SendOutcome>;
}
