import { locationName, resolveLocation } from "../businesses/index.ts";
import { begun, together } from "../core/together.ts";
import { Failure } from "../core/failure.ts";
import { ClaimTaken, type Decision, type Entry, type Outcome } from "../journal/index.ts";
import type { Business, Platform, Scope } from "../platform/index.ts";
import { cryptoDraw } from "../rewards/index.ts";
import {
  findVoucherTemplates,
  getTemplate,
  knownMechanics,
  type Mechanics,
  type TemplateDocument,
} from "../templates/index.ts";
import type { CardSelector } from "../vouchers/index.ts";
import { readAhead, rememberWhose, type Ahead } from "./ahead.ts";
import { decideStamps, reachesGoal, type StampAnswer, type StampContext } from "./decide-stamps.ts";
import { checkEarnInput, earnInputOf, type EarnInput, type Purchase } from "./earn.ts";
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
  const ahead = readAhead(platform, scope.business, input.card_id);
  const [locationId, card] = await together(
    resolveLocation(platform, scope, input.location_id),
    selectCard(platform, scope.business, input),
  );
  rememberWhose(platform, card);
  return stampCard(platform, scope, card, { ...input, location_id: locationId, ahead });
};

type StampInput = Omit<StampContext["input"], "note"> & { note?: string | undefined };

/** Where it happens, and what is added by the rule the card lives by. */
interface StampAt {
  readonly location_id: string | null;
  readonly inputBy: (earn: Mechanics["earn"]) => StampInput;
}

/** Decides on a card by the rules it lives by at that moment. */
type DecideOnCard = (state: CardDocument | null, at: Date) => Promise<Decision<StampAnswer>>;

/** The card to stamp, as it was read, with its program where that was read with it, and what is added by its earn rule. */
interface Stamping extends StampAt {
  readonly card: CardDocument;
  readonly template?: TemplateDocument | undefined;
  readonly ahead?: Ahead | null | undefined;
}

/** What the rewards of a version are made from, read before it is known to be needed where that is likely. */
const voucherTemplatesAhead = (platform: Platform, business: Business, { card, inputBy }: Stamping) => {
  const { template_id: templateId, template_version: version } = card;
  const find = (mechanics: Mechanics) =>
    begun(findVoucherTemplates(platform, business.id, voucherTemplateIds(mechanics)));
  const known = knownMechanics(templateId, version);
  const ahead = known && isLikelyNeeded(card, known, inputBy) ? find(known) : null;
  return (mechanics: Mechanics, ofVersion: number) =>
    ahead !== null && ofVersion === version ? ahead : find(mechanics);
};

const isLikelyNeeded = (card: CardDocument, mechanics: Mechanics, inputBy: Stamping["inputBy"]): boolean => {
  try {
    return reachesGoal({ card, mechanics }, inputBy(mechanics.earn));
  } catch {
    return false; // refused, when it is decided
  }
};

const deciderFor = (platform: Platform, scope: Scope, stamping: Stamping): DecideOnCard => {
  const { business } = scope;
  const { card, template: known, location_id, inputBy, ahead } = stamping;
  const voucherTemplatesOf = voucherTemplatesAhead(platform, business, stamping);
  const template = known ?? ahead?.template ?? getTemplate(platform, business.id, card.template_id);
  const customer = ahead?.customer ?? customerSnapshot(platform, business, card.customer_id);
  const gathered = begun(
    together(Promise.resolve(template), together(customer, locationName(platform, location_id))),
  );
  return async (state, at) => {
    const [template, [customer, location_name]] = await gathered;
    // Erased: the card is about to go.
    if (customer === null) throw new Failure("card_not_found");
    if (state === null || state.status === "deleted") throw new Failure("card_not_found");
    const one = await inProgram(platform, state, template);
    const { note, ...input } = inputBy(one.mechanics.earn);
    checkEarnInput(one.mechanics.earn, input);
    const isNeeded = reachesGoal(one, input);
    const voucherTemplates = isNeeded ? await voucherTemplatesOf(one.mechanics, state.template_version) : [];
    const where = { location_id, location_name };
    const context = { ids: platform, business, scope, at, ...where, customer, voucherTemplates };
    const sealed = note === undefined ? {} : { note: await platform.seals.seal(customer.id, note) };
    return decideStamps(one, { ...context, draw: cryptoDraw, input: { ...input, ...sealed } });
  };
};

const commit = (
  platform: Platform,
  scope: Scope,
  { card, ahead }: Pick<Stamping, "card" | "ahead">,
  decide: DecideOnCard,
): Promise<Outcome<StampAnswer>> =>
  platform.journal.run<CardDocument, StampAnswer>({
    projection: cardProjection,
    stream: card._id,
    business_id: scope.business.id,
    kind: "add_stamps",
    actor: scope.actor,
    known: card,
    ...(ahead && { planners: ahead.planners }),
    ...(scope.once && { once: scope.once }),
    decide,
  });

/** Adds stamps to a card already found. @throws as addStamps */
export const stampCard = async (
  platform: Platform,
  scope: Scope,
  card: CardDocument,
  { location_id, ahead, ...input }: StampInput & Pick<Stamping, "location_id" | "ahead">,
): Promise<Outcome<StampAnswer>> => {
  const stamping = { card, ahead, location_id, inputBy: () => input };
  try {
    return await commit(platform, scope, stamping, deciderFor(platform, scope, stamping));
  } catch (error) {
    if (error instanceof ClaimTaken && input.receipt_id !== undefined)
      throw new ReceiptUsed(input.receipt_id, error.entry);
    throw error;
  }
};

/** A till's sale on a card; the receipt is used up by the sale itself. */
export interface CardSale {
  readonly card: CardDocument;
  readonly purchase: Purchase;
  readonly receipt_id: string;
  readonly location_id: string | null;
  /** The card's program, where it was just read. */
  readonly template?: TemplateDocument;
}

const saleDecider = (
  platform: Platform,
  scope: Scope,
  { card, template, purchase, receipt_id, location_id }: CardSale,
) =>
  deciderFor(platform, scope, {
    card,
    template,
    location_id,
    inputBy: (earn) => ({ ...earnInputOf(earn, purchase), receipt_id, receipt: "used" }),
  });

/** What a sale's stamps would come to; writes nothing. @throws what stands in their way, as addStamps */
export const previewSale = async (platform: Platform, scope: Scope, sale: CardSale): Promise<StampAnswer> => {
  const decide = saleDecider(platform, scope, sale);
  return (await decide(sale.card, platform.clock.now())).answer;
};

/** Adds the stamps of a sale by the card's earn rule. @throws as addStamps */
export const stampSale = async (
  platform: Platform,
  scope: Scope,
  sale: CardSale,
): Promise<Outcome<StampAnswer>> =>
  commit(platform, scope, { card: sale.card }, saleDecider(platform, scope, sale));
