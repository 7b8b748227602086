import type { Platform } from "../platform/index.ts";
import { systemActor } from "../journal/index.ts";
import { customers, type ConsentChannel } from "./model.ts";
import { newsOf, tellLeftNews } from "./news.ts";

/**
 * Takes a customer's consent for one channel back. Doing it twice changes nothing.
 * @returns whether there is such a customer
 */
export const withdrawConsent = async (
  platform: Platform,
  businessId: string,
  customerId: string,
  channel: ConsentChannel,
): Promise<boolean> => {
  const documents = platform.store.collection(customers);
  const one = { _id: customerId, business_id: businessId };
  const withdrawn = { [`consents.${channel}`]: false, updated_at: platform.clock.now() };
  const news = newsOf(platform, { actor: systemActor, location_id: null }, ["consents"]);
  const changed = await documents.findOneAndUpdate(
    { ...one, [`consents.${channel}`]: true },
    { $set: withdrawn, $push: { news } },
    { returnDocument: "after" },
  );
  // Never given counts as no: writing the no down is no change.
  const standing =
    changed ?? (await documents.findOneAndUpdate(one, { $set: withdrawn }, { returnDocument: "after" }));
  // Also what a first call that was cut short has left.
  if (standing !== null) await tellLeftNews(platform, standing);
  return standing !== null;
};
