import type { Entry, Fact, Projection } from "../journal/index.ts";
import type { VoucherIssued } from "../vouchers/index.ts";
import {
  campaigns,
  enlistments,
  reaches,
  type CampaignDocument,
  type Enlistment,
  type Reach,
  type SendChannel,
} from "./model.ts";

export interface CampaignCreated extends Fact {
  type: "campaign.created";
  campaign: CampaignDocument;
}

export interface CampaignEnlisted extends Fact {
  type: "campaign.enlisted";
  recipients: number;
  messages: number;
}

export interface MessageSent extends Fact {
  type: "campaign.message_sent";
  campaign_id: string;
  customer_id: string;
  channel: SendChannel;
  event_id: string;
}

export type ReachFact = VoucherIssued | MessageSent;

const isCreated = (fact: Fact): fact is CampaignCreated => fact.type === "campaign.created";

const isEnlisted = (fact: Fact): fact is CampaignEnlisted => fact.type === "campaign.enlisted";

export const campaignProjection: Projection<CampaignDocument> = {
  collection: campaigns,
  prefix: "cmp_",
  evolve(state, fact) {
    if (isCreated(fact)) return fact.campaign;
    if (state === null || !isEnlisted(fact)) return state;
    return { ...state, enlisted: { recipients: fact.recipients, messages: fact.messages } };
  },
};

/** A campaign brings its enlistment into the world, in the same durable write; rebuilding brings it up again. */
export const enlistmentProjection: Projection<Enlistment> = {
  collection: enlistments,
  prefix: "enlistment_",
  evolve: (state) => state,
  born: (fact) =>
    isCreated(fact)
      ? {
          _id: fact.campaign._id,
          seq: 0,
          state: "waiting",
        }
      : null,
};

const begun = (entry: Pick<Entry, "stream" | "business_id">, fact: ReachFact): Reach => ({
  _id: entry.stream,
  seq: 0,
  business_id: entry.business_id,
  campaign_id: fact.type === "voucher.issued" ? (fact.voucher.campaign_id ?? "") : fact.campaign_id,
  customer_id: fact.type === "voucher.issued" ? (fact.voucher.customer_id ?? "") : fact.customer_id,
  voucher: null,
  sent: {},
});

/** What a customer has got of a campaign after a fact of their stream. */
export const evolveReach = (
  state: Reach | null,
  fact: ReachFact,
  entry: Pick<Entry, "stream" | "business_id">,
): Reach => {
  const before = state ?? begun(entry, fact);
  if (fact.type === "voucher.issued") {
    const { _id, title, code } = fact.voucher;
    return { ...before, voucher: { id: _id, title, code } };
  }
  return { ...before, sent: { ...before.sent, [fact.channel]: fact.event_id } };
};

export const reachProjection: Projection<Reach> = {
  collection: reaches,
  prefix: "rcp_",
  evolve: (state, fact, entry) => evolveReach(state, fact as ReachFact, entry),
};

export const campaignProjections = [campaignProjection, enlistmentProjection, reachProjection];
