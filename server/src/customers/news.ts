import { findBusiness, locationName } from "../businesses/index.ts";
import { customerCreated, customerUpdated, type EventDefinition } from "../catalog/index.ts";
import { leftBehind } from "../core/left-behind.ts";
import { sweepOver } from "../core/work-queue/index.ts";
import { buildEvent, type Projected, type Projection } from "../journal/index.ts";
import type { Business, Platform, Scope } from "../platform/index.ts";
import { snapshotOf } from "./contact.ts";
import { customers, type CustomerDocument, type CustomerNews } from "./model.ts";

/*
 * News of a customer: that they were created, or what of them changed. A customer is a plain document, so the one write
 * that changes it also notes what is to be told; the event is then written to the journal, in a stream of its own that is
 * named by it, and the note is taken away. Crash before the write: nothing happened. Crash after it: the note stands, and
 * the sweep of any process tells it; a stream takes one entry, so it is told once. Erasing takes the notes along.
 */

/** In whose name, and where, a customer is changed. */
export type NewsScope = Pick<Scope, "business" | "actor" | "location_id">;

/** A note to write together with the change it speaks of. */
export const newsOf = (
  platform: Platform,
  { actor, location_id }: Pick<NewsScope, "actor" | "location_id">,
  changed: CustomerNews["changed"],
): CustomerNews => ({ id: platform.newId("evt"), at: platform.clock.now(), changed, actor, location_id });

/** A stream of one entry, named by the event; nothing is made of it. */
const newsStream: Projection<Projected> = {
  collection: { name: customers.name, indexes: [] },
  prefix: "evt_",
  evolve: (_state, _fact, { stream, seq }) => ({ _id: stream, seq }),
};

const eventOf = ({ changed }: CustomerNews): EventDefinition =>
  (changed === null ? customerCreated : customerUpdated) as unknown as EventDefinition;

const tell = async (
  platform: Platform,
  business: Business,
  customer: CustomerDocument,
  news: CustomerNews,
): Promise<void> => {
  const [snapshot, location_name] = await Promise.all([
    snapshotOf(platform, business, customer),
    locationName(platform, news.location_id),
  ]);
  const scene = {
    at: news.at,
    business_id: business.id,
    location_id: news.location_id,
    location_name,
    customer: snapshot,
    wallet_pass_id: null,
  };
  const body = news.changed === null ? {} : { changed: news.changed };
  await platform.journal.run<Projected, null>({
    projection: newsStream,
    stream: news.id,
    business_id: business.id,
    kind: "tell_customer",
    actor: news.actor,
    at: news.at,
    decide: async (state) =>
      state !== null
        ? { facts: [], events: [], answer: null }
        : {
            facts: [{ type: "customer.told" }],
            events: [buildEvent(eventOf(news), scene, { id: news.id, card: null, body })],
            customer_id: customer._id,
            answer: null,
          },
  });
  await platform.store
    .collection(customers)
    .updateOne({ _id: customer._id }, { $pull: { news: { id: news.id } } });
};

/** Tells all that is noted of a customer. */
export const tellNews = async (
  platform: Platform,
  business: Business,
  customer: CustomerDocument,
): Promise<void> => {
  for (const news of customer.news ?? []) await tell(platform, business, customer, news);
};

/** Tells it now; what fails is left to the sweep, since the change itself stands. */
export const tellNewsSoon = async (
  platform: Platform,
  business: Business,
  customer: CustomerDocument,
): Promise<void> => {
  try {
    await tellNews(platform, business, customer);
  } catch (error) {
    platform.log.error(
      { err: error, customer: customer._id },
      "news of a customer were not told; the sweep will",
    );
  }
};

/** A note of this age was left by a crash rather than being told right now. */
const staleAfterMs = 5_000;
/** Tells of one customer what a crash left. */
export const tellLeftNews = async (platform: Platform, customer: CustomerDocument): Promise<void> => {
  const business = await findBusiness(platform, customer.business_id);
  if (business !== null) await tellNews(platform, business, customer);
};

/** Tells what a crash left, and steps over those of whom it cannot be told. */
export const finishNews = async (platform: Platform, stopping?: AbortSignal): Promise<number> => {
  const all = platform.store.collection(customers);
  const { done } = await sweepOver<CustomerDocument>(platform, {
    kind: "customer_news",
    records: leftBehind((at) => all.find({ "news.at": at }), { now: platform.clock.now(), staleAfterMs }),
    keyOf: ({ _id }) => _id,
    businessOf: ({ business_id }) => business_id,
    judge: (customer) => tellLeftNews(platform, customer),
    stopping,
  });
  return done;
};
