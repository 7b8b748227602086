import { locationName, resolveLocation } from "../businesses/index.ts";
import { voucherRedeemed } from "../catalog/index.ts";
import { begun, together } from "../core/together.ts";
import { buildEvent, type EventScene } from "../journal/index.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { checkTemplate } from "../templates/index.ts";
import { hasSelector, type CardSelector, type CardsPort, type Holder } from "./cards-port.ts";
import { checkRedeemable, chooseByCode } from "./decide.ts";
import { findByCode, getVoucher } from "./find.ts";
import type { RedeemedVia, VoucherDocument } from "./model.ts";
import { cardAboutGoal, presentVoucher, redeemedVoucherInEvent } from "./present.ts";
import { evolveVoucher, voucherProjection, type VoucherFact } from "./projection.ts";

export interface RedemptionInput {
  location_id?: string | undefined;
  receipt_id?: string | undefined;
  redeemed_via?: RedeemedVia | undefined;
}

/**
 * Redeems a voucher by id, once: of any number of calls at the same time one succeeds.
 * @throws voucher_not_found, voucher_already_redeemed, voucher_cancelled, voucher_expired, voucher_not_yet_valid
 */
export const redeemVoucher = async (
  platform: Platform,
  scope: Scope,
  cards: CardsPort,
  { id, ...input }: RedemptionInput & { id: string },
) => {
  const [locationId, voucher] = await together(
    resolveLocation(platform, scope, input.location_id),
    getVoucher(platform, scope.business.id, id),
  );
  return commitRedemption(platform, scope, cards, { voucher, locationId, input });
};

/**
 * Redeems by code: a unique code alone, a shared one with the card or customer.
 * @throws voucher_ambiguous, card_not_found and what redeeming by id throws
 */
export const redeemByCode = async (
  platform: Platform,
  scope: Scope,
  cards: CardsPort,
  { code, ...input }: RedemptionInput & CardSelector & { code: string },
) => {
  const locationId = await resolveLocation(platform, scope, input.location_id);
  await checkTemplate(platform, scope.business.id, input.template_id);
  const find = (narrowed: Record<string, unknown>) => findByCode(platform, scope.business.id, code, narrowed);
  const own = await find(
    hasSelector(input) ? await cards.requireFilter(platform, scope.business, input) : {},
  );
  // A bearer's voucher is of whoever shows it, also of a customer who shows their card with it.
  const found = own.length > 0 ? own : await find({ customer_id: null });
  const voucher = chooseByCode(found, platform.clock.now());
  return commitRedemption(platform, scope, cards, { voucher, locationId, input });
};

interface Redemption {
  voucher: VoucherDocument;
  locationId: string | null;
  input: RedemptionInput;
}

const commitRedemption = async (
  platform: Platform,
  scope: Scope,
  cards: CardsPort,
  redemption: Redemption,
) => {
  const { voucher, locationId, input } = redemption;
  const gathered = begun(
    together(cards.holderById(platform, scope.business, voucher), locationName(platform, locationId)),
  );
  const at = platform.clock.now();
  const fact: VoucherFact = {
    type: "voucher.redeemed",
    redeemed_via: input.redeemed_via ?? scope.source,
    receipt_id: input.receipt_id ?? null,
  };
  return platform.journal.run({
    projection: voucherProjection,
    stream: voucher._id,
    business_id: scope.business.id,
    kind: "redeem_voucher",
    actor: scope.actor,
    at,
    known: voucher,
    ...(scope.once && { once: scope.once }),
    decide: async (state) => {
      const [holder, location_name] = await gathered;
      const where = { location_id: locationId, location_name };
      const redeemed = evolveVoucher(checkRedeemable(state, at), fact, { at }) as VoucherDocument;
      return {
        facts: [fact],
        events: [redeemedEvent(platform, scope, holder, { voucher: redeemed, at, ...where })],
        customer_id: redeemed.customer_id,
        answer: presentVoucher(redeemed, at),
      };
    },
  });
};

const redeemedEvent = (
  platform: Platform,
  scope: Scope,
  holder: Holder,
  {
    voucher,
    ...moment
  }: { voucher: VoucherDocument } & Pick<EventScene, "at" | "location_id" | "location_name">,
) =>
  buildEvent(
    voucherRedeemed,
    {
      ...moment,
      business_id: scope.business.id,
      customer: holder.customer,
      wallet_pass_id: holder.wallet_pass_id,
    },
    {
      id: platform.newId("evt"),
      card: cardAboutGoal(holder.card, voucher),
      body: { voucher: redeemedVoucherInEvent(voucher, moment.at) },
    },
  );
