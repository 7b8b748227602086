import { readPage, readPageOf, type Page, type Paging } from "../core/paging.ts";
import type { Filter } from "../core/store.ts";
import { searchCustomers } from "../customers/index.ts";
import { eventsCollection, type EventDocument } from "../journal/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { templates } from "../templates/index.ts";
import type { CardSelector } from "../vouchers/index.ts";
import { cards, type CardDocument } from "./model.ts";
import { inProgram, type CardInProgram } from "./scene.ts";
import { getCard, selectorFilter } from "./select.ts";

/** Cards with the rules they live by, templates read once. */
export const withPrograms = async (
  platform: Platform,
  found: readonly CardDocument[],
): Promise<CardInProgram[]> => {
  const ids = [...new Set(found.map((card) => card.template_id))];
  const known =
    ids.length === 0
      ? []
      : await platform.store
          .collection(templates)
          .find({ _id: { $in: ids } })
          .toArray();
  return Promise.all(
    found.map((card) => {
      const template = known.find((one) => one._id === card.template_id);
      if (template === undefined) throw new Error(`card ${card._id} has no template`);
      return inProgram(platform, card, template);
    }),
  );
};

export const listCards = async (
  platform: Platform,
  business: Business,
  {
    query,
    ...filter
  }: CardSelector & Paging & { query?: string | undefined; customer_ids?: string | undefined },
): Promise<Page<CardInProgram>> => {
  if (query !== undefined) return listFoundCards(platform, business, { ...filter, query });
  const narrowed = await selectorFilter(platform, business, filter);
  if (narrowed === null) return { data: [], has_more: false, next_cursor: null };
  const { card_id: cardId, ...rest } = narrowed;
  const conditions: Filter<CardDocument> = {
    business_id: business.id,
    status: { $ne: "deleted" },
    ...rest,
    ...(filter.customer_ids !== undefined && { customer_id: { $in: filter.customer_ids.split(",") } }),
    ...(cardId !== undefined && { _id: cardId }),
    ...(filter.template_id !== undefined && { template_id: filter.template_id }),
  };
  const page = await readPage<CardDocument>(platform.store.collection(cards), conditions, filter);
  return { ...page, data: await withPrograms(platform, page.data) };
};

const idsInOneQuery = 200;

/** Cards whose number, or whose customer, a search box's text may mean. */
const listFoundCards = async (
  platform: Platform,
  business: Business,
  { query, template_id, ...paging }: Paging & { query: string; template_id?: string | undefined },
): Promise<Page<CardInProgram>> => {
  const all = platform.store.collection(cards);
  const people = await searchCustomers(platform, business, query);
  const chunks = Array.from({ length: Math.ceil(people.length / idsInOneQuery) }, (_, at) =>
    people.slice(at * idsInOneQuery, (at + 1) * idsInOneQuery),
  );
  const ways: Filter<CardDocument>[] = [
    { number: query },
    ...chunks.map((ids) => ({ customer_id: { $in: ids } })),
  ];
  const own = {
    business_id: business.id,
    status: { $ne: "deleted" as const },
    ...(template_id !== undefined && { template_id }),
  };
  const found = await Promise.all(
    ways.map((way) => all.find({ ...own, ...way }, { projection: { _id: 1 } }).toArray()),
  );
  const page = await readPageOf(
    all,
    found.flat().map(({ _id }) => _id),
    paging,
  );
  return { ...page, data: await withPrograms(platform, page.data) };
};

/** Who holds the card of a number. */
export const holdersOfNumber = async (
  platform: Platform,
  businessId: string,
  number: string,
): Promise<string[]> => {
  const found = await platform.store
    .collection(cards)
    .find({ business_id: businessId, number, status: { $ne: "deleted" } }, { projection: { customer_id: 1 } })
    .toArray();
  return found.map(({ customer_id: id }) => id);
};

/** The card's journal, newest first: public events and what only the journal shows. @throws not_found */
export const cardHistory = async (
  platform: Platform,
  business: Business,
  id: string,
  paging: Paging,
): Promise<Page<EventDocument>> => {
  await getCard(platform, business, id);
  return readPage<EventDocument>(platform.store.collection(eventsCollection), { card_id: id }, paging);
};
