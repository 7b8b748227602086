import parsePhoneNumber, { type CountryCode } from "libphonenumber-js/min";
import { invalid } from "../core/failure.ts";
import type { Business, Platform } from "../platform/index.ts";
import type { Contact, CustomerSnapshot } from "../journal/index.ts";
import { consentsOf, type CustomerDocument } from "./model.ts";
import { namesOf } from "./names.ts";

/** Two spellings of an address that differ in case are one customer. */
export const foldEmail = (email: string): string => email.trim().toLowerCase();

/** E.164, or null for what cannot be a phone number; local format is read with the business country. */
export const toE164 = (phone: string, business: Business): string | null => {
  const parsed = parsePhoneNumber(phone, { defaultCountry: business.country as CountryCode, extract: false });
  return parsed?.isPossible() ? parsed.number : null;
};

/** @throws validation_failed */
export const requirePhone = (phone: string, business: Business, pointer = "/phone"): string => {
  const found = toE164(phone, business);
  if (found === null) {
    throw invalid(
      pointer,
      `is no phone number; write it like +380671112233, or in the local format of ${business.country}`,
    );
  }
  return found;
};

/** The customer as events keep it; without a language of its own it reads the business's. */
export const snapshotOf = async (
  { seals }: Pick<Platform, "seals">,
  business: Business,
  customer: CustomerDocument,
): Promise<CustomerSnapshot> => {
  const { _id: id, key, email, phone, birthday, external_id } = customer;
  if (key !== undefined) seals.meet(id, key);
  const { name, first_name, last_name } = namesOf(customer);
  const consents = consentsOf(customer);
  const contact: Contact = { name, email, phone, birthday, first_name, last_name, external_id, consents };
  return {
    id,
    language: customer.language ?? business.language,
    contact: await seals.seal(id, JSON.stringify(contact)),
  };
};
