import { isDuplicateKey } from "../core/store.ts";
import { systemActor } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { planMessages, type Planned } from "./audience.ts";
import { laneId, messageId } from "./ids.ts";
import { enlistments, messages, type CampaignDocument, type Enlistment, type Message } from "./model.ts";
import { campaignProjection, type CampaignEnlisted } from "./projection.ts";
import { markDue } from "./send/leases.ts";

/*
 * Enlisting writes a campaign's messages down. The campaign's own journal entry brings a waiting enlistment into the
 * world; any worker takes it under a lease. A crash on the way: the lease runs out and the next worker writes them down
 * again, and what is there already stays, since an id follows from campaign, customer and channel. Lanes are told before
 * the journal says that all is written down, so that no message waits for nobody; once it says so, nobody is added, also
 * when the state is rebuilt.
 */

const leaseMs = 30_000;

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

const writeDown = async (platform: Platform, fresh: readonly Message[]): Promise<void> => {
  if (fresh.length === 0) return;
  try {
    await platform.store.collection(messages).insertMany([...fresh], { ordered: false });
  } catch (error) {
    // Written down before a crash; any other error beside it counts.
    const { writeErrors = [] } = error as { writeErrors?: readonly { readonly code: number }[] };
    if (!isDuplicateKey(error) || writeErrors.some(({ code }) => code !== 11_000)) throw error;
  }
};

const keepLease = async (platform: Platform, id: string): Promise<void> => {
  const until = new Date(platform.clock.now().getTime() + leaseMs);
  await platform.store
    .collection(enlistments)
    .updateOne({ _id: id, state: "waiting" }, { $set: { lease_until: until } });
};

/** Each page is told, so that sending begins beside the writing down. */
const tellLanes = async (platform: Platform, fresh: readonly Message[], at: Date): Promise<void> => {
  const found = new Map(fresh.map(({ lane, business_id, channel }) => [lane, { business_id, channel }]));
  const told = [...found].map(([_id, lane]) => ({ _id, ...lane }));
  await markDue(platform.store, told, at);
};

const enlist = async (platform: Platform, campaign: CampaignDocument): Promise<void> => {
  const at = platform.clock.now();
  const total = { recipients: 0, messages: 0 };
  for await (const page of planMessages(platform, campaign)) {
    const fresh = page.flatMap(toMessage(campaign, at));
    await writeDown(platform, fresh);
    await tellLanes(platform, fresh, at);
    total.recipients += page.length;
    total.messages += fresh.length;
    await keepLease(platform, campaign._id);
  }
  await recordEnlisted(platform, campaign, total);
};

const recordEnlisted = async (
  platform: Platform,
  campaign: CampaignDocument,
  total: NonNullable<CampaignDocument["enlisted"]>,
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

/** Takes a waiting enlistment under a lease; looks before it takes. Null when there is none. */
const takeWaiting = async (platform: Platform): Promise<Enlistment | null> => {
  const waiting = platform.store.collection(enlistments);
  for (;;) {
    const now = platform.clock.now();
    const found = await waiting.findOne({ state: "waiting", lease_until: { $lte: now } });
    if (found === null) return null;
    const { _id, lease_until } = found;
    const until = new Date(now.getTime() + leaseMs);
    const taken = await waiting.updateOne(
      { _id, state: "waiting", lease_until },
      { $set: { lease_until: until } },
    );
    if (taken.modifiedCount === 1) return found;
  }
};

const enlistOne = async (platform: Platform, id: string): Promise<void> => {
  const campaign = await platform.journal.load(campaignProjection, id);
  if (campaign === null) return;
  if (campaign.enlisted === null) await enlist(platform, campaign);
  await platform.store.collection(enlistments).updateOne({ _id: id }, { $set: { state: "done" } });
};

/** Takes campaigns whose messages are not written down yet, and steps over one that fails until its lease has run out. */
export const enlistWaiting = async (platform: Platform): Promise<void> => {
  for (let next = await takeWaiting(platform); next !== null; next = await takeWaiting(platform)) {
    const { _id: campaign } = next;
    await enlistOne(platform, campaign).catch((error: unknown) =>
      platform.log.error({ err: error, campaign }, "a campaign could not be enlisted; it is tried again"),
    );
  }
};
