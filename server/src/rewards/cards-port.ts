import type { Business, Platform } from "../platform/index.ts";
import type { Holder } from "../vouchers/index.ts";

/** What rewards need of cards. Cards give rewards, so rewards do not import cards; app wiring hands this in. */
export interface RewardCards {
  /** The card a reward was given on and its customer, as they are now; null when the card was deleted or the customer erased. */
  holderOfCard(platform: Platform, business: Business, cardId: string): Promise<Holder | null>;
}
