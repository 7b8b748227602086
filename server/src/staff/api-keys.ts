import { Failure, unknownId } from "../core/failure.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import { insertOnce, isDuplicateKey } from "../core/store.ts";
import { countActiveHooks } from "../hooks/index.ts";
import { forgettingCallers, type Platform } from "../platform/index.ts";
import { generateKey } from "./key.ts";
import { withoutHooks } from "./revoke.ts";
import { apiKeys, staffCollection, type ApiKeyDocument, type StaffDocument } from "./model.ts";

export interface ApiKeyWithStaff {
  key: ApiKeyDocument;
  staff: StaffDocument | undefined;
  /** Hooks made with it that send now. */
  activeHooks: number;
}

export interface FreshKey extends ApiKeyWithStaff {
  /** The full key; never stored, shown in this one answer. */
  secret: string;
}

const withStaff = async (platform: Platform, keys: readonly ApiKeyDocument[]): Promise<ApiKeyWithStaff[]> => {
  const members = await platform.store
    .collection(staffCollection)
    .find({ _id: { $in: keys.map((key) => key.staff_id) } })
    .toArray();
  const hooks = await countActiveHooks(
    platform,
    keys.map(({ _id }) => _id),
  );
  return keys.map((key) => ({
    key,
    staff: members.find((member) => member._id === key.staff_id),
    activeHooks: hooks(key._id),
  }));
};

export const listApiKeys = async (
  platform: Platform,
  businessId: string,
  paging: Paging,
): Promise<Page<ApiKeyWithStaff>> => {
  const page = await readPage<ApiKeyDocument>(
    platform.store.collection(apiKeys),
    { business_id: businessId },
    paging,
  );
  return { ...page, data: await withStaff(platform, page.data) };
};

/** @throws staff_has_key; validation_failed for a staff member that is not of this business */
export const createApiKey = async (
  platform: Platform,
  businessId: string,
  staffId: string,
): Promise<FreshKey> => {
  const staff = await platform.store
    .collection(staffCollection)
    .findOne({ _id: staffId, business_id: businessId });
  if (staff === null) throw unknownId("/staff_id");
  const fresh = generateKey(platform.newBytes);
  const key: ApiKeyDocument = {
    _id: platform.newId("key"),
    business_id: businessId,
    staff_id: staffId,
    hash: fresh.hash,
    masked: fresh.masked,
    created_at: platform.clock.now(),
    last_used_at: null,
  };
  try {
    const standing = await insertOnce(platform.store.collection(apiKeys), key);
    return { key: standing, staff, activeHooks: 0, secret: fresh.key };
  } catch (error) {
    if (isDuplicateKey(error, "staff_id")) throw new Failure("staff_has_key");
    throw error;
  }
};

/** The old key stops working with this write. @throws not_found */
export const regenerateApiKey = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<FreshKey> => {
  const fresh = generateKey(platform.newBytes);
  const keys = platform.store.collection(apiKeys);
  const changes = {
    hash: fresh.hash,
    masked: fresh.masked,
    created_at: platform.clock.now(),
    last_used_at: null,
  };
  const key =
    (await forgettingCallers(platform, () =>
      keys.findOneAndUpdate(
        { _id: id, business_id: businessId, hash: { $ne: fresh.hash } },
        { $set: changes },
        { returnDocument: "after" },
      ),
    )) ??
    // An earlier run of this very call got that far, or there is no such key.
    (await keys.findOne({ _id: id, business_id: businessId }));
  if (key === null) throw new Failure("not_found");
  const [known] = await withStaff(platform, [key]);
  return { key, staff: known?.staff, activeHooks: known?.activeHooks ?? 0, secret: fresh.key };
};

/** The key stops working, and the hooks it made with it. @throws not_found */
export const deleteApiKey = async (platform: Platform, businessId: string, id: string): Promise<void> => {
  const keys = platform.store.collection(apiKeys);
  const key = await keys.findOne({ _id: id, business_id: businessId });
  if (key === null) throw new Failure("not_found");
  await withoutHooks(platform, { staff_id: key.staff_id, key_id: id }, async () => {
    const { deletedCount } = await forgettingCallers(platform, () => keys.deleteOne({ _id: id }));
    if (deletedCount === 0) throw new Failure("not_found");
  });
};
