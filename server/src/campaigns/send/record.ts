import { campaignSent } from "../../catalog/index.ts";
import { buildEvent, systemActor, type EventScene } from "../../journal/index.ts";
import type { Platform } from "../../platform/index.ts";
import {
  mintVoucher,
  planOf,
  randomCode,
  voucherIssuedEvent,
  type VoucherDocument,
} from "../../vouchers/index.ts";
import { reachId } from "../ids.ts";
import type { Reach, SendChannel } from "../model.ts";
import { reachProjection, type MessageSent } from "../projection.ts";
import type { VoucherOfReach } from "../text.ts";
import type { Scene } from "./scenes.ts";

/*
 * What a customer has got of a campaign is written in a journal stream of its own: one voucher, and one event for each
 * channel that took the message. The stream's state is looked at inside the decision, so a second writer, before or
 * after a crash, finds it done and writes nothing. The voucher comes before the message, which shows its code; the event
 * comes after the channel has accepted. A crash between the two leaves the voucher, and the same one is sent later.
 */

const eventScene = ({ business, snapshot, wallet_pass_id }: Scene, at: Date): EventScene => ({
  at,
  business_id: business.id,
  location_id: null,
  location_name: null,
  customer: snapshot,
  wallet_pass_id,
});

const streamOf = ({ campaign }: Scene, customerId: string): string => reachId(campaign._id, customerId);

/** What the customer has got so far; null for nothing. */
export const readReach = (platform: Platform, scene: Scene, customerId: string): Promise<Reach | null> =>
  platform.journal.load(reachProjection, streamOf(scene, customerId));

const mint = (platform: Platform, scene: Scene, customerId: string, at: Date): VoucherDocument | null =>
  scene.voucherTemplate &&
  mintVoucher(planOf(scene.voucherTemplate), {
    id: platform.newId("v"),
    business: scene.business,
    at,
    origin: "campaign",
    customer_id: customerId,
    card_id: scene.card?.id ?? null,
    campaign_id: scene.campaign._id,
    location_id: null,
    freshCode: randomCode(),
  });

/** Issues the campaign's voucher to the customer, or finds the one they have; null when it carries none. */
export const giveVoucher = async (
  platform: Platform,
  scene: Scene,
  customerId: string,
): Promise<VoucherOfReach | null> => {
  if (scene.voucherTemplate === null) return null;
  const { answer } = await platform.journal.run<Reach, VoucherOfReach | null>({
    projection: reachProjection,
    stream: streamOf(scene, customerId),
    business_id: scene.business.id,
    kind: "give_campaign_voucher",
    actor: systemActor,
    async decide(state, at) {
      if (state?.voucher) return { facts: [], events: [], answer: state.voucher };
      const voucher = mint(platform, scene, customerId, at);
      if (voucher === null) return { facts: [], events: [], answer: null };
      const fact = { type: "voucher.issued", voucher };
      return {
        facts: [fact],
        events: [voucherIssuedEvent(platform, eventScene(scene, at), voucher, scene.card)],
        customer_id: customerId,
        answer: { id: voucher._id, title: voucher.title, code: voucher.code },
      };
    },
  });
  return answer;
};

/** Writes that a channel has accepted the customer's message, with its event; once, whoever says it and how often. */
export const recordSent = async (
  platform: Platform,
  scene: Scene,
  customerId: string,
  channel: SendChannel,
): Promise<void> => {
  const { campaign } = scene;
  await platform.journal.run<Reach, null>({
    projection: reachProjection,
    stream: streamOf(scene, customerId),
    business_id: scene.business.id,
    kind: "send_campaign_message",
    actor: systemActor,
    async decide(state, at) {
      if (state?.sent[channel] !== undefined) return { facts: [], events: [], answer: null };
      const eventId = platform.newId("evt");
      const { _id: id, name, message } = campaign;
      const voucherId = state?.voucher?.id ?? null;
      const sent: MessageSent = {
        type: "campaign.message_sent",
        campaign_id: id,
        customer_id: customerId,
        channel,
        event_id: eventId,
      };
      return {
        facts: [sent],
        events: [
          buildEvent(campaignSent, eventScene(scene, at), {
            id: eventId,
            card: scene.card && { ...scene.card },
            body: { campaign: { id, name, channel, message, voucher_id: voucherId } },
            voucher_template_id: null,
          }),
        ],
        customer_id: customerId,
        answer: null,
      };
    },
  });
};
