import type { Filter } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { deliveriesCollection, type Delivery } from "./model.ts";

/** So many are changed by one call to the store: one that changed all that a hook can have would not be answered in time. */
export const changedAtOnce = 5_000;

/**
 * Changes all deliveries that match, some thousand at a time, and says so after each time. The change must end their
 * matching. A crash leaves the rest as it was.
 * @returns how many were changed
 */
export const changeDeliveries = async (
  { store }: Pick<Platform, "store">,
  filter: Filter<Delivery>,
  change: Partial<Delivery>,
  onChanged: () => Promise<void> = async () => undefined,
): Promise<number> => {
  const deliveries = store.collection(deliveriesCollection);
  const page = deliveries.find(filter, { projection: { _id: 1 } }).limit(changedAtOnce);
  let changed = 0;
  for (;;) {
    const ids = (await page.clone().toArray()).map(({ _id }) => _id);
    if (ids.length > 0) {
      const { modifiedCount } = await deliveries.updateMany(
        { $and: [filter, { _id: { $in: ids } }] },
        { $set: change },
      );
      changed += modifiedCount;
      await onChanged();
    }
    if (ids.length < changedAtOnce) return changed;
  }
};
