import { forgetPlainReasons } from "../campaigns/index.ts";
import { lowestIdAt } from "../core/ids.ts";
import { everyPage } from "../core/paging.ts";
import type { Erasure } from "../customers/index.ts";
import { deliveriesKeptMs, forgetPlainBodies } from "../hooks/index.ts";
import { eventsCollection, journalCollection } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { forgetTillLeftovers } from "../tills/index.ts";

/*
 * 0.1.0 kept contact data, notes, answers of receivers and of calls plain or in the vault, beside the customer's
 * document. What it left of an erased customer is emptied here; what is written since then is sealed and needs no care.
 */

const plain = { $type: "string" } as const;

const emptyJournal = async ({ store }: Platform, customerId: string): Promise<void> => {
  const journal = store.collection(journalCollection);
  const own = { customer_id: customerId };
  await journal.updateMany(
    { ...own, "events.contact.name": { $exists: true } },
    { $set: { "events.$[].contact": null } },
  );
  await journal.updateMany({ ...own, answer: plain }, { $unset: { answer: "" } });
  for (const member of ["note", "reason"])
    await journal.updateMany(
      { ...own, [`facts.${member}`]: plain },
      { $set: { [`facts.$[fact].${member}`]: null } },
      { arrayFilters: [{ [`fact.${member}`]: plain }] },
    );
  await store
    .collection(eventsCollection)
    .updateMany({ ...own, "contact.name": { $exists: true } }, { $set: { contact: null } });
};

const emptyDeliveries = async (platform: Platform, customerId: string): Promise<void> => {
  const since = lowestIdAt("evt", new Date(platform.clock.now().getTime() - deliveriesKeptMs));
  const events = platform.store.collection(eventsCollection);
  for await (const page of everyPage(events, { customer_id: customerId }, since))
    await forgetPlainBodies(
      platform,
      page.map(({ _id }) => _id),
    );
};

/** Empties what 0.1.0 left of a customer in plain. May be repeated. */
export const emptyLeftovers = async (
  platform: Platform,
  { _id: customerId, business_id: businessId }: Erasure,
): Promise<void> => {
  await emptyJournal(platform, customerId);
  await emptyDeliveries(platform, customerId);
  await forgetPlainReasons(platform, customerId);
  await forgetTillLeftovers(platform, businessId);
};
