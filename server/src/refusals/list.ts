import type { ErrorCode } from "../catalog/index.ts";
import { invalid } from "../core/failure.ts";
import type { Page, Paging } from "../core/paging.ts";
import type { Filter } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { refusals, refusalsKeptMs, type RefusalDocument } from "./model.ts";

export interface RefusalFilter extends Paging {
  code?: ErrorCode | undefined;
  key_id?: string | undefined;
  request_id?: string | undefined;
}

/** A place in the list: when, and which of that moment. */
const encode = ({ last_at, _id }: RefusalDocument): string =>
  Buffer.from(`${last_at.toISOString()} ${_id}`).toString("base64url");

const decode = (cursor: string): { at: Date; id: string } => {
  const [time = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || !/^rf_[0-9a-f]+$/.test(id))
    throw invalid("?cursor", "is not a cursor of this list");
  return { at, id };
};

const behind = (cursor: string): Filter<RefusalDocument> => {
  const { at, id } = decode(cursor);
  return { $or: [{ last_at: { $lt: at } }, { last_at: at, _id: { $lt: id } }] };
};

/** The refused calls of the last seven days, the latest first. One that is refused again moves up. */
export const listRefusals = async (
  { store, clock }: Platform,
  businessId: string,
  { limit, cursor, code, key_id, request_id }: RefusalFilter,
): Promise<Page<RefusalDocument>> => {
  const since = new Date(clock.now().getTime() - refusalsKeptMs);
  const filter: Filter<RefusalDocument> = {
    business_id: businessId,
    last_at: { $gte: since },
    ...(code !== undefined && { code }),
    ...(key_id !== undefined && { key_id }),
    ...(request_id !== undefined && { request_ids: request_id }),
  };
  const found = await store
    .collection(refusals)
    .find(cursor === undefined ? filter : { $and: [filter, behind(cursor)] })
    .sort({ last_at: -1, _id: -1 })
    .limit(limit + 1)
    .toArray();
  const data = found.slice(0, limit);
  const last = data.at(-1);
  const more = found.length > limit && last !== undefined;
  return { data, has_more: more, next_cursor: more ? encode(last) : null };
};
