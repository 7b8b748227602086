import type { z } from "zod";
import {
  messageLimits,
  type createCampaign as campaignAction,
  type sendBroadcast as broadcastAction,
} from "../catalog/index.ts";
import { Failure, invalid, unknownId } from "../core/failure.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { connectedChannels, type MessengerChannel } from "../messengers/index.ts";
import { checkTemplate, requireVoucherTemplate, type VoucherTemplateDocument } from "../templates/index.ts";
import { mintVoucher, planOf } from "../vouchers/index.ts";
import { countMessages, unknownCustomers } from "./audience.ts";
import type { WaysOut } from "./channels/index.ts";
import { askToEnlist } from "./enlist.ts";
import { freshProgress, type Progress } from "./find.ts";
import type { Audience, CampaignChannel, CampaignDocument } from "./model.ts";
import { presentBroadcast, presentCampaign } from "./present.ts";
import { campaignProjection, type CampaignCreated } from "./projection.ts";
import { voucherRoom } from "./text.ts";

type CampaignInput = z.output<typeof campaignAction.body>;
type BroadcastInput = z.output<typeof broadcastAction.body>;

/** What making a campaign needs beside the platform. */
export type CampaignParts = WaysOut;

type Wish = Omit<
  CampaignDocument,
  "_id" | "seq" | "business_id" | "messengers" | "recipients" | "messages" | "enlisted" | "created_at"
>;

/** Ids of an audience must be the business's. @throws validation_failed */
export const checkAudience = async (
  platform: Platform,
  businessId: string,
  audience: Audience,
): Promise<void> => {
  if ("template_id" in audience)
    await checkTemplate(platform, businessId, audience.template_id, "/audience/template_id");
  if (!("customer_ids" in audience)) return;
  const [first] = await unknownCustomers(platform, businessId, audience.customer_ids);
  if (first !== undefined) throw unknownId(`/audience/customer_ids/${first}`);
};

/** A voucher of the campaign must be good for something, and its lines must fit below the message. @throws validation_failed */
const checkVoucher = (
  platform: Platform,
  scope: Scope,
  wish: Wish,
  template: VoucherTemplateDocument,
): void => {
  const now = platform.clock.now();
  const trial = mintVoucher(planOf(template), {
    id: "",
    business: scope.business,
    at: now,
    origin: "campaign",
    customer_id: "",
    card_id: null,
    location_id: null,
    freshCode: "",
  });
  if (trial.expires_at !== null && trial.expires_at < now)
    throw invalid("/voucher_template_id", "has its end in the past");
  const room =
    Math.min(messageLimits.whatsapp, messageLimits.telegram) -
    voucherRoom(template.title, platform.publicUrl);
  if (wish.channels.includes("messengers") && wish.message.length > room)
    throw invalid("/message", `leaves no room for the voucher: ${room} characters with this one`, "too_big");
};

const checkWish = async (platform: Platform, scope: Scope, wish: Wish): Promise<void> => {
  const businessId = scope.business.id;
  await checkTemplate(platform, businessId, wish.template_id ?? undefined);
  await checkAudience(platform, businessId, wish.audience);
  if (wish.voucher_template_id === null) return;
  checkVoucher(
    platform,
    scope,
    wish,
    await requireVoucherTemplate(platform, businessId, wish.voucher_template_id),
  );
};

/**
 * The messengers of the business, after every channel of the campaign was found to be set up.
 * @throws wallet_not_connected, email_not_connected, messenger_not_connected
 */
const checkChannels = async (
  platform: Platform,
  businessId: string,
  parts: CampaignParts,
  channels: readonly CampaignChannel[],
): Promise<MessengerChannel[]> => {
  if (channels.includes("push") && !parts.push.isConnected()) throw new Failure("wallet_not_connected");
  if (channels.includes("email") && parts.mail === null) throw new Failure("email_not_connected");
  const messengers = channels.filter((channel) => channel !== "push" && channel !== "email");
  if (messengers.length === 0) return [];
  const connected = await connectedChannels(platform, businessId);
  const missing = messengers.find((channel) =>
    channel === "messengers" ? connected.length === 0 : !connected.includes(channel),
  );
  if (missing !== undefined) throw new Failure("messenger_not_connected");
  return connected;
};

/** How the new campaign is answered. */
type Present<A> = (progress: Progress) => A;

const commit = async <A>(
  platform: Platform,
  scope: Scope,
  campaign: CampaignDocument,
  present: Present<A>,
): Promise<A> => {
  const { answer } = await platform.journal.run({
    projection: campaignProjection,
    stream: campaign._id,
    business_id: campaign.business_id,
    kind: "create_campaign",
    actor: scope.actor,
    at: campaign.created_at,
    ...(scope.once && { once: scope.once }),
    decide: async () => {
      const created: CampaignCreated = { type: "campaign.created", campaign };
      return { facts: [created], events: [], answer: present(freshProgress(campaign)) };
    },
  });
  return answer;
};

interface Asked<A> {
  readonly wish: Wish;
  readonly present: Present<A>;
}

const begin = async <A>(
  platform: Platform,
  scope: Scope,
  parts: CampaignParts,
  { wish, present }: Asked<A>,
): Promise<A> => {
  await checkWish(platform, scope, wish);
  const businessId = scope.business.id;
  const messengers = await checkChannels(platform, businessId, parts, wish.channels);
  const target = { ...wish, business_id: businessId, messengers, created_at: platform.clock.now() };
  const counted = await countMessages(platform, target);
  if (counted.recipients === 0) throw new Failure("audience_empty");
  const _id = platform.newId("cmp");
  const campaign: CampaignDocument = { ...target, ...counted, enlisted: null, _id, seq: 0 };
  const answer = await commit(platform, scope, campaign, present);
  await askToEnlist(platform, [campaign]);
  return answer;
};

/**
 * Makes a campaign; its messages go out from now on.
 * @throws validation_failed, wallet_not_connected, email_not_connected, messenger_not_connected, audience_empty
 */
export const createCampaign = (
  platform: Platform,
  scope: Scope,
  parts: CampaignParts,
  input: CampaignInput,
): Promise<ReturnType<typeof presentCampaign>> =>
  begin(platform, scope, parts, {
    present: presentCampaign,
    wish: {
      kind: "campaign",
      name: input.name,
      channels: input.channels,
      message: input.message,
      push_text: input.push_text ?? null,
      subject: input.subject ?? null,
      audience: input.audience,
      template_id: input.template_id ?? null,
      voucher_template_id: input.voucher_template_id ?? null,
    },
  });

const names: Readonly<Record<MessengerChannel, string>> = {
  whatsapp: "WhatsApp broadcast",
  telegram: "Telegram broadcast",
  viber: "Viber broadcast",
};

/**
 * Makes a broadcast: a campaign over one messenger.
 * @throws validation_failed, messenger_not_connected, audience_empty
 */
export const sendBroadcast = (
  platform: Platform,
  scope: Scope,
  parts: CampaignParts,
  input: BroadcastInput,
): Promise<ReturnType<typeof presentBroadcast>> =>
  begin(platform, scope, parts, {
    present: presentBroadcast,
    wish: {
      kind: "broadcast",
      name: names[input.channel],
      channels: [input.channel],
      message: input.message,
      push_text: null,
      subject: null,
      audience: input.audience,
      template_id: null,
      voucher_template_id: null,
    },
  });
