import { Failure } from "../core/failure.ts";
import { eventsCollection, journalCollection } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { customers } from "./model.ts";

/**
 * Erases a customer's personal data everywhere it is kept; the ledger stays, without it.
 * Contact data leaves the journal first: a crash in between leaves the customer standing, and the call can be repeated.
 * @throws not_found
 */
export const eraseCustomer = async (platform: Platform, businessId: string, id: string): Promise<void> => {
  const { store } = platform;
  const known = await store
    .collection(customers)
    .findOne({ _id: id, business_id: businessId }, { projection: { _id: 1 } });
  if (known === null) throw new Failure("not_found");
  await store
    .collection(journalCollection)
    .updateMany({ customer_id: id }, { $set: { "events.$[].contact": null }, $unset: { answer: "" } });
  await store.collection(eventsCollection).updateMany({ customer_id: id }, { $set: { contact: null } });
  await store.collection(customers).deleteOne({ _id: id, business_id: businessId });
};
