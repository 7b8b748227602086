import { wasThereAlready } from "../core/store.ts";
import { workCollection, workId, type Ending, type Turn, type WorkKind } from "../core/work-queue/index.ts";
import { systemActor } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { planPage, type Planned } from "./audience.ts";
import { laneId, messageId } from "./ids.ts";
import {
  enlistmentKind,
  enlistments,
  laneKind,
  messages,
  type CampaignDocument,
  type Message,
  type SendChannel,
} from "./model.ts";
import { campaignProjection, type CampaignEnlisted } from "./projection.ts";

/*
 * Enlisting writes a campaign's messages down, a page of customers a turn, so that a great campaign holds up nobody's
 * messages and its own first ones go out meanwhile. The campaign's journal entry brings a waiting enlistment into the
 * world; whoever made the campaign adds the work. Crash before that: the sweep adds it for every enlistment that waits.
 * Crash in a page: it is written again, and what is there stays, since an id follows from campaign, customer and channel.
 * Lanes are told after each page's messages, and all of them before the journal says that all is written down, so that no
 * message waits for nobody; once it says so, nobody is added, also when the state is rebuilt.
 */

const sweptAtOnce = 200;

type Total = NonNullable<CampaignDocument["enlisted"]>;

const toMessage =
  (campaign: CampaignDocument, at: Date) =>
  (planned: Planned): Message[] =>
    planned.channels.map((channel) => ({
      _id: messageId(campaign._id, planned.customerId, channel),
      business_id: campaign.business_id,
      campaign_id: campaign._id,
      customer_id: planned.customerId,
      channel,
      lane: laneId(campaign.business_id, channel),
      open: true,
      work: "pending",
      claimed_by: null,
      due_at: at,
      status: "pending",
      reason: null,
      attempts: 0,
      interrupted: false,
      provider_id: null,
      updated_at: at,
    }));

/** @throws what refused any of them for another reason than that it stood already */
const writeDown = async (platform: Platform, fresh: readonly Message[]): Promise<void> => {
  if (fresh.length === 0) return;
  try {
    await platform.store.collection(messages).insertMany([...fresh], { ordered: false });
  } catch (error) {
    // written down before a crash
    if (!wasThereAlready(error)) throw error;
  }
};

/** Says that every lane the campaign may have messages in has something to send. */
const tellLanes = async (platform: Platform, campaign: CampaignDocument): Promise<void> => {
  const { business_id } = campaign;
  const channels = new Set(
    campaign.channels.flatMap((named): readonly SendChannel[] =>
      named === "messengers" ? campaign.messengers : [named],
    ),
  );
  const told = [...channels].map((channel) => ({ key: laneId(business_id, channel), business_id }));
  await platform.work.add(laneKind, told);
};

const recordEnlisted = async (
  platform: Platform,
  campaign: CampaignDocument,
  total: Total,
): Promise<void> => {
  await platform.journal.run({
    projection: campaignProjection,
    stream: campaign._id,
    business_id: campaign.business_id,
    kind: "enlist_campaign",
    actor: systemActor,
    decide: async (state) => {
      const enlisted: CampaignEnlisted = { type: "campaign.enlisted", ...total };
      return { facts: state?.enlisted ? [] : [enlisted], events: [], answer: null };
    },
  });
};

/** How far the pages have come. */
const soFar = ({ item: { state } }: Turn): Total & { readonly after: string } => ({
  after: String(state["after"] ?? ""),
  recipients: Number(state["recipients"] ?? 0),
  messages: Number(state["messages"] ?? 0),
});

/** Writes one page down. @returns what is kept for the next; null after the last */
const enlistPage = async (
  platform: Platform,
  campaign: CampaignDocument,
  turn: Turn,
): Promise<(Total & { readonly after: string }) | null> => {
  const before = soFar(turn);
  const { planned, next } = await planPage(platform, campaign, before.after);
  const fresh = planned.flatMap(toMessage(campaign, platform.clock.now()));
  await writeDown(platform, fresh);
  if (fresh.length > 0 || next === null) await tellLanes(platform, campaign);
  const recipients = before.recipients + planned.length;
  const total = { recipients, messages: before.messages + fresh.length };
  if (next !== null) return { ...total, after: next };
  await recordEnlisted(platform, campaign, total);
  return null;
};

const enlist = async (platform: Platform, turn: Turn): Promise<Ending> => {
  const campaign = await platform.journal.load(campaignProjection, turn.item.key);
  if (campaign?.enlisted === null) {
    const state = await enlistPage(platform, campaign, turn);
    if (state !== null) return { kind: "more", state };
  }
  await platform.store.collection(enlistments).updateOne({ _id: turn.item.key }, { $set: { state: "done" } });
  return { kind: "done" };
};

/** The work of writing the messages of new campaigns down. */
export const createEnlister = (platform: Platform): WorkKind => ({
  kind: enlistmentKind,
  atOnce: 2,
  perBusiness: 1,
  work: (turn) => enlist(platform, turn),
});

/** Notes that the messages of these campaigns are to be written down. */
export const askToEnlist = (
  platform: Platform,
  asked: readonly Pick<CampaignDocument, "_id" | "business_id">[],
): Promise<void> =>
  platform.work.add(
    enlistmentKind,
    asked.map(({ _id: key, business_id }) => ({ key, business_id })),
  );

/** Those of the campaigns that no work is noted for. */
const withoutWork = async (platform: Platform, ids: readonly string[]): Promise<string[]> => {
  const noted = await platform.store
    .collection(workCollection)
    .find({ _id: { $in: ids.map((id) => workId(enlistmentKind, id)) } }, { projection: { key: 1 } })
    .toArray();
  const known = new Set(noted.map(({ key }) => key));
  return ids.filter((id) => !known.has(id));
};

/** Notes the work of enlistments that wait without: whoever made the campaign stopped in between, or it was rebuilt. */
export const offerWaiting = async (platform: Platform): Promise<void> => {
  const found = platform.store.collection(enlistments);
  for (let last = "", isMore = true; isMore;) {
    const page = await found
      .find({ state: "waiting", _id: { $gt: last } }, { projection: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(sweptAtOnce)
      .toArray();
    const ids = page.map(({ _id }) => _id);
    for (const id of ids.length === 0 ? [] : await withoutWork(platform, ids)) {
      const campaign = await platform.journal.load(campaignProjection, id);
      if (campaign !== null) await askToEnlist(platform, [campaign]);
    }
    isMore = ids.length === sweptAtOnce;
    last = ids.at(-1) ?? last;
  }
};
