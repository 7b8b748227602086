import { invalid } from "./failure.ts";
import { readMany, type Collection, type Filter, type Stored } from "./store.ts";

export interface Page<T> {
  data: T[];
  has_more: boolean;
  next_cursor: string | null;
}

/** What a list action's query says. */
export interface Paging {
  limit: number;
  cursor?: string | undefined;
}

const encode = (id: string): string => Buffer.from(id, "utf8").toString("base64url");

const decode = (cursor: string): string => {
  const id = Buffer.from(cursor, "base64url").toString("utf8");
  if (!/^[a-z]+_[0-9a-z_]+$/.test(id)) throw invalid("?cursor", "is not a cursor of this list");
  return id;
};

/** Newest first, by the time-sortable id; one more than asked is read to know whether there is a next page. */
export const readPage = async <T extends Stored>(
  collection: Collection<T>,
  filter: Filter<T>,
  paging: Paging,
): Promise<Page<T>> => {
  const before = paging.cursor === undefined ? null : { _id: { $lt: decode(paging.cursor) } };
  const conditions = (before === null ? filter : { $and: [filter, before] }) as Filter<T>;
  const found = await readMany(collection, conditions, paging.limit + 1);
  const data = found.slice(0, paging.limit);
  const last = data.at(-1);
  const more = found.length > paging.limit && last !== undefined;
  return { data, has_more: more, next_cursor: more ? encode(last._id) : null };
};

/** A page of the documents with these ids, newest first: for lists whose matches are found elsewhere. */
export const readPageOf = async <T extends Stored>(
  collection: Collection<T>,
  ids: Iterable<string>,
  { limit, cursor }: Paging,
): Promise<Page<T>> => {
  const before = cursor === undefined ? null : decode(cursor);
  const sorted = [...new Set(ids)].sort().reverse();
  const rest = before === null ? sorted : sorted.filter((id) => id < before);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const more = rest.length > limit && last !== undefined;
  const data = shown.length === 0 ? [] : await readMany(collection, { _id: { $in: shown } } as Filter<T>);
  return { data, has_more: more, next_cursor: more ? encode(last) : null };
};

const pageSize = 100;

/** All that match, oldest first, a page at a time. @param from the lowest id wanted */
export async function* everyPage<T extends Stored>(
  collection: Collection<T>,
  filter: Filter<T>,
  from = "",
): AsyncGenerator<T[]> {
  for (let range: Record<string, string> = { $gte: from }; ;) {
    const page = await collection
      .find<T>({ ...filter, _id: range } as Filter<T>)
      .sort({ _id: 1 })
      .limit(pageSize)
      .toArray();
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    if (page.length < pageSize) return;
    range = { $gt: last._id };
  }
}

/** A page with each item presented. */
export const mapPage = <A, B>(page: Page<A>, present: (item: A) => B): Page<B> => ({
  ...page,
  data: page.data.map(present),
});
