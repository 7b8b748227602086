import { findBusiness } from "../businesses/index.ts";
import { cardsPort } from "../cards/index.ts";
import type { EventDefinition } from "../catalog/index.ts";
import { sweepOver } from "../core/work-queue/index.ts";
import { buildEvent, systemActor } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import {
  cardAboutGoal,
  voucherInEvent,
  voucherProjection,
  type VoucherDocument,
  type VoucherFact,
} from "../vouchers/index.ts";

/** Something the clock tells of a voucher, at most once: the fact that says it was told, and the event. */
export interface VoucherTelling {
  readonly kind: string;
  readonly fact: VoucherFact;
  readonly event: EventDefinition;
  /** Judged again on the state the entry is written on, so that two processes tell it once. */
  isDue(voucher: VoucherDocument): boolean;
  /** The voucher as the event shows it. */
  shown(voucher: VoucherDocument): VoucherDocument;
}

/** Tells it through the voucher's stream, now. @returns whether this call was the one that did */
const tellVoucher = async (
  platform: Platform,
  voucher: VoucherDocument,
  telling: VoucherTelling,
): Promise<boolean> => {
  const at = platform.clock.now();
  const business = await findBusiness(platform, voucher.business_id);
  if (business === null) return false;
  const holder = await cardsPort.holderById(platform, business, voucher);
  const scene = {
    at,
    business_id: business.id,
    location_id: null,
    location_name: null,
    customer: holder.customer,
    wallet_pass_id: holder.wallet_pass_id,
  };
  const { answer } = await platform.journal.run<VoucherDocument, boolean>({
    projection: voucherProjection,
    stream: voucher._id,
    business_id: business.id,
    kind: telling.kind,
    actor: systemActor,
    at,
    decide: async (state) => {
      if (state === null || !telling.isDue(state)) return { facts: [], events: [], answer: false };
      const event = buildEvent(telling.event, scene, {
        id: platform.newId("evt"),
        card: cardAboutGoal(holder.card, state),
        body: { voucher: voucherInEvent(telling.shown(state), at) },
      });
      return { facts: [telling.fact], events: [event], customer_id: state.customer_id, answer: true };
    },
  });
  return answer;
};

/** Tells it of each of these, and steps over those of which it cannot be told. @returns of how many it was told */
export const tellVouchers = async (
  platform: Platform,
  telling: VoucherTelling,
  { found, stopping }: { found: AsyncIterable<VoucherDocument>; stopping: AbortSignal | undefined },
): Promise<number> => {
  let told = 0;
  await sweepOver<VoucherDocument>(platform, {
    kind: telling.kind,
    records: found,
    keyOf: ({ _id }) => _id,
    businessOf: ({ business_id }) => business_id,
    judge: async (voucher) => {
      if (await tellVoucher(platform, voucher, telling)) told += 1;
    },
    stopping,
  });
  return told;
};
