import { Failure } from "../core/failure.ts";
import { byId } from "../core/store.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import type { Business, Platform, Scope } from "../platform/index.ts";
import { tills, type TillDocument } from "./model.ts";

export const listTills = (
  platform: Platform,
  businessId: string,
  paging: Paging,
): Promise<Page<TillDocument>> =>
  readPage<TillDocument>(platform.store.collection(tills), { business_id: businessId }, paging);

/** @throws not_found */
export const getTill = async (platform: Platform, businessId: string, id: string): Promise<TillDocument> => {
  const found = await findTill(platform, id);
  if (found === null || found.business_id !== businessId) throw new Failure("not_found");
  return found;
};

/** A till by its id alone: what a till that signs says of itself. */
export const findTill = (platform: Platform, id: string): Promise<TillDocument | null> =>
  byId(platform.store.collection(tills), id);

/** In whose name a till acts. */
export const scopeOf = (business: Business, locationId: string | null): Scope => ({
  business,
  actor: { kind: "till", staff_id: null, via: "till" },
  source: "pos",
  location_id: locationId,
});
