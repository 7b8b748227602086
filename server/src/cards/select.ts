import { atMostOneSelector, selectorMessageOptional } from "../catalog/index.ts";
import { Failure, invalid, unknownId } from "../core/failure.ts";
import { byId, readMany, type Filter } from "../core/store.ts";
import { findByContact, findCustomer, requirePhone } from "../customers/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { checkTemplate } from "../templates/index.ts";
import type { CardSelector } from "../vouchers/index.ts";
import { cards, type CardDocument } from "./model.ts";
import { cardProjection } from "./projection.ts";

const notDeleted = { status: { $ne: "deleted" as const } };

const cardsWhere = (
  platform: Platform,
  business: Business,
  filter: Filter<CardDocument>,
): Promise<CardDocument[]> =>
  readMany(platform.store.collection(cards), { business_id: business.id, ...notDeleted, ...filter });

/** A card that is not deleted, or null. */
const cardById = async (platform: Platform, business: Business, id: string): Promise<CardDocument | null> => {
  const found = await byId(platform.store.collection(cards), id);
  return found?.business_id === business.id && found.status !== "deleted" ? found : null;
};

/** @throws not_found */
export const getCard = async (platform: Platform, business: Business, id: string): Promise<CardDocument> => {
  const found = await cardById(platform, business, id);
  // The document may be behind the journal, where its deletion stands.
  const card = found === null ? null : await platform.journal.catchUp(cardProjection, found);
  if (card === null || card.status === "deleted") throw new Failure("not_found");
  return card;
};

/** A card by its id alone, for wallets, which know no business; null when it is gone. */
export const findCard = (platform: Platform, id: string): Promise<CardDocument | null> =>
  platform.store.collection(cards).findOne({ _id: id, ...notDeleted });

/** The card a public page belongs to; null for a token that is nobody's. */
export const findByToken = (platform: Platform, token: string): Promise<CardDocument | null> =>
  platform.store.collection(cards).findOne({ token, ...notDeleted });

/** Whom a selector by customer id, email or phone means. @throws card_not_found, validation_failed */
export const customerIdOf = async (
  platform: Platform,
  business: Business,
  selector: CardSelector,
): Promise<string> => {
  if (selector.customer_id !== undefined) {
    const customer = await findCustomer(platform, business.id, selector.customer_id);
    if (customer === null) throw unknownId("/customer_id");
    return customer._id;
  }
  if (selector.phone !== undefined) requirePhone(selector.phone, business);
  const customer = await findByContact(platform, business, { email: selector.email, phone: selector.phone });
  const named = selector.email ?? selector.phone ?? "";
  if (customer === null) throw new Failure("card_not_found", { detail: `No customer has ${named}.` });
  return customer._id;
};

export interface Selection {
  /** Null when the customer has no card. */
  card: CardDocument | null;
  customer_id: string;
}

/** A card that was named itself. @throws card_not_found when it is not of the template that was named with it */
const heldCard = (card: CardDocument, { template_id: templateId }: CardSelector): Selection => {
  if (templateId === undefined || card.template_id === templateId)
    return { card, customer_id: card.customer_id };
  throw new Failure("card_not_found", { detail: `The card ${card.number} is of another card template.` });
};

/**
 * What a card selector in a body means: one card, or a customer without any.
 * @throws validation_failed for an id that names nothing; card_not_found; card_ambiguous with the candidates
 */
export const selectHolder = async (
  platform: Platform,
  business: Business,
  selector: CardSelector,
): Promise<Selection> => {
  await checkTemplate(platform, business.id, selector.template_id);
  if (selector.card_id !== undefined) {
    const card = await cardById(platform, business, selector.card_id);
    if (card === null) throw unknownId("/card_id");
    return heldCard(card, selector);
  }
  if (selector.card_number !== undefined) {
    const [card] = await cardsWhere(platform, business, { number: selector.card_number });
    if (card === undefined)
      throw new Failure("card_not_found", { detail: `No card has the number ${selector.card_number}.` });
    return heldCard(card, selector);
  }
  const customerId = await customerIdOf(platform, business, selector);
  const ofTemplate = selector.template_id === undefined ? {} : { template_id: selector.template_id };
  const found = await cardsWhere(platform, business, { customer_id: customerId, ...ofTemplate });
  if (found.length > 1) throw ambiguous(found);
  return { card: found[0] ?? null, customer_id: customerId };
};

/** The one card a selector means. @throws as selectHolder */
export const selectCard = async (
  platform: Platform,
  business: Business,
  selector: CardSelector,
): Promise<CardDocument> => {
  const { card } = await selectHolder(platform, business, selector);
  if (card === null)
    throw new Failure("card_not_found", { detail: "The customer has no card of this program." });
  return card;
};

const ambiguous = (found: readonly CardDocument[]): Failure =>
  new Failure("card_ambiguous", {
    detail: "The customer has several cards; name the card, or add template_id.",
    candidates: found.map((card) => ({
      card_id: card._id,
      card_number: card.number,
      template_id: card.template_id,
    })),
  });

/** What of cards or of their vouchers a list is narrowed to. */
export type SelectorFilter = { card_id?: string; customer_id?: string };

/**
 * A selector on a list: the members it narrows to, none without a selector, null when it matches nobody.
 * @throws validation_failed for more than one selector
 */
export const selectorFilter = async (
  platform: Platform,
  business: Business,
  selector: CardSelector,
): Promise<SelectorFilter | null> => {
  if (!atMostOneSelector({ ...selector })) throw invalid("?card_id", selectorMessageOptional);
  if (selector.card_id !== undefined) return { card_id: selector.card_id };
  if (selector.card_number !== undefined) {
    const [card] = await cardsWhere(platform, business, { number: selector.card_number });
    return card === undefined ? null : { card_id: card._id };
  }
  if (selector.customer_id !== undefined) return { customer_id: selector.customer_id };
  if (selector.email === undefined && selector.phone === undefined) return {};
  const customer = await findByContact(platform, business, { email: selector.email, phone: selector.phone });
  return customer === null ? null : { customer_id: customer._id };
};
