import type { CommandContext } from "./commands/command.ts";
import type { Retries } from "./retries.ts";
import type { Collection } from "./store/collection.ts";
import type { Index } from "./store/definition.ts";
import { select } from "./store/read.ts";

/** One transaction's worth, so that a great expiry does not hold up everything else. */
const sweepSize = 1000;

/**
 * Deletes what TTL indexes say has expired and forgets old retries and idle cursors. Says whether there is more to delete at once.
 * Like MongoDB's, it runs each minute: an expired document may be found until then.
 */
export function sweep({ store, cursors, now }: CommandContext, retries: Retries): boolean {
  cursors.dropIdle();
  return store.transaction(() => {
    retries.prune();
    const swept = store
      .collections()
      .flatMap((collection) => collection.state.indexes.map((index) => sweepIndex(collection, index, now())));
    return swept.some((count) => count === sweepSize);
  });
}

function sweepIndex(collection: Collection, { definition }: Index, now: Date): number {
  const [path] = Object.keys(definition.key);
  if (definition.expireAfterSeconds === undefined || path === undefined) return 0;
  const cutoff = new Date(now.getTime() - definition.expireAfterSeconds * 1000);
  // A filter on dates finds dates only, and in an array the earliest counts: MongoDB's rule for TTL.
  const filter = { $and: [{ [path]: { $lte: cutoff } }, definition.partialFilterExpression ?? {}] };
  const expired = [...select(collection, { filter, hint: definition.name, limit: sweepSize })];
  for (const found of expired) collection.remove(found);
  return expired.length;
}
