import { findBusiness } from "../businesses/index.ts";
import type { Actor } from "../journal/index.ts";
import { byId } from "../core/store.ts";
import {
  rememberedCallers,
  type Business,
  type Caller,
  type OpenSession,
  type Platform,
} from "../platform/index.ts";
import { hashOfKey } from "./key.ts";
import { apiKeys, staffCollection, type ApiKeyDocument, type StaffDocument } from "./model.ts";
import { toStaffMember } from "./present.ts";
import { isOpen, readSession } from "./session.ts";

/** `last_used_at` is a coarse sign of life; one write a minute for a busy key is enough. */
const lastUsedStepMs = 60_000;

const callerOf = (
  business: Business,
  staff: StaffDocument,
  { key = null, session }: { key?: ApiKeyDocument | null; session?: OpenSession },
): Caller => {
  const actor: Actor = { kind: "staff", staff_id: staff._id, via: key === null ? "session" : "key" };
  return {
    business,
    actor,
    source: key !== null ? "api" : staff.role === "scanner" ? "staff_scanner" : "admin",
    location_id: staff.location_id,
    staff_name: staff.name,
    staff: toStaffMember(staff),
    key: key && { id: key._id, masked: key.masked },
    ...(session && { session }),
  };
};

const activeStaff = async (platform: Platform, id: string): Promise<StaffDocument | null> => {
  const member = await byId(platform.store.collection(staffCollection), id);
  return member?.status === "active" ? member : null;
};

const touch = async (platform: Platform, key: ApiKeyDocument): Promise<void> => {
  const now = platform.clock.now();
  if (key.last_used_at !== null && now.getTime() - key.last_used_at.getTime() < lastUsedStepMs) return;
  await platform.store.collection(apiKeys).updateOne({ _id: key._id }, { $set: { last_used_at: now } });
};

/**
 * The caller an API key stands for, or null when it is no key, was deleted, or its staff member is disabled. Remembered
 * for a few seconds.
 * @param freshness `now` reads it again
 */
export const byKey = async (
  platform: Platform,
  text: string,
  freshness: "now" | "recent" = "recent",
): Promise<Caller | null> => {
  const hash = hashOfKey(text);
  if (hash === null) return null;
  const callers = rememberedCallers(platform);
  if (freshness === "now") callers.forget();
  return callers.get(hash, () => readCaller(platform, hash));
};

const readCaller = async (platform: Platform, hash: string): Promise<Caller | null> => {
  const key = await platform.store.collection(apiKeys).findOne({ hash });
  if (key === null) return null;
  const [staff, business] = await Promise.all([
    activeStaff(platform, key.staff_id),
    findBusiness(platform, key.business_id),
  ]);
  if (staff === null || business === null) return null;
  await touch(platform, key);
  return callerOf(business, staff, { key });
};

/** Whose a key is, also when it may not be used now: its staff member is disabled. */
export interface KeyOwner {
  readonly business_id: string;
  readonly id: string;
  readonly masked: string;
  readonly staff_id: string;
  readonly staff_name: string;
}

/** The owner of a key that proves nothing; null for what is no key of ours, or was replaced or deleted. */
export const ownerOfKey = async ({ store }: Platform, text: string): Promise<KeyOwner | null> => {
  const hash = hashOfKey(text);
  const key = hash === null ? null : await store.collection(apiKeys).findOne({ hash });
  if (key === null) return null;
  const { _id: id, business_id, masked, staff_id } = key;
  const staff = await store.collection(staffCollection).findOne({ _id: staff_id });
  return { business_id, id, masked, staff_id, staff_name: staff?.name ?? "" };
};

/** The caller a session cookie stands for, or null when it has ended. */
export const bySession = async (
  platform: Platform,
  cookie: string,
): Promise<{ caller: Caller; csrfToken: string } | null> => {
  const session = readSession(platform, cookie);
  const staff = session && (await activeStaff(platform, session.staffId));
  if (session === null || staff === null || !isOpen(session, staff)) return null;
  const business = await findBusiness(platform, staff.business_id);
  return business && { caller: callerOf(business, staff, { session }), csrfToken: session.csrfToken };
};

/**
 * Whether a caller who proved itself a while ago still could: its key stands, or its session is open, and its staff
 * member is active. A regenerated key is the same key.
 */
export const isStanding = async (platform: Platform, { key, session, staff }: Caller): Promise<boolean> => {
  const [member, standing] = await Promise.all([
    activeStaff(platform, staff.id),
    key && platform.store.collection(apiKeys).findOne({ _id: key.id, staff_id: staff.id }),
  ]);
  if (member === null || (key !== null && standing === null)) return false;
  return session === undefined || (isOpen(session, member) && session.endsAt > platform.clock.now());
};
