import { newPersonKey, type PersonKeys } from "../core/seals.ts";
import type { Store } from "../core/store.ts";
import { customers } from "./model.ts";

/** The keys of customers. They stand in the customers' documents and nowhere else, and go with them. */
export const customerKeys = (store: Store): PersonKeys => {
  const documents = store.collection(customers);
  const keyOf = async (id: string): Promise<string | null | undefined> => {
    const found = await documents.findOne({ _id: id }, { projection: { key: 1 } });
    return found === null ? null : found.key;
  };
  return {
    async find(ids) {
      const found = await documents.find({ _id: { $in: [...ids] } }, { projection: { key: 1 } }).toArray();
      return new Map(found.map(({ _id, key }) => [_id, key ?? null]));
    },
    async require(id) {
      const known = await keyOf(id);
      if (known !== undefined) return known;
      // A customer of 0.1.0. Of two that give a key at once one does; both then use that one.
      await documents.updateOne({ _id: id, key: { $exists: false } }, { $set: { key: newPersonKey() } });
      return (await keyOf(id)) ?? null;
    },
  };
};
