import { byId } from "../core/store.ts";
import { begun, together } from "../core/together.ts";
import { Failure } from "../core/failure.ts";
import { findCustomer, snapshotOf } from "../customers/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import type { CustomerSnapshot } from "../journal/index.ts";
import type { RewardCards } from "../rewards/index.ts";
import { getTemplate, type TemplateDocument } from "../templates/index.ts";
import type { CardsPort, Holder } from "../vouchers/index.ts";
import { cards, type CardDocument } from "./model.ts";
import { cardInEvent, inProgram } from "./scene.ts";
import { customerIdOf, selectHolder, selectorFilter } from "./select.ts";

export const customerSnapshot = async (
  platform: Platform,
  business: Business,
  id: string | null,
): Promise<CustomerSnapshot | null> => {
  const customer = id === null ? null : await findCustomer(platform, business.id, id);
  return customer && snapshotOf(platform, business, customer);
};

const holderWith = async (
  platform: Platform,
  business: Business,
  card: CardDocument | null,
  customerId: string | null,
): Promise<Holder> => {
  const [customer, template] = await together(
    customerSnapshot(platform, business, customerId),
    card === null ? Promise.resolve(null) : getTemplate(platform, business.id, card.template_id),
  );
  if (card === null || template === null) return { customer, card: null, wallet_pass_id: null };
  return shownHolder(platform, { customer, card, template });
};

const shownHolder = async (
  platform: Platform,
  {
    customer,
    card,
    template,
  }: { customer: Holder["customer"]; card: CardDocument; template: TemplateDocument },
): Promise<Holder> => ({
  customer,
  card: cardInEvent(await inProgram(platform, card, template)),
  wallet_pass_id: card.wallet_pass_id,
});

/** What the vouchers area needs of cards. */
export const cardsPort: CardsPort = {
  async holderOf(platform, business, selector) {
    const { card, customer_id: customerId } = await selectHolder(platform, business, selector);
    const holder = await holderWith(platform, business, card, customerId);
    // Erased between the two readings; nothing is issued to nobody in their stead.
    if (holder.customer === null) throw new Failure("card_not_found");
    return holder;
  },
  async holderById(platform, business, ids) {
    if (ids.card_id === null) return holderWith(platform, business, null, ids.customer_id);
    // Begun with the card, whose they are: what is then asked for is known already.
    const customer = begun(customerSnapshot(platform, business, ids.customer_id));
    const ahead = ids.template_id ? begun(getTemplate(platform, business.id, ids.template_id)) : null;
    const card = await byId(platform.store.collection(cards), ids.card_id);
    if (card === null) return { customer: await customer, card: null, wallet_pass_id: null };
    const template =
      ahead !== null && ids.template_id === card.template_id
        ? await ahead
        : await getTemplate(platform, business.id, card.template_id);
    return shownHolder(platform, { customer: await customer, card, template });
  },
  async filterOf(platform, business, selector) {
    const filter = await selectorFilter(platform, business, selector);
    const { template_id: templateId } = selector;
    return filter === null || templateId === undefined ? filter : { ...filter, template_id: templateId };
  },
  async requireFilter(platform, business, selector) {
    const { card_id: cardId, card_number: number, template_id: templateId } = selector;
    if (cardId === undefined && number === undefined && templateId === undefined)
      return { customer_id: await customerIdOf(platform, business, selector) };
    const { card, customer_id } = await selectHolder(platform, business, selector);
    // What a customer got before there was a card is theirs on every card.
    return { customer_id, card_id: { $in: [card?._id ?? null, null] } };
  },
};

/** What the rewards area needs of cards. */
export const rewardCards: RewardCards = {
  async holderOfCard(platform, business, cardId) {
    const card = await byId(platform.store.collection(cards), cardId);
    if (card === null || card.status === "deleted") return null;
    const holder = await holderWith(platform, business, card, card.customer_id);
    return holder.customer && holder;
  },
};
