import type { Collection, Filter, Stored } from "./store.ts";

/** So many are changed by one call to the store: one that changed a hundred thousand would not be answered in time. */
export const changedAtOnce = 5_000;

/**
 * Changes all records that match, some thousand at a time, and says so after each time. The change must end their
 * matching. A crash leaves the rest as it was.
 * @returns how many were changed
 */
export const changeMany = async <T extends Stored>(
  records: Collection<T>,
  filter: Filter<T>,
  change: Partial<T>,
  onChanged: () => Promise<void> = async () => undefined,
): Promise<number> => {
  const page = records.find(filter, { projection: { _id: 1 } }).limit(changedAtOnce);
  let changed = 0;
  for (;;) {
    const ids = (await page.clone().toArray()).map(({ _id }) => _id);
    if (ids.length > 0) {
      const those = { $and: [filter, { _id: { $in: ids } }] } as Filter<T>;
      const { modifiedCount } = await records.updateMany(those, { $set: change });
      changed += modifiedCount;
      await onChanged();
    }
    if (ids.length < changedAtOnce) return changed;
  }
};
