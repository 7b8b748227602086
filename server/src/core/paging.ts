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

/** A page with each item presented. */
export const mapPage = <A, B>(page: Page<A>, present: (item: A) => B): Page<B> => ({
  ...page,
  data: page.data.map(present),
});
