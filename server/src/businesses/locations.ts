import { Failure, unknownId } from "../core/failure.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import { insertOnce, byId } from "../core/store.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { locations, type LocationDocument } from "./model.ts";

export interface LocationInput {
  name: string;
  address?: string | null | undefined;
}

export const listLocations = (
  platform: Platform,
  businessId: string,
  {
    location_id: id,
    name,
    ...paging
  }: Paging & { location_id?: string | undefined; name?: string | undefined },
): Promise<Page<LocationDocument>> => {
  const filter = {
    business_id: businessId,
    ...(id !== undefined && { _id: id }),
    ...(name !== undefined && { name }),
  };
  return readPage<LocationDocument>(platform.store.collection(locations), filter, paging);
};

/** @throws not_found */
export const getLocation = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<LocationDocument> => {
  const found = await platform.store.collection(locations).findOne({ _id: id, business_id: businessId });
  if (found === null) throw new Failure("not_found");
  return found;
};

export const createLocation = async (
  platform: Platform,
  businessId: string,
  input: LocationInput,
): Promise<LocationDocument> => {
  const document = {
    _id: platform.newId("loc"),
    business_id: businessId,
    name: input.name,
    address: input.address ?? null,
    created_at: platform.clock.now(),
  };
  return insertOnce(platform.store.collection(locations), document);
};

/** @throws not_found */
export const updateLocation = async (
  platform: Platform,
  businessId: string,
  id: string,
  changes: Partial<LocationInput>,
): Promise<LocationDocument> => {
  const changed = await platform.store
    .collection(locations)
    .findOneAndUpdate({ _id: id, business_id: businessId }, { $set: changes }, { returnDocument: "after" });
  if (changed === null) throw new Failure("not_found");
  return changed;
};

/** @throws validation_failed when the id names no location of the business */
export const checkLocation = async (
  platform: Platform,
  businessId: string,
  id: string | null | undefined,
  pointer = "/location_id",
): Promise<void> => {
  if (id === undefined || id === null) return;
  const found = await byId(platform.store.collection(locations), id);
  if (found?.business_id !== businessId) throw unknownId(pointer);
};

/** What a location is called now, for events; null for none. */
export const locationName = async (platform: Platform, id: string | null): Promise<string | null> => {
  if (id === null) return null;
  const found = await byId(platform.store.collection(locations), id);
  return found?.name ?? null;
};

/** Where a command happens: the call's location, checked, else the acting staff's, else none. */
export const resolveLocation = async (
  platform: Platform,
  scope: Scope,
  given: string | undefined,
): Promise<string | null> => {
  await checkLocation(platform, scope.business.id, given);
  return given ?? scope.location_id;
};
