import { customerMembers } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { newPersonKey, PersonErased } from "../core/seals.ts";
import { duplicateFields, insertOnce, isDuplicateKey } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { isErased } from "./erasures.ts";
import { findCustomer } from "./find.ts";
import type { StoredFields } from "./input.ts";
import { customers, type ConsentChannel, type CustomerDocument, type CustomerMember } from "./model.ts";
import { nameKeys } from "./name-keys.ts";
import { namesOf, noName, renamed, saysName, storedNames } from "./names.ts";
import { newsOf, tellNewsSoon, type NewsScope } from "./news.ts";

/** What tells who a customer is: each belongs to one of a business. */
export const identifying = ["email", "phone", "external_id"] as const;

const conflict = (field: string): Failure =>
  new Failure("customer_conflict", {
    field,
    detail: `The ${field} belongs to another customer of this business.`,
  });

/** A write's duplicate key as the conflict it means; other errors as they are. */
export const orConflict = (error: unknown): Error => {
  const fields = isDuplicateKey(error) ? duplicateFields(error) : [];
  const field = identifying.find((name) => fields?.includes(name));
  if (field !== undefined) return conflict(field);
  if (fields !== null) return error as Error;
  // the server does not say of which index
  const detail = "The email, phone or external_id belongs to another customer of this business.";
  return new Failure("customer_conflict", { detail });
};

/** Writes a customer that there was not. @throws PersonErased when an earlier run of this call has made the customer, and they were erased since. */
export const createCustomer = async (
  platform: Platform,
  scope: NewsScope,
  id: string,
  fields: StoredFields,
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
const differences = (before: CustomerDocument, { consents, ...fields }: StoredFields): CustomerMember[] =>
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
  said: StoredFields,
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
