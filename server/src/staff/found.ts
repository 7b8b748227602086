import {
  createBusiness,
  findBusiness,
  requireCountry,
  requireCurrency,
  type BusinessInput,
} from "../businesses/index.ts";
import { Failure } from "../core/failure.ts";
import type { Business, Platform } from "../platform/index.ts";
import { createStaff } from "./members.ts";
import { staffCollection, type StaffDocument } from "./model.ts";

/*
 * A business and its owner, both or neither. The owner is written first, since the login decides whether it may be; the
 * business last, since it makes everything count. Crash in between: the owner belongs to no business and cannot log in;
 * a minute later its login is free again for who asks for it here.
 */

const abandonedAfterMs = 60_000;

export interface Founding extends BusinessInput {
  login: string;
  password: string;
}

/** Frees a login that a founding cut short has left behind; says whether it did. */
const freeLogin = async (platform: Platform, login: string): Promise<boolean> => {
  const members = platform.store.collection(staffCollection);
  const before = new Date(platform.clock.now().getTime() - abandonedAfterMs);
  const holder = await members.findOne({ login_key: login.toLowerCase(), created_at: { $lte: before } });
  if (holder === null || (await findBusiness(platform, holder.business_id)) !== null) return false;
  return (await members.deleteOne({ _id: holder._id })).deletedCount === 1;
};

const createOwner = async (
  platform: Platform,
  businessId: string,
  { name, login, password }: Founding,
): Promise<StaffDocument> => {
  const owner = { name, login, password, role: "owner" } as const;
  try {
    return await createStaff(platform, businessId, owner);
  } catch (error) {
    const isTaken = error instanceof Failure && error.code === "login_taken";
    if (!isTaken || !(await freeLogin(platform, login))) throw error;
    return createStaff(platform, businessId, owner);
  }
};

/** Creates a tenant and its owner. @throws validation_failed, login_taken, with nothing created */
export const foundBusiness = async (
  platform: Platform,
  founding: Founding,
): Promise<{ business: Business; owner: StaffDocument }> => {
  requireCountry(founding.country);
  requireCurrency(founding.currency);
  const id = platform.newId("b");
  const owner = await createOwner(platform, id, founding);
  await platform.reach("between-steps");
  try {
    return { business: await createBusiness(platform, founding, id), owner };
  } catch (error) {
    await platform.store.collection(staffCollection).deleteOne({ _id: owner._id });
    throw error;
  }
};
