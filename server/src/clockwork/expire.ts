import { findBusiness } from "../businesses/index.ts";
import { cardsPort } from "../cards/index.ts";
import { voucherExpired } from "../catalog/index.ts";
import { buildEvent, systemActor } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import {
  cardAboutGoal,
  voucherInEvent,
  voucherProjection,
  vouchers,
  type VoucherDocument,
} from "../vouchers/index.ts";

const batch = 200;

const expireOne = async (platform: Platform, voucher: VoucherDocument, at: Date): Promise<void> => {
  const business = await findBusiness(platform, voucher.business_id);
  if (business === null) return;
  const holder = await cardsPort.holderById(platform, business, voucher);
  const scene = {
    at,
    business_id: business.id,
    location_id: null,
    customer: holder.customer,
    wallet_pass_id: holder.wallet_pass_id,
  };
  await platform.journal.run<VoucherDocument, undefined>({
    projection: voucherProjection,
    stream: voucher._id,
    business_id: business.id,
    kind: "expire_voucher",
    actor: systemActor,
    at,
    decide: async (state) => {
      if (state?.state !== "open") return { facts: [], events: [], answer: undefined };
      const event = buildEvent(voucherExpired, scene, {
        id: platform.newId("evt"),
        card: cardAboutGoal(holder.card, state),
        body: { voucher: voucherInEvent({ ...state, state: "expired" }, at) },
      });
      return {
        facts: [{ type: "voucher.expired" }],
        events: [event],
        customer_id: state.customer_id,
        answer: undefined,
      };
    },
  });
};

/**
 * Marks vouchers whose end has passed, each once whatever the number of processes: the voucher's stream decides.
 * @returns how many were looked at
 */
export const expireVouchers = async (platform: Platform): Promise<number> => {
  let looked = 0;
  for (;;) {
    const now = platform.clock.now();
    const ended = await platform.store
      .collection(vouchers)
      .find({ state: "open", expires_at: { $ne: null, $lt: now } })
      .sort({ expires_at: 1 })
      .limit(batch)
      .toArray();
    for (const voucher of ended) await expireOne(platform, voucher, now);
    looked += ended.length;
    if (ended.length < batch) return looked;
  }
};
