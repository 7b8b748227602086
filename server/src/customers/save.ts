import { Failure, invalid } from "../core/failure.ts";
import { PersonErased } from "../core/seals.ts";
import { isDuplicateKey } from "../core/store.ts";
import type { Business, Platform } from "../platform/index.ts";
import { normalise, type CustomerInput, type StoredFields } from "./input.ts";
import { customers, type CustomerDocument } from "./model.ts";
import { isJoined, namesOf, noName, type Names } from "./names.ts";
import { tellNewsSoon, type NewsScope } from "./news.ts";
import { createCustomer, identifying, orConflict, overwrite } from "./write.ts";

/** The one customer these fields identify, or null. @throws customer_conflict when they identify two */
const match = async (
  platform: Platform,
  business: Business,
  fields: StoredFields,
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

/**
 * Only what the customer has not got yet. A name is one thing with its parts: a missing one is filled where the others
 * that are said are theirs, so that nobody gets half of another name, and a whole that is more than its parts stays.
 */
const emptiesOf = (customer: CustomerDocument, { consents, ...fields }: StoredFields): StoredFields => {
  const names = namesOf(customer);
  const isTheirName =
    isJoined(names) &&
    Object.entries(names).every(([part, known]) => {
      const said = fields[part as keyof Names] ?? known;
      return known === null || said === known;
    });
  const known = { ...customer, ...names };
  const fresh = Object.entries(fields).filter(
    ([name]) => known[name as keyof typeof fields] === null && (isTheirName || !(name in noName)),
  );
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
  readonly whenFound: (customer: CustomerDocument) => StoredFields;
}

const wasSavedIn = ({ keyedCall }: Platform, { saved_in }: CustomerDocument): boolean =>
  keyedCall !== null && saved_in === keyedCall;

const findOrCreate = async (
  platform: Platform,
  scope: NewsScope,
  fields: StoredFields,
  { by, whenFound }: Saving,
): Promise<SavedCustomer> => {
  const known = Object.fromEntries(by.map((name) => [name, fields[name]])) as StoredFields;
  const id = platform.newId("c");
  for (let attempt = 0; ; attempt += 1) {
    const found = await match(platform, scope.business, known);
    // An earlier run of this very call got that far; what others have changed since then stays.
    if (found !== null && (found._id === id || wasSavedIn(platform, found))) {
      await tellNewsSoon(platform, scope.business, found);
      return { customer: found, created: found._id === id };
    }
    try {
      if (found !== null) {
        const changes = whenFound(found);
        const hasChanges = Object.keys(changes).length > 0;
        const customer = hasChanges ? await overwrite(platform, scope, found, changes) : found;
        return { customer, created: false };
      }
      return { customer: await createCustomer(platform, scope, id, fields), created: true };
    } catch (error) {
      // Another call created the same customer in between: now it is found. Or erased the one found: now there is none.
      const isGone =
        error instanceof Failure && error.code === "not_found" && !(error instanceof PersonErased);
      if (!(isGone || isDuplicateKey(error)) || attempt === 3) throw orConflict(error);
    }
  }
};

/** `POST /customers`: finds by email, phone or external id and updates, or creates. @throws customer_conflict, PersonErased */
export const saveCustomer = (
  platform: Platform,
  scope: NewsScope,
  input: CustomerInput,
): Promise<SavedCustomer> => {
  const fields = normalise(platform, input, scope.business);
  return findOrCreate(platform, scope, fields, { by: identifying, whenFound: () => fields });
};

/** For issuing a card: finds or creates; a found customer gets its empty fields filled, never overwritten. */
export const findOrCreateCustomer = (
  platform: Platform,
  scope: NewsScope,
  input: CustomerInput,
): Promise<SavedCustomer> => {
  const fields = normalise(platform, input, scope.business);
  if (!fields.email && !fields.phone) throw invalid("/email", "or a phone is needed", "required");
  // A card is issued to a person by email or phone; the external id is only noted.
  const by = ["email", "phone"] as const;
  return findOrCreate(platform, scope, fields, { by, whenFound: (found) => emptiesOf(found, fields) });
};
