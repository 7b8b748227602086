import type { Store } from "../../server/src/core/store.ts";

/** The indexes by which a store deletes what has expired, as `collection.index`. */
export const expiryIndexes = async ({
  connection,
}: Store): Promise<[collection: string, index: string][]> => {
  const { db } = connection;
  if (db === undefined) return [];
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const found = await Promise.all(
    collections.map(async ({ name }) => {
      const indexes = await db.collection(name).indexes();
      return indexes.flatMap((index): [string, string][] =>
        index.expireAfterSeconds === undefined ? [] : [[name, index.name ?? ""]],
      );
    }),
  );
  return found.flat();
};

/**
 * Lets expired documents stand. A store deletes each minute by the machine's clock; where a test sets another, in the past
 * perhaps, what the application has just written would vanish under its hands.
 */
export const keepExpired = async (store: Store): Promise<void> => {
  for (const [collection, index] of await expiryIndexes(store))
    await store.connection.collection(collection).dropIndex(index);
};
