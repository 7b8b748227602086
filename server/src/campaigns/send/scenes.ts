import { cards, cardInEvent, withPrograms, type CardDocument } from "../../cards/index.ts";
import { customers, findCustomer, snapshotOf, type CustomerDocument } from "../../customers/index.ts";
import type { Business, Platform } from "../../platform/index.ts";
import type { CardSnapshot, CustomerSnapshot } from "../../journal/index.ts";
import { findVoucherTemplates, type VoucherTemplateDocument } from "../../templates/index.ts";
import { deadAmong } from "../dead-addresses.ts";
import { addressOf } from "../decide.ts";
import { campaigns, type CampaignDocument, type Message } from "../model.ts";

/** What one message is about, as it is now. */
export interface Scene {
  readonly business: Business;
  readonly campaign: CampaignDocument;
  /** Null when the customer was erased. */
  readonly customer: CustomerDocument | null;
  readonly snapshot: CustomerSnapshot | null;
  readonly card: CardSnapshot | null;
  readonly wallet_pass_id: string | null;
  readonly voucherTemplate: VoucherTemplateDocument | null;
  /** The channel said before that nobody is reached there. */
  readonly isDead: boolean;
}

const readCampaigns = async (
  platform: Platform,
  batch: readonly Message[],
): Promise<Map<string, CampaignDocument>> => {
  const ids = [...new Set(batch.map((message) => message.campaign_id))];
  const found = await platform.store
    .collection(campaigns)
    .find({ _id: { $in: ids } })
    .toArray();
  return new Map(found.map((one) => [one._id, one]));
};

const readCustomers = async (
  platform: Platform,
  business: Business,
  ids: readonly string[],
): Promise<Map<string, CustomerDocument>> => {
  const found = await platform.store
    .collection(customers)
    .find({ business_id: business.id, _id: { $in: [...ids] } })
    .toArray();
  return new Map(found.map((one) => [one._id, one]));
};

const readCards = (platform: Platform, business: Business, ids: readonly string[]): Promise<CardDocument[]> =>
  platform.store
    .collection(cards)
    .find({ business_id: business.id, customer_id: { $in: [...ids] }, status: { $ne: "deleted" as const } })
    .sort({ _id: -1 })
    .toArray();

const readTemplates = async (
  platform: Platform,
  business: Business,
  about: Iterable<CampaignDocument>,
): Promise<Map<string, VoucherTemplateDocument>> => {
  const ids = new Set([...about].flatMap((campaign) => campaign.voucher_template_id ?? []));
  const found = await findVoucherTemplates(platform, business.id, [...ids]);
  return new Map(found.map((one) => [one._id, one]));
};

/** The card a message is about: of the template the campaign names, else the newest; for a pass, one that was saved. */
const cardFor = (
  own: readonly CardDocument[],
  campaign: CampaignDocument,
  message: Message,
): CardDocument | null => {
  const { audience } = campaign;
  const templateId = campaign.template_id ?? ("template_id" in audience ? audience.template_id : null);
  const fitting = own.filter((card) => templateId === null || card.template_id === templateId);
  const saved = fitting.filter((card) => card.platforms.length > 0);
  return (message.channel === "push" ? saved[0] : fitting[0]) ?? null;
};

const snapshots = async (platform: Platform, chosen: readonly (CardDocument | null)[]) => {
  const known = await withPrograms(
    platform,
    chosen.filter((card) => card !== null),
  );
  return new Map(known.map((one) => [one.card._id, cardInEvent(one)]));
};

/** A scene with the customer as they are now: what they said while its batch was in hand counts. */
export const sceneNow = async (platform: Platform, scene: Scene, message: Message): Promise<Scene> => {
  const { business } = scene;
  const customer = await findCustomer(platform, business.id, message.customer_id);
  if (customer === null) return { ...scene, customer, snapshot: null };
  const address = addressOf(message.channel, customer);
  const isSame = scene.customer !== null && addressOf(message.channel, scene.customer) === address;
  return {
    ...scene,
    customer,
    snapshot: await snapshotOf(platform, business, customer),
    isDead: isSame
      ? scene.isDead
      : (await deadAmong(platform, business.id, message.channel, address === null ? [] : [address])).size > 0,
  };
};

/** The scenes of a batch of one lane, in its order; null for a message whose campaign is not there yet. */
export const readScenes = async (
  platform: Platform,
  business: Business,
  batch: readonly Message[],
): Promise<(Scene | null)[]> => {
  const ids = [...new Set(batch.map((message) => message.customer_id))];
  const [about, people, all] = await Promise.all([
    readCampaigns(platform, batch),
    readCustomers(platform, business, ids),
    readCards(platform, business, ids),
  ]);
  const channel = batch[0]?.channel ?? "push";
  const addresses = [...people.values()].flatMap((person) => addressOf(channel, person) ?? []);
  const [dead, templates] = await Promise.all([
    deadAmong(platform, business.id, channel, addresses),
    readTemplates(platform, business, about.values()),
  ]);
  const chosen = batch.map((message) => {
    const campaign = about.get(message.campaign_id);
    const own = all.filter((card) => card.customer_id === message.customer_id);
    return campaign === undefined ? null : cardFor(own, campaign, message);
  });
  const [shown, kept] = await Promise.all([
    snapshots(platform, chosen),
    Promise.all([...people.values()].map((person) => snapshotOf(platform, business, person))),
  ]);
  const snapshotsById = new Map(kept.map((one) => [one.id, one]));
  return batch.map((message, at) => {
    const campaign = about.get(message.campaign_id);
    if (campaign === undefined) return null;
    const customer = people.get(message.customer_id) ?? null;
    const card = chosen[at] ?? null;
    return {
      business,
      campaign,
      customer,
      snapshot: snapshotsById.get(message.customer_id) ?? null,
      card: card && (shown.get(card._id) ?? null),
      wallet_pass_id: card?.wallet_pass_id ?? null,
      voucherTemplate: templates.get(campaign.voucher_template_id ?? "") ?? null,
      isDead: customer !== null && dead.has(addressOf(channel, customer) ?? ""),
    };
  });
};
