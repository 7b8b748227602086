import { begun } from "../core/together.ts";
import type { Store } from "../core/store.ts";
import type { CustomerSnapshot, EntryPlanner } from "../journal/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { getTemplate, type TemplateDocument } from "../templates/index.ts";
import { customerSnapshot } from "./holder.ts";
import type { CardDocument } from "./model.ts";

/*
 * What a command on a card asks for once it has read the card: its customer, its program, who is told of its events. Whose a
 * card is and of which program never changes, so that is remembered of the cards used last, as ids and nothing else, and
 * all of it is read in one wait with the card. What is read is what stands at that moment; only where to look is remembered.
 */

type Whose = Pick<CardDocument, "customer_id" | "template_id">;

/** Readings that were begun with that of the card. */
export interface Ahead {
  readonly whose: Whose;
  readonly customer: Promise<CustomerSnapshot | null>;
  readonly template: Promise<TemplateDocument>;
  readonly planners: Promise<readonly EntryPlanner[]>;
}

const most = 10_000;
const known = new WeakMap<Store, Map<string, Whose>>();

/** Notes whose a card is, that was read. */
export const rememberWhose = (
  { store }: Platform,
  { _id, customer_id, template_id }: Pick<CardDocument, "_id"> & Whose,
): void => {
  const cards = known.get(store) ?? new Map<string, Whose>();
  known.set(store, cards);
  cards.delete(_id);
  cards.set(_id, { customer_id, template_id });
  const [oldest] = cards.size > most ? cards.keys() : [];
  if (oldest !== undefined) cards.delete(oldest);
};

/** Begins to read what a card's command will ask for; null where it is not known yet whose the card is. */
export const readAhead = (
  platform: Platform,
  business: Business,
  cardId: string | undefined,
): Ahead | null => {
  const whose = cardId === undefined ? undefined : known.get(platform.store)?.get(cardId);
  if (whose === undefined) return null;
  return {
    whose,
    customer: begun(customerSnapshot(platform, business, whose.customer_id)),
    template: begun(getTemplate(platform, business.id, whose.template_id)),
    planners: platform.journal.prepare(business.id),
  };
};
