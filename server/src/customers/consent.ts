import type { Platform } from "../platform/index.ts";
import { customers, type ConsentChannel } from "./model.ts";

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
  const changed = await platform.store
    .collection(customers)
    .updateOne(
      { _id: customerId, business_id: businessId },
      { $set: { [`consents.${channel}`]: false, updated_at: platform.clock.now() } },
    );
  return changed.matchedCount === 1;
};
