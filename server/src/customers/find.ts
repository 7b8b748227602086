import { Failure } from "../core/failure.ts";
import { byId } from "../core/store.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import type { Business, Platform } from "../platform/index.ts";
import { foldEmail, toE164 } from "./contact.ts";
import { customers, type CustomerDocument } from "./model.ts";

export interface CustomerFilter {
  email?: string | undefined;
  phone?: string | undefined;
  external_id?: string | undefined;
  customer_id?: string | undefined;
  /** With commas between them. */
  customer_ids?: string | undefined;
}

export const listCustomers = (
  platform: Platform,
  business: Business,
  { email, phone, external_id, customer_id: id, customer_ids: ids, ...paging }: CustomerFilter & Paging,
): Promise<Page<CustomerDocument>> => {
  const filter = {
    business_id: business.id,
    ...(email !== undefined && { email: foldEmail(email) }),
    // A text that is no phone number is nobody's.
    ...(phone !== undefined && { phone: toE164(phone, business) ?? "" }),
    ...(external_id !== undefined && { external_id }),
    ...(id !== undefined && { _id: id }),
    ...(ids !== undefined && { _id: { $in: ids.split(",") } }),
  };
  return readPage<CustomerDocument>(platform.store.collection(customers), filter, paging);
};

export const findCustomer = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<CustomerDocument | null> => {
  const found = await byId(platform.store.collection(customers), id);
  return found?.business_id === businessId ? found : null;
};

/** @throws not_found */
export const getCustomer = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<CustomerDocument> => {
  const found = await findCustomer(platform, businessId, id);
  if (found === null) throw new Failure("not_found");
  return found;
};

/** The customer with this email or phone, or null. */
export const findByContact = async (
  platform: Platform,
  business: Business,
  contact: { email?: string | undefined; phone?: string | undefined },
): Promise<CustomerDocument | null> => {
  const { data } = await listCustomers(platform, business, { ...contact, limit: 1 });
  return data[0] ?? null;
};
