import type { Business, Platform } from "../platform/index.ts";
import type { CardSnapshot, CustomerSnapshot } from "../journal/index.ts";

/** Names a card: one of these; the last three with `template_id` when the customer has several cards. */
export interface CardSelector {
  card_id?: string | undefined;
  card_number?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  customer_id?: string | undefined;
  template_id?: string | undefined;
}

export const hasSelector = (selector: CardSelector): boolean =>
  [selector.card_id, selector.card_number, selector.email, selector.phone, selector.customer_id].some(
    (value) => value !== undefined,
  );

/** The person and the card a voucher belongs to, as events show them. */
export interface Holder {
  customer: CustomerSnapshot | null;
  card: CardSnapshot | null;
  wallet_pass_id: string | null;
}

/** What vouchers need of cards. Cards issue vouchers, so vouchers do not import cards; app wiring hands this in. */
export interface CardsPort {
  /** @throws card_not_found, card_ambiguous, validation_failed */
  holderOf(platform: Platform, business: Business, selector: CardSelector): Promise<Holder>;
  /** The holder of an issued voucher, as it is now; parts that are gone are null. The program, where it is known, spares a wait. */
  holderById(
    platform: Platform,
    business: Business,
    ids: { card_id: string | null; customer_id: string | null; template_id?: string | null },
  ): Promise<Holder>;
  /** The members of a voucher that a selector narrows a list to; none without a selector, null when it matches nobody. */
  filterOf(
    platform: Platform,
    business: Business,
    selector: CardSelector,
  ): Promise<Record<string, unknown> | null>;
  /**
   * The members of the vouchers that whom a selector names may redeem; several cards are fine, the customer counts.
   * @throws card_not_found, validation_failed
   */
  requireFilter(
    platform: Platform,
    business: Business,
    selector: CardSelector,
  ): Promise<Record<string, unknown>>;
}

export const nobody: Holder = { customer: null, card: null, wallet_pass_id: null };
