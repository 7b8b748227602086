import { resolveLocation } from "../businesses/index.ts";
import { Failure } from "../core/failure.ts";
import { ClaimTaken, type Entry, type Outcome, type Platform, type Scope } from "../journal/index.ts";
import { cryptoDraw } from "../rewards/index.ts";
import { findVoucherTemplates, getTemplate, type Mechanics } from "../templates/index.ts";
import type { CardSelector } from "../vouchers/index.ts";
import { decideStamps, type StampAnswer } from "./decide-stamps.ts";
import { checkEarnInput, type EarnInput } from "./earn.ts";
import { customerSnapshot } from "./holder.ts";
import type { CardDocument } from "./model.ts";
import { cardProjection } from "./projection.ts";
import { inProgram } from "./scene.ts";
import { selectCard } from "./select.ts";

export interface AddStampsInput extends CardSelector, EarnInput {
  receipt_id?: string | undefined;
  location_id?: string | undefined;
  note?: string | undefined;
}

const voucherTemplateIds = (mechanics: Mechanics): string[] =>
  mechanics.goals.flatMap(({ reward }) => {
    if (reward.type === "voucher") return [reward.voucher_template_id];
    if (reward.type === "award") return [];
    return reward.variants.flatMap((one) =>
      one.voucher_template_id === null ? [] : [one.voucher_template_id],
    );
  });

/** The receipt had its effect before; tills answer such a repeat with the first sale's answer. */
export class ReceiptUsed extends Failure {
  readonly entry: Entry;

  constructor(receiptId: string, entry: Entry) {
    super("receipt_already_used", {
      receipt_id: receiptId,
      detail: `The receipt ${receiptId} was already used.`,
    });
    this.entry = entry;
  }
}

/**
 * Adds stamps to a card.
 * @throws card_not_found, card_ambiguous, validation_failed, currency_mismatch, card_complete, stamp_limit_exceeded,
 * daily_limit_reached, cooldown_active, receipt_already_used
 */
export const addStamps = async (
  platform: Platform,
  scope: Scope,
  input: AddStampsInput,
): Promise<Outcome<StampAnswer>> => {
  const locationId = await resolveLocation(platform, scope, input.location_id);
  const card = await selectCard(platform, scope.business, input);
  return stampCard(platform, scope, card, { ...input, location_id: locationId });
};

/** Adds stamps to a card already found; what tills call. @throws as addStamps */
export const stampCard = async (
  platform: Platform,
  scope: Scope,
  card: CardDocument,
  input: EarnInput & { receipt_id?: string | undefined; location_id: string | null },
): Promise<Outcome<StampAnswer>> => {
  const { business } = scope;
  const template = await getTemplate(platform, business.id, card.template_id);
  const customer = await customerSnapshot(platform, business, card.customer_id);
  try {
    return await platform.journal.run<CardDocument, StampAnswer>({
      projection: cardProjection,
      stream: card._id,
      business_id: business.id,
      kind: "add_stamps",
      actor: scope.actor,
      known: card,
      ...(scope.once && { once: scope.once }),
      decide: async (state, at) => {
        if (state === null || state.status === "deleted") throw new Failure("card_not_found");
        const one = await inProgram(platform, state, template);
        checkEarnInput(one.mechanics.earn, input);
        const voucherTemplates = await findVoucherTemplates(
          platform,
          business.id,
          voucherTemplateIds(one.mechanics),
        );
        const context = {
          ids: platform,
          business,
          scope,
          at,
          location_id: input.location_id,
          customer,
          voucherTemplates,
          draw: cryptoDraw,
          input,
        };
        return decideStamps(one, context);
      },
    });
  } catch (error) {
    if (error instanceof ClaimTaken && input.receipt_id !== undefined)
      throw new ReceiptUsed(input.receipt_id, error.entry);
    throw error;
  }
};
