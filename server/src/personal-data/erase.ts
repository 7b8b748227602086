import { findBusiness } from "../businesses/index.ts";
import { cards, deleteCard } from "../cards/index.ts";
import { clockSkewMs } from "../core/clock.ts";
import { Failure } from "../core/failure.ts";
import { isDuplicateKey } from "../core/store.ts";
import { customers, erasures, type Erasure } from "../customers/index.ts";
import { journalCollection, systemActor } from "../journal/index.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { forgetPhones } from "../wallets/index.ts";
import { emptyLeftovers } from "./leftovers.ts";

/*
 * Erasing a customer: the mark first, then their document, and with it the key that everything else said of them is
 * sealed with. From that moment nothing shows the person, whatever any process still writes. Then their cards go, and
 * what 0.1.0 left in plain. A crash after the mark: the next start or sweep goes on, and so does whoever repeats the
 * call. A card that was being issued all the while may come after its pass: so all is gone through again once every
 * command of that time must have ended. The ledger stays, without the person.
 */

export interface ErasureParts {
  readonly platform: Platform;
  /** Makes unreadable what 0.1.0 kept of answers about a customer; answers are HTTP's. */
  readonly forgetAnswers: (platform: Platform, customerId: string) => Promise<void>;
}

/** An erasure that has not come to its end after this was left by a crash. */
const afterCrashMs = 60_000;
/** Longer than any command takes. */
const secondPassMs = 600_000;
const batch = 100;

const isKnown = async ({ store }: Platform, businessId: string, id: string): Promise<boolean> => {
  const person = { _id: id, business_id: businessId };
  const standing = await store.collection(customers).findOne(person, { projection: { _id: 1 } });
  if (standing !== null) return true;
  // Erased by 0.1.0, which left no mark and may have left personal data.
  const entry = { customer_id: id, business_id: businessId };
  return (await store.collection(journalCollection).findOne(entry, { projection: { _id: 1 } })) !== null;
};

/** The mark of a customer, made now if there is none. @throws not_found */
const mark = async (platform: Platform, businessId: string, id: string): Promise<Erasure> => {
  const marks = platform.store.collection(erasures);
  const standing = await marks.findOne({ _id: id });
  if (standing !== null) {
    if (standing.business_id !== businessId) throw new Failure("not_found");
    return standing;
  }
  if (!(await isKnown(platform, businessId, id))) throw new Failure("not_found");
  const at = platform.clock.now();
  const fresh = { _id: id, business_id: businessId, at, due_at: new Date(at.getTime() + afterCrashMs) };
  await marks.insertOne(fresh).catch((error: unknown) => {
    // Another call erases the same customer.
    if (!isDuplicateKey(error)) throw error;
  });
  return fresh;
};

const deleteCards = async (platform: Platform, scope: Scope, customerId: string): Promise<void> => {
  const left = await platform.store
    .collection(cards)
    .find({ customer_id: customerId, status: { $ne: "deleted" } })
    .toArray();
  for (const { _id: id } of left)
    await deleteCard(platform, scope, id).catch((error: unknown) => {
      // Another pass was faster.
      if (!(error instanceof Failure) || error.code !== "not_found") throw error;
    });
};

const end = async (platform: Platform, { _id: id, at }: Erasure): Promise<void> => {
  const now = platform.clock.now();
  // marked by a clock that was ahead, it counts from now
  const second = new Date(Math.min(at.getTime(), now.getTime()) + secondPassMs);
  const isOver = second <= now;
  // By now wallets were told that the cards are gone.
  if (isOver) await forgetPhones(platform, id);
  await platform.store
    .collection(erasures)
    .updateOne({ _id: id }, { $set: { due_at: isOver ? null : second } });
};

const carryOut = async (
  { platform, forgetAnswers }: ErasureParts,
  scope: Scope,
  erasure: Erasure,
): Promise<void> => {
  const { _id: id, business_id: businessId } = erasure;
  await platform.store.collection(customers).deleteOne({ _id: id, business_id: businessId });
  await deleteCards(platform, scope, id);
  await emptyLeftovers(platform, erasure);
  await forgetAnswers(platform, id);
  await end(platform, erasure);
};

/** Erases a customer's personal data wherever it stands; the ledger stays. May be repeated. @throws not_found */
export const eraseCustomer = async (parts: ErasureParts, scope: Scope, id: string): Promise<void> =>
  carryOut(parts, scope, await mark(parts.platform, scope.business.id, id));

const goOn = async (parts: ErasureParts, erasure: Erasure): Promise<void> => {
  const business = await findBusiness(parts.platform, erasure.business_id);
  if (business === null) throw new Error(`no business ${erasure.business_id}`);
  const scope: Scope = { business, actor: systemActor, source: "api", location_id: null };
  await carryOut(parts, scope, erasure);
};

/**
 * Goes on with erasures that a crash broke off, and through each a second time. One that fails is stepped over.
 * @param options.atStart take all that have not come to their end, due or not
 */
export const finishErasures = async (
  parts: ErasureParts,
  options: { atStart?: boolean } = {},
): Promise<void> => {
  const { platform } = parts;
  const marks = platform.store.collection(erasures);
  const now = platform.clock.now();
  // what is due later than any can be was marked by a clock that was ahead
  const impossible = { $gt: new Date(now.getTime() + secondPassMs + clockSkewMs) };
  const dueAt = options.atStart ? [{ $ne: null }] : [{ $ne: null, $lte: now }, impossible];
  const found = dueAt.map((due) => marks.find({ due_at: due }).sort({ due_at: 1 }).limit(batch).toArray());
  for (const erasure of (await Promise.all(found)).flat()) {
    try {
      await goOn(parts, erasure);
    } catch (error) {
      platform.log.error({ err: error, customer: erasure._id }, "an erasure failed; it will be tried again");
      const later = new Date(now.getTime() + afterCrashMs);
      await marks.updateOne({ _id: erasure._id }, { $set: { due_at: later } });
    }
  }
};
