import { isDuplicateKey } from "../core/store.ts";
import type { EntryListener, EventDocument, Platform } from "../journal/index.ts";
import { isMeantFor, newDelivery } from "./match.ts";
import { deliveriesCollection, hooksCollection, type Delivery, type Hook } from "./model.ts";
import { markDue } from "./queue.ts";

/*
 * Fan-out: an entry's public events become one delivery for each hook that is subscribed to them. Deliveries first,
 * their ids made of event and hook, so that doing it twice adds nothing; then the hooks' queues fall due. Crash before
 * or between: the entry is still pending, and the relay's sweep does it again. Only when both are durable does the
 * relay mark the entry done.
 */

/** Told which hooks have new deliveries; a dispatcher in the same process starts on them at once. */
export type HandOff = (hookIds: readonly string[]) => void;

const addAll = async (platform: Platform, deliveries: readonly Delivery[]): Promise<void> => {
  try {
    await platform.store
      .collection(deliveriesCollection)
      .collection.insertMany(deliveries as never, { ordered: false });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
};

const activeHooks = (platform: Platform, businessId: string): Promise<Hook[]> =>
  platform.store
    .collection(hooksCollection)
    .find({ business_id: businessId, status: "active" })
    .lean<Hook[]>()
    .exec();

const deliveriesOf = (hooks: readonly Hook[], events: readonly EventDocument[], now: Date): Delivery[] =>
  hooks.flatMap((hook) =>
    events.filter((event) => isMeantFor(hook, event)).map((event) => newDelivery(event, hook, now)),
  );

/** The relay's listener that makes deliveries. */
export const createFanOut =
  (platform: Platform, handOff: HandOff = () => undefined): EntryListener =>
  async (entry, events) => {
    const hooks = await activeHooks(platform, entry.business_id);
    if (hooks.length === 0) return;
    const now = platform.clock.now();
    const deliveries = deliveriesOf(hooks, events, now);
    if (deliveries.length === 0) return;
    await addAll(platform, deliveries);
    const hookIds = [...new Set(deliveries.map((delivery) => delivery.hook_id))];
    await markDue(platform.store, hookIds, now);
    handOff(hookIds);
  };
