import { idBody } from "../core/ids.ts";
import type { Platform } from "../platform/index.ts";
import { deliveriesCollection, type Delivery } from "./model.ts";

/** The deliveries of an event: their ids begin with the event's. */
const ofEvent = (eventId: string) => {
  const first = `dlv_${idBody(eventId)}`;
  return { _id: { $gte: first, $lt: `${first}~` } };
};

/** The deliveries of these events. */
export const deliveriesOf = async (platform: Platform, eventIds: readonly string[]): Promise<Delivery[]> => {
  const deliveries = platform.store.collection(deliveriesCollection);
  const found = await Promise.all(eventIds.map((id) => deliveries.find(ofEvent(id)).toArray()));
  return found.flat();
};

/** Empties what receivers answered to these events where 0.1.0 kept it plain. */
export const forgetPlainBodies = async (platform: Platform, eventIds: readonly string[]): Promise<void> => {
  const plain = { $type: "string" } as const;
  await Promise.all(
    eventIds.map((id) =>
      platform.store
        .collection(deliveriesCollection)
        .updateMany(
          { ...ofEvent(id), "attempts.response_body": plain },
          { $set: { "attempts.$[attempt].response_body": null } },
          { arrayFilters: [{ "attempt.response_body": plain }] },
        ),
    ),
  );
};
