import { customerMembers } from "../catalog/index.ts";
import { Failure, invalid } from "../core/failure.ts";
import { newPersonKey, PersonErased } from "../core/seals.ts";
import { duplicateFields, insertOnce, isDuplicateKey } from "../core/store.ts";
import type { Business, Platform } from "../platform/index.ts";
import { foldEmail, requirePhone } from "./contact.ts";
import { isErased } from "./erasures.ts";
import { findCustomer } from "./find.ts";
import {
  customers,
  type ConsentChannel,
  type Consents,
  type CustomerDocument,
  type CustomerMember,
} from "./model.ts";
import { nameKeys } from "./name-keys.ts";
import { namesOf, noName, renamed, saysName, storedNames, type SaidNames } from "./names.ts";
import { newsOf, tellNewsSoon, type NewsScope } from "./news.ts";

/** What a request says of a customer; absent is "not said", null is "empty it". */
export interface CustomerInput extends SaidNames {
  email?: string | null | undefined;
  phone?: string | null | undefined;
  birthday?: string | null | undefined;
  language?: string | null | undefined;
  external_id?: string | null | undefined;
  consents?: Consents | undefined;
}

const identifying = ["email", "phone", "external_id"] as const;
type Fields = Partial<
  Omit<CustomerDocument, "_id" | "business_id" | "key" | "news" | "created_at" | "updated_at" | "saved_in">
>;

const dayMs = 86_400_000;

/** Nobody is born tomorrow, wherever it is tomorrow already. @throws validation_failed */
const requireBorn = (birthday: string, now: Date): void => {
  const born = birthday.startsWith("-") ? 0 : Date.parse(birthday);
  if (born > now.getTime() + dayMs) throw invalid("/birthday", "lies in the future");
};

/** The input in stored form: folded email, E.164 phone. @throws validation_failed */
export const normalise = ({ clock }: Platform, input: CustomerInput, business: Business): Fields => {
  const said = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Fields;
  if (said.birthday) requireBorn(said.birthday, clock.now());
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
  const fields = isDuplicateKey(error) ? duplicateFields(error) : [];
  const field = identifying.find((name) => fields?.includes(name));
  if (field !== undefined) return conflict(field);
  if (fields !== null) return error as Error;
  // the server does not say of which index
  const detail = "The email, phone or external_id belongs to another customer of this business.";
  return new Failure("customer_conflict", { detail });
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

/** @throws PersonErased when an earlier run of this call has made the customer, and they were erased since. */
const create = async (
  platform: Platform,
  scope: NewsScope,
  id: string,
  fields: Fields,
): Promise<CustomerDocument> => {
  if (await isErased(platform, id)) throw new PersonErased();
  const { business } = scope;
  const now = platform.clock.now();
  const names = renamed(fields, noName);
  const document: CustomerDocument = {
    _id: id,
    business_id: business.id,
    key: newPersonKey(),
    email: null,
    phone: null,
    birthday: null,
    birthday_md: null,
    language: null,
    external_id: null,
    consents: {},
    ...fields,
    ...names,
    ...nameKeys(names.name),
    created_at: now,
    updated_at: now,
    news: [newsOf(platform, scope, null)],
  };
  const documents = platform.store.collection(customers);
  const standing = await insertOnce(documents, document);
  // Erased after the first look, the erasing may have gone past before this was written.
  if (await isErased(platform, id)) {
    await documents.deleteOne({ _id: id });
    throw new PersonErased();
  }
  await tellNewsSoon(platform, business, standing);
  return standing;
};

/** The members that these fields change, as far as is known. */
const differences = (before: CustomerDocument, { consents, ...fields }: Fields): CustomerMember[] =>
  customerMembers.filter((member) =>
    member === "consents"
      ? Object.entries(consents ?? {}).some(
          ([channel, value]) => (before.consents[channel as ConsentChannel] ?? false) !== value,
        )
      : fields[member] !== undefined && fields[member] !== { ...before, ...namesOf(before) }[member],
  );

/** Writes these fields over a customer's. A name's part is joined to the part that stands. @throws not_found, customer_conflict */
export const overwrite = async (
  platform: Platform,
  scope: NewsScope,
  before: CustomerDocument,
  said: Fields,
): Promise<CustomerDocument> => {
  const { business } = scope;
  const { consents, ...fields } = saysName(said) ? { ...said, ...renamed(said, namesOf(before)) } : said;
  const isJoined = saysName(said) && said.name === undefined;
  const changedMembers = differences(before, { consents, ...fields });
  const consentChanges = Object.fromEntries(
    Object.entries(consents ?? {}).map(([name, value]) => [`consents.${name}`, value]),
  );
  const { keyedCall: saved_in } = platform;
  const saved = saved_in === null ? {} : { saved_in };
  try {
    const changed = await platform.store.collection(customers).findOneAndUpdate(
      { _id: before._id, business_id: business.id, ...(isJoined && storedNames(before)) },
      {
        $set: {
          ...fields,
          ...(fields.name !== undefined && nameKeys(fields.name)),
          ...consentChanges,
          ...saved,
          updated_at: platform.clock.now(),
        },
        ...(changedMembers.length > 0 && { $push: { news: newsOf(platform, scope, changedMembers) } }),
      },
      { returnDocument: "after" },
    );
    if (changed === null) {
      const now = isJoined ? await findCustomer(platform, business.id, before._id) : null;
      if (now === null) throw new Failure("not_found");
      // Renamed in between: joined again with what stands now.
      return await overwrite(platform, scope, now, said);
    }
    if (changedMembers.length > 0) await tellNewsSoon(platform, business, changed);
    return changed;
  } catch (error) {
    throw orConflict(error);
  }
};

/** Only what the customer has not got yet; a name is one thing with its parts. */
const emptiesOf = (customer: CustomerDocument, { consents, ...fields }: Fields): Fields => {
  const fresh = Object.entries(fields).filter(
    ([name]) => customer[(name in noName ? "name" : name) as keyof typeof fields] === null,
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
  readonly whenFound: (customer: CustomerDocument) => Fields;
}

const wasSavedIn = ({ keyedCall }: Platform, { saved_in }: CustomerDocument): boolean =>
  keyedCall !== null && saved_in === keyedCall;

const findOrCreate = async (
  platform: Platform,
  scope: NewsScope,
  fields: Fields,
  { by, whenFound }: Saving,
): Promise<SavedCustomer> => {
  const known = Object.fromEntries(by.map((name) => [name, fields[name]])) as Fields;
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
      return { customer: await create(platform, scope, id, fields), created: true };
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
