import parsePhoneNumber, { type CountryCode } from "libphonenumber-js/min";
import { invalid } from "../core/failure.ts";
import type { Business } from "../platform/index.ts";
import type { CustomerSnapshot } from "../journal/index.ts";
import type { CustomerDocument } from "./model.ts";

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

/** The customer as events show it; without a language of its own it reads the business's. */
export const snapshotOf = (customer: CustomerDocument, business: Business): CustomerSnapshot => ({
  id: customer._id,
  language: customer.language ?? business.language,
  name: customer.name,
  email: customer.email,
  phone: customer.phone,
  birthday: customer.birthday,
});
