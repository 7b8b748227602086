import { Failure, invalid } from "../core/failure.ts";
import { insertOnce, isDuplicateKey } from "../core/store.ts";
import type { Business, Platform } from "../platform/index.ts";
import { foldEmail, requirePhone } from "./contact.ts";
import { customers, type Consents, type CustomerDocument } from "./model.ts";

/** What a request says of a customer; absent is "not said", null is "empty it". */
export interface CustomerInput {
  name?: string | null | undefined;
  email?: string | null | undefined;
  phone?: string | null | undefined;
  birthday?: string | null | undefined;
  language?: string | null | undefined;
  external_id?: string | null | undefined;
  consents?: Consents | undefined;
}

const identifying = ["email", "phone", "external_id"] as const;
type Fields = Partial<
  Omit<CustomerDocument, "_id" | "business_id" | "created_at" | "updated_at" | "saved_in">
>;

/** The input in stored form: folded email, E.164 phone. @throws validation_failed */
export const normalise = (input: CustomerInput, business: Business): Fields => {
  const said = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Fields;
  return {
    ...said,
    ...(said.birthday !== undefined && { birthday_md: said.birthday?.slice(-5) ?? null }),
    ...(said.email && { email: foldEmail(said.email) }),
    ...(said.phone && { phone: requirePhone(said.phone, business) }),
  };
};

const conflict = (field: string): Failure =>
  new Failure("customer_conflict", {
    field,
    detail: `The ${field} belongs to another customer of this business.`,
  });

/** The duplicate key of a write, as the conflict it means. */
const orConflict = (error: unknown): Error => {
  const field = identifying.find((name) => isDuplicateKey(error, name));
  return field === undefined ? (error as Error) : conflict(field);
};

/** The one customer these fields identify, or null. @throws customer_conflict when they identify two */
const match = async (
  platform: Platform,
  business: Business,
  fields: Fields,
): Promise<CustomerDocument | null> => {
  const given = identifying.flatMap((name) => (fields[name] ? [{ [name]: fields[name] }] : []));
  if (given.length === 0) return null;
  const found = await platform.store
    .collection(customers)
    .find({ business_id: business.id, $or: given })
    .toArray();
  if (found.length > 1) {
    const names = given.flatMap((one) => Object.keys(one)).join(" and ");
    throw new Failure("customer_conflict", { detail: `The ${names} belong to different customers.` });
  }
  return found[0] ?? null;
};

const create = async (
  platform: Platform,
  business: Business,
  id: string,
  fields: Fields,
): Promise<CustomerDocument> => {
  const now = platform.clock.now();
  const document: CustomerDocument = {
    _id: id,
    business_id: business.id,
    name: null,
    email: null,
    phone: null,
    birthday: null,
    birthday_md: null,
    language: null,
    external_id: null,
    consents: {},
    ...fields,
    created_at: now,
    updated_at: now,
  };
  return insertOnce(platform.store.collection(customers), document);
};

/** Writes these fields over a customer's. @throws not_found, customer_conflict */
export const overwrite = async (
  platform: Platform,
  business: Business,
  id: string,
  { consents, ...fields }: Fields,
): Promise<CustomerDocument> => {
  const consentChanges = Object.fromEntries(
    Object.entries(consents ?? {}).map(([name, value]) => [`consents.${name}`, value]),
  );
  const { keyedCall: saved_in } = platform;
  const saved = saved_in === null ? {} : { saved_in };
  try {
    const changed = await platform.store
      .collection(customers)
      .findOneAndUpdate(
        { _id: id, business_id: business.id },
        { $set: { ...fields, ...consentChanges, ...saved, updated_at: platform.clock.now() } },
        { returnDocument: "after" },
      );
    if (changed === null) throw new Failure("not_found");
    return changed;
  } catch (error) {
    throw orConflict(error);
  }
};

/** Only what the customer has not got yet. */
const emptiesOf = (customer: CustomerDocument, { consents, ...fields }: Fields): Fields => {
  const fresh = Object.entries(fields).filter(([name]) => customer[name as keyof typeof fields] === null);
  const freshConsents = Object.entries(consents ?? {}).filter(
    ([name]) => !Object.hasOwn(customer.consents, name),
  );
  return {
    ...Object.fromEntries(fresh),
    ...(freshConsents.length > 0 && { consents: Object.fromEntries(freshConsents) }),
  };
};

export interface SavedCustomer {
  customer: CustomerDocument;
  created: boolean;
}

interface Saving {
  /** Which of the fields may identify the customer. */
  readonly by: readonly (typeof identifying)[number][];
  readonly whenFound: (customer: CustomerDocument) => Fields;
}

const wasSavedIn = ({ keyedCall }: Platform, { saved_in }: CustomerDocument): boolean =>
  keyedCall !== null && saved_in === keyedCall;

const findOrCreate = async (
  platform: Platform,
  business: Business,
  fields: Fields,
  { by, whenFound }: Saving,
): Promise<SavedCustomer> => {
  const known = Object.fromEntries(by.map((name) => [name, fields[name]])) as Fields;
  const id = platform.newId("c");
  for (let attempt = 0; ; attempt += 1) {
    const found = await match(platform, business, known);
    // An earlier run of this very call got that far; what others have changed since then stays.
    if (found?._id === id) return { customer: found, created: true };
    if (found !== null && wasSavedIn(platform, found)) return { customer: found, created: false };
    if (found !== null) {
      const changes = whenFound(found);
      const hasChanges = Object.keys(changes).length > 0;
      return {
        customer: hasChanges ? await overwrite(platform, business, found._id, changes) : found,
        created: false,
      };
    }
    try {
      return { customer: await create(platform, business, id, fields), created: true };
    } catch (error) {
      // Another call created the same customer in between: now it is found.
      if (!isDuplicateKey(error) || attempt === 3) throw orConflict(error);
    }
  }
};

/** `POST /customers`: finds by email, phone or external id and updates, or creates. @throws customer_conflict */
export const saveCustomer = (
  platform: Platform,
  business: Business,
  input: CustomerInput,
): Promise<SavedCustomer> => {
  const fields = normalise(input, business);
  return findOrCreate(platform, business, fields, { by: identifying, whenFound: () => fields });
};

/** For issuing a card: finds or creates; a found customer gets its empty fields filled, never overwritten. */
export const findOrCreateCustomer = (
  platform: Platform,
  business: Business,
  input: CustomerInput,
): Promise<SavedCustomer> => {
  const fields = normalise(input, business);
  if (!fields.email && !fields.phone) throw invalid("/email", "or a phone is needed", "required");
  // A card is issued to a person by email or phone; the external id is only noted.
  const by = ["email", "phone"] as const;
  return findOrCreate(platform, business, fields, { by, whenFound: (found) => emptiesOf(found, fields) });
};
