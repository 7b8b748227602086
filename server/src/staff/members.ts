import { checkLocation } from "../businesses/index.ts";
import type { Role } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import { insertOnce, isDuplicateKey } from "../core/store.ts";
import { forgettingCallers, type Platform } from "../platform/index.ts";
import { apiKeys, staffCollection, type StaffDocument } from "./model.ts";
import { withoutHooks } from "./revoke.ts";
import { hashPassword } from "./password.ts";

export interface StaffInput {
  name: string;
  login: string;
  password: string;
  role: Role;
  location_id?: string | null | undefined;
}

/** A member whose password is hashed already. */
export type HashedStaffInput = Omit<StaffInput, "password"> & Pick<StaffDocument, "password_hash">;

export interface StaffChanges extends Partial<StaffInput> {
  status?: "active" | "disabled" | undefined;
}

export const listStaff = async (
  platform: Platform,
  businessId: string,
  { hasKey, ...paging }: Paging & { hasKey?: boolean | undefined },
): Promise<Page<StaffDocument>> => {
  const withKey = hasKey === undefined ? null : await staffWithKey(platform, businessId);
  const filter = {
    business_id: businessId,
    ...(withKey && { _id: hasKey ? { $in: withKey } : { $nin: withKey } }),
  };
  return readPage<StaffDocument>(platform.store.collection(staffCollection), filter, paging);
};

const staffWithKey = async (platform: Platform, businessId: string): Promise<string[]> => {
  const keys = platform.store.collection(apiKeys);
  const found = await keys.find({ business_id: businessId }, { projection: { staff_id: 1 } }).toArray();
  return found.map(({ staff_id: id }) => id);
};

/** @throws not_found */
export const getStaff = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<StaffDocument> => {
  const found = await platform.store
    .collection(staffCollection)
    .findOne({ _id: id, business_id: businessId });
  if (found === null) throw new Failure("not_found");
  return found;
};

/** @throws login_taken, validation_failed */
export const createStaff = async (
  platform: Platform,
  businessId: string,
  { password, ...input }: StaffInput,
): Promise<StaffDocument> =>
  createHashedStaff(platform, businessId, { ...input, password_hash: await hashPassword(password) });

/** @throws login_taken, validation_failed */
export const createHashedStaff = async (
  platform: Platform,
  businessId: string,
  input: HashedStaffInput,
): Promise<StaffDocument> => {
  await checkLocation(platform, businessId, input.location_id);
  const document: StaffDocument = {
    _id: platform.newId("st"),
    business_id: businessId,
    name: input.name,
    login: input.login,
    login_key: input.login.toLowerCase(),
    password_hash: input.password_hash,
    password_version: 1,
    role: input.role,
    location_id: input.location_id ?? null,
    status: "active",
    created_at: platform.clock.now(),
  };
  return orLoginTaken(insertOnce(platform.store.collection(staffCollection), document));
};

/** @throws not_found, login_taken, last_owner, validation_failed */
export const updateStaff = async (
  platform: Platform,
  businessId: string,
  id: string,
  changes: StaffChanges,
): Promise<StaffDocument> => {
  const current = await getStaff(platform, businessId, id);
  await checkLocation(platform, businessId, changes.location_id);
  const losesOwner =
    current.role === "owner" && ((changes.role ?? "owner") !== "owner" || changes.status === "disabled");
  if (losesOwner) await refuseLastOwner(platform, businessId, id);
  const { password, login, ...rest } = changes;
  const set = {
    ...rest,
    ...(login === undefined ? {} : { login, login_key: login.toLowerCase() }),
    ...(password === undefined ? {} : { password_hash: await hashPassword(password) }),
  };
  const update = { $set: set, ...(password === undefined ? {} : { $inc: { password_version: 1 } }) };
  const write = (): Promise<StaffDocument | null> =>
    orLoginTaken(
      forgettingCallers(platform, () =>
        platform.store
          .collection(staffCollection)
          .findOneAndUpdate({ _id: id, business_id: businessId }, update, { returnDocument: "after" }),
      ),
    );
  const isDismissal = changes.status === "disabled";
  const changed = await (isDismissal ? withoutHooks(platform, { staff_id: id }, write) : write());
  if (changed === null) throw new Failure("not_found");
  if (losesOwner) await keepOwner(platform, current, changes);
  return changed;
};

/**
 * Gives a login another password, for an operator who helps somebody that is locked out; their sessions end.
 * @returns null when there is no such login
 */
export const setPasswordOf = async (
  platform: Platform,
  login: string,
  password: string,
): Promise<StaffDocument | null> => {
  const set = { $set: { password_hash: await hashPassword(password) }, $inc: { password_version: 1 } };
  return platform.store
    .collection(staffCollection)
    .findOneAndUpdate({ login_key: login.trim().toLowerCase() }, set, { returnDocument: "after" });
};

/** Two owners who remove each other at the same moment both passed the look before: who finds nobody left goes back. */
const keepOwner = async (
  platform: Platform,
  before: StaffDocument,
  { role, status }: StaffChanges,
): Promise<void> => {
  try {
    await refuseLastOwner(platform, before.business_id, before._id);
  } catch (refusal) {
    // Only what this call changed, and only while it stands.
    const mine = { ...(role && { role }), ...(status && { status }) };
    const back = { ...(role && { role: before.role }), ...(status && { status: before.status }) };
    const members = platform.store.collection(staffCollection);
    await forgettingCallers(platform, () => members.updateOne({ _id: before._id, ...mine }, { $set: back }));
    throw refusal;
  }
};

/** Makes room for a start that begins anew: members whose business was never finished. */
export const forgetStaff = async (platform: Platform): Promise<void> => {
  await platform.store.collection(apiKeys).deleteMany({});
  await platform.store.collection(staffCollection).deleteMany({});
};

const refuseLastOwner = async (platform: Platform, businessId: string, id: string): Promise<void> => {
  const other = await platform.store
    .collection(staffCollection)
    .findOne(
      { business_id: businessId, role: "owner", status: "active", _id: { $ne: id } },
      { projection: { _id: 1 } },
    );
  if (other === null) throw new Failure("last_owner");
};

const orLoginTaken = async <T>(write: Promise<T>): Promise<T> => {
  try {
    return await write;
  } catch (error) {
    if (isDuplicateKey(error, "login_key")) throw new Failure("login_taken");
    throw error;
  }
};
