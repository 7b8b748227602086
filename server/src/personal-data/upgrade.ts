import { settings } from "../core/installation.ts";
import { customers, erasures, type Erasure } from "../customers/index.ts";
import { journalCollection, type Entry } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";

/*
 * 0.1.0 erased a customer without a mark, and left what receivers had answered, notes and kept answers. Whoever the
 * journal speaks of and has no document was erased: they are marked once, at the first start, and the erasing goes on
 * from there. Crash half way: the next start does it again, which marks nobody twice.
 */

const done = "erased_customers_are_marked";
const pageSize = 500;

type Named = Pick<Entry, "_id" | "customer_id" | "business_id">;

/** Whom the journal speaks of, each once, a page at a time. */
async function* everybody({ store }: Platform): AsyncGenerator<Map<string, string>> {
  for (let last = ""; ;) {
    const page = await store
      .collection(journalCollection)
      .find<Named>({ customer_id: { $gt: last } }, { projection: { customer_id: 1, business_id: 1 } })
      .sort({ customer_id: 1, _id: 1 })
      .limit(pageSize)
      .toArray();
    const named = new Map(page.map(({ customer_id: id, business_id }) => [id ?? "", business_id]));
    if (named.size > 0) yield named;
    last = page.at(-1)?.customer_id ?? "";
    if (page.length < pageSize) return;
  }
}

const mark = async ({ store, clock }: Platform, named: ReadonlyMap<string, string>): Promise<void> => {
  const only = { projection: { _id: 1 } };
  const those = { _id: { $in: [...named.keys()] } };
  const living = await store.collection(customers).find(those, only).toArray();
  const known = await store.collection(erasures).find(those, only).toArray();
  const others = new Set([...living, ...known].map(({ _id }) => _id));
  const at = clock.now();
  const erased = [...named].filter(([id]) => !others.has(id));
  if (erased.length === 0) return;
  // Two processes that start together mark the same ones.
  await store.collection(erasures).bulkWrite(
    erased.map(([_id, business_id]) => ({
      updateOne: {
        filter: { _id },
        update: { $setOnInsert: { business_id, at, due_at: at } satisfies Omit<Erasure, "_id"> },
        upsert: true,
      },
    })),
    { ordered: false },
  );
};

/** Marks whom 0.1.0 has erased, so that it is done to the end. Does nothing from the second start on. */
export const carryOverErasures = async (platform: Platform): Promise<void> => {
  const marks = platform.store.collection(settings);
  if ((await marks.findOne({ _id: done })) !== null) return;
  for await (const named of everybody(platform)) await mark(platform, named);
  const value = platform.clock.now().toISOString();
  await marks.updateOne({ _id: done }, { $set: { value } }, { upsert: true });
};
