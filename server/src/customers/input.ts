import { invalid } from "../core/failure.ts";
import type { Business, Platform } from "../platform/index.ts";
import { foldEmail, requirePhone } from "./contact.ts";
import type { Consents, CustomerDocument } from "./model.ts";
import type { SaidNames } from "./names.ts";

/** What a request says of a customer; absent is "not said", null is "empty it". */
export interface CustomerInput extends SaidNames {
  email?: string | null | undefined;
  phone?: string | null | undefined;
  birthday?: string | null | undefined;
  language?: string | null | undefined;
  external_id?: string | null | undefined;
  consents?: Consents | undefined;
}

/** What of a customer an input may set, as it is stored. */
export type StoredFields = Partial<
  Omit<CustomerDocument, "_id" | "business_id" | "key" | "news" | "created_at" | "updated_at" | "saved_in">
>;

const dayMs = 86_400_000;

/** Nobody is born tomorrow, wherever it is tomorrow already. @throws validation_failed */
const requireBorn = (birthday: string, now: Date): void => {
  const born = birthday.startsWith("-") ? 0 : Date.parse(birthday);
  if (born > now.getTime() + dayMs) throw invalid("/birthday", "lies in the future");
};

/** The input in stored form: folded email, E.164 phone. @throws validation_failed */
export const normalise = ({ clock }: Platform, input: CustomerInput, business: Business): StoredFields => {
  const said = Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  ) as StoredFields;
  if (said.birthday) requireBorn(said.birthday, clock.now());
  return {
    ...said,
    ...(said.birthday !== undefined && { birthday_md: said.birthday?.slice(-5) ?? null }),
    ...(said.email && { email: foldEmail(said.email) }),
    ...(said.phone && { phone: requirePhone(said.phone, business) }),
  };
};
