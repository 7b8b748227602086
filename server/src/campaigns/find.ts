import { Failure } from "../core/failure.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import type { Platform } from "../platform/index.ts";
import { campaigns, messages, type CampaignDocument, type DeliveryStatus, type Message } from "./model.ts";

/** A campaign with how far it has come. */
export interface Progress {
  readonly campaign: CampaignDocument;
  readonly isEnlisted: boolean;
  readonly recipients: number;
  readonly messages: number;
  readonly counts: Readonly<Record<DeliveryStatus, number>>;
}

interface Counted {
  _id: { campaign: string; status: DeliveryStatus };
  count: number;
}

const none = { pending: 0, sent: 0, delivered: 0, read: 0, failed: 0, skipped: 0, unknown: 0 };

/** A campaign that was made just now. */
export const freshProgress = (campaign: CampaignDocument): Progress => ({
  campaign,
  isEnlisted: false,
  recipients: campaign.recipients,
  messages: campaign.messages,
  counts: { ...none, pending: campaign.messages },
});

/** While messages are still written down, the first are sent already: those that are not there yet wait, too. */
const halfWritten = (campaign: CampaignDocument, counts: Progress["counts"]): Progress => {
  const fresh = freshProgress(campaign);
  const ended = Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.pending;
  return { ...fresh, counts: { ...counts, pending: Math.max(0, campaign.messages - ended) } };
};

/** How far these campaigns have come. */
export const progressOf = async (
  platform: Platform,
  found: readonly CampaignDocument[],
): Promise<Progress[]> => {
  if (found.length === 0) return [];
  const ids = found.map(({ _id }) => _id);
  const counted = await platform.store
    .collection(messages)
    .aggregate<Counted>([
      { $match: { campaign_id: { $in: ids } } },
      { $group: { _id: { campaign: "$campaign_id", status: "$status" }, count: { $sum: 1 } } },
    ])
    .toArray();
  return found.map((campaign) => {
    const own = counted.filter(({ _id }) => _id.campaign === campaign._id);
    const counts = { ...none, ...Object.fromEntries(own.map(({ _id, count }) => [_id.status, count])) };
    if (campaign.enlisted === null) return halfWritten(campaign, counts);
    const { recipients, messages: total } = campaign.enlisted;
    return { campaign, isEnlisted: true, recipients, messages: total, counts };
  });
};

export const listCampaigns = async (
  platform: Platform,
  businessId: string,
  paging: Paging,
): Promise<Page<Progress>> => {
  const page = await readPage<CampaignDocument>(
    platform.store.collection(campaigns),
    { business_id: businessId },
    paging,
  );
  return { ...page, data: await progressOf(platform, page.data) };
};

const findOne = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<CampaignDocument | null> =>
  platform.store.collection(campaigns).findOne({ _id: id, business_id: businessId });

/** A campaign or broadcast. @throws not_found */
export const getCampaign = async (platform: Platform, businessId: string, id: string): Promise<Progress> => {
  const campaign = await findOne(platform, businessId, id);
  const [progress] = campaign === null ? [] : await progressOf(platform, [campaign]);
  if (progress === undefined) throw new Failure("not_found");
  return progress;
};

/** @throws not_found, also for a campaign that is no broadcast */
export const getBroadcast = async (platform: Platform, businessId: string, id: string): Promise<Progress> => {
  const progress = await getCampaign(platform, businessId, id);
  if (progress.campaign.kind !== "broadcast") throw new Failure("not_found");
  return progress;
};

/** A campaign's messages. @throws not_found */
export const listMessages = async (
  platform: Platform,
  businessId: string,
  { id, status, ...paging }: Paging & { id: string; status?: DeliveryStatus | undefined },
): Promise<Page<Message>> => {
  if ((await findOne(platform, businessId, id)) === null) throw new Failure("not_found");
  const filter = { campaign_id: id, ...(status !== undefined && { status }) };
  return readPage<Message>(platform.store.collection(messages), filter, paging);
};
