import { locationName } from "../businesses/index.ts";
import { internalEvents } from "../catalog/index.ts";
import type { Sealed } from "../core/seals.ts";
import { buildInternalEvent } from "../journal/index.ts";
import type { Platform, Scope } from "../platform/index.ts";
import type { CardsPort } from "./cards-port.ts";
import { checkCancellable } from "./decide.ts";
import { getVoucher } from "./find.ts";
import type { VoucherDocument } from "./model.ts";
import { cardAboutGoal, presentVoucher, voucherInEvent } from "./present.ts";
import { evolveVoucher, voucherProjection, type VoucherFact } from "./projection.ts";

const kept = async (
  { seals }: Platform,
  { customer_id: customerId }: VoucherDocument,
  reason: string | undefined,
): Promise<Sealed | string | null> =>
  reason === undefined || customerId === null ? (reason ?? null) : seals.seal(customerId, reason);

/**
 * Cancels a voucher; final. A cancelled one stays as it is.
 * @throws voucher_not_found, voucher_already_redeemed, voucher_expired
 */
export const cancelVoucher = async (
  platform: Platform,
  scope: Scope,
  cards: CardsPort,
  { id, reason }: { id: string; reason?: string | undefined },
) => {
  const voucher = await getVoucher(platform, scope.business.id, id);
  const [holder, location_name] = await Promise.all([
    cards.holderById(platform, scope.business, voucher),
    locationName(platform, scope.location_id),
  ]);
  const at = platform.clock.now();
  const fact: VoucherFact = { type: "voucher.cancelled", reason: await kept(platform, voucher, reason) };
  const scene = {
    at,
    business_id: scope.business.id,
    location_id: scope.location_id,
    location_name,
    customer: holder.customer,
    wallet_pass_id: holder.wallet_pass_id,
  };
  return platform.journal.run({
    projection: voucherProjection,
    stream: voucher._id,
    business_id: scope.business.id,
    kind: "cancel_voucher",
    actor: scope.actor,
    at,
    ...(scope.once && { once: scope.once }),
    decide: async (state) => {
      const current = checkCancellable(state, at);
      if (current.state === "cancelled")
        return { facts: [], events: [], answer: presentVoucher(current, at) };
      const cancelled = evolveVoucher(current, fact, { at }) as VoucherDocument;
      const event = buildInternalEvent(internalEvents.voucherCancelled, scene, {
        id: platform.newId("evt"),
        card: cardAboutGoal(holder.card, cancelled),
        body: { voucher: voucherInEvent(cancelled, at) },
      });
      return {
        facts: [fact],
        events: [event],
        customer_id: cancelled.customer_id,
        answer: presentVoucher(cancelled, at),
      };
    },
  });
};
