import { walletPlatforms } from "../catalog/index.ts";
import { cards, type CardDocument } from "../cards/index.ts";
import { customers, type CustomerDocument } from "../customers/index.ts";
import type { Filter } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { vouchers, type VoucherDocument } from "../vouchers/index.ts";
import { channelsFor } from "./decide.ts";
import type { Audience, CampaignDocument, SendChannel } from "./model.ts";

const pageSize = 500;
const dayMs = 24 * 3_600_000;

/** Whom a campaign is for, as far as counting needs it. */
export type Target = Pick<
  CampaignDocument,
  "business_id" | "audience" | "template_id" | "channels" | "messengers" | "created_at"
> & {
  /** Looks at these customers only. */
  readonly among?: readonly string[];
};
type Person = Pick<CustomerDocument, "_id" | "email" | "phone" | "consents">;

/** A customer of the audience with the channels that reach them; at least one. */
export interface Planned {
  readonly customerId: string;
  readonly channels: readonly SendChannel[];
}

const ofThese = (among: Target["among"]): { customer_id?: { $in: string[] } } =>
  among === undefined ? {} : { customer_id: { $in: [...among] } };

const standingCards = (
  platform: Platform,
  { business_id, among }: Target,
  filter: Record<string, unknown>,
): AsyncIterable<CardDocument> =>
  platform.store
    .collection(cards)
    .find({ business_id, status: { $ne: "deleted" as const }, ...ofThese(among), ...filter })
    .project({ customer_id: 1, issued_at: 1, last_stamp_at: 1 }) as AsyncIterable<CardDocument>;

const ofTemplate = (templateId: string | null): Record<string, unknown> =>
  templateId === null ? {} : { template_id: templateId };

const holders = async (platform: Platform, target: Target, templateId: string): Promise<Set<string>> => {
  const found = new Set<string>();
  for await (const card of standingCards(platform, target, ofTemplate(templateId)))
    found.add(card.customer_id);
  return found;
};

/** Holders whose last stamp, or else the issue, of every card lies so many days back. */
const inactive = async (platform: Platform, target: Target, days: number): Promise<Set<string>> => {
  const since = target.created_at.getTime() - days * dayMs;
  const quiet = new Set<string>();
  const lively = new Set<string>();
  for await (const card of standingCards(platform, target, ofTemplate(target.template_id))) {
    const isLively = (card.last_stamp_at ?? card.issued_at).getTime() > since;
    (isLively ? lively : quiet).add(card.customer_id);
  }
  return new Set([...quiet].filter((id) => !lively.has(id)));
};

const withActiveVoucher = async (platform: Platform, target: Target): Promise<Set<string>> => {
  const now = target.created_at;
  const open = platform.store
    .collection(vouchers)
    .find({
      business_id: target.business_id,
      state: "open",
      ...(target.among === undefined ? { customer_id: { $ne: null } } : ofThese(target.among)),
      $and: [
        { $or: [{ expires_at: null }, { expires_at: { $gte: now } }] },
        { $or: [{ valid_from: null }, { valid_from: { $lte: now } }] },
      ],
    })
    .project({ customer_id: 1 }) as AsyncIterable<VoucherDocument>;
  const found = new Set<string>();
  for await (const voucher of open) if (voucher.customer_id !== null) found.add(voucher.customer_id);
  return found;
};

/** The ids an audience narrows to; null for all customers. */
const named = async (platform: Platform, target: Target): Promise<Set<string> | null> => {
  const audience: Audience = target.audience;
  if ("customer_ids" in audience) return new Set(audience.customer_ids);
  if ("template_id" in audience) return holders(platform, target, audience.template_id);
  if ("inactive_days" in audience) return inactive(platform, target, audience.inactive_days);
  return "has_active_voucher" in audience ? withActiveVoucher(platform, target) : null;
};

const narrowed = async (platform: Platform, target: Target): Promise<string[] | null> => {
  const ids = await named(platform, target);
  if (target.template_id === null) return ids && [...ids].sort();
  const kept = await holders(platform, target, target.template_id);
  return [...kept].filter((id) => ids === null || ids.has(id)).sort();
};

const readPeople = (platform: Platform, filter: Filter<CustomerDocument>): Promise<Person[]> =>
  platform.store
    .collection(customers)
    .find(filter)
    .project<Person>({ email: 1, phone: 1, consents: 1 })
    .sort({ _id: 1 })
    .limit(pageSize)
    .toArray();

async function* pages(platform: Platform, target: Target): AsyncGenerator<Person[]> {
  const ids = await narrowed(platform, target);
  const { business_id } = target;
  if (ids !== null) {
    for (let at = 0; at < ids.length; at += pageSize)
      yield await readPeople(platform, { business_id, _id: { $in: ids.slice(at, at + pageSize) } });
    return;
  }
  let people = await readPeople(platform, { business_id });
  while (people.length > 0) {
    yield people;
    people = await readPeople(platform, { business_id, _id: { $gt: people.at(-1)?._id } });
  }
}

/** Those of the customers who have a saved pass. */
const withPass = async (
  platform: Platform,
  target: Target,
  people: readonly Person[],
): Promise<Set<string>> => {
  if (!target.channels.includes("push")) return new Set();
  const these = { ...target, among: people.map(({ _id }) => _id) };
  const saved = standingCards(platform, these, {
    ...ofTemplate(target.template_id),
    platforms: { $in: [...walletPlatforms] },
  });
  const found = new Set<string>();
  for await (const card of saved) found.add(card.customer_id);
  return found;
};

const planFor = async (platform: Platform, target: Target, people: readonly Person[]): Promise<Planned[]> => {
  const passes = await withPass(platform, target, people);
  return people.flatMap((person) => {
    const channels = channelsFor(target, person, passes.has(person._id));
    return channels.length === 0 ? [] : [{ customerId: person._id, channels }];
  });
};

/** A page of the business's customers, or of those the campaign names, in the order of their ids. */
const pageAfter = async (platform: Platform, target: Target, after: string): Promise<Person[]> => {
  const { business_id, audience } = target;
  if (!("customer_ids" in audience)) return readPeople(platform, { business_id, _id: { $gt: after } });
  const next = audience.customer_ids.filter((id) => id > after).sort();
  return readPeople(platform, { business_id, _id: { $in: next } });
};

/**
 * One page of whom a campaign reaches and how: of customers whose ids come after `after`. Read again later it may differ
 * by what has changed since. `next` is where the next page begins, null after the last.
 */
export const planPage = async (
  platform: Platform,
  target: Target,
  after: string,
): Promise<{ readonly planned: readonly Planned[]; readonly next: string | null }> => {
  const people = await pageAfter(platform, target, after);
  const ids = await narrowed(platform, { ...target, among: people.map(({ _id }) => _id) });
  const wanted = ids === null ? null : new Set(ids);
  const kept = people.filter(({ _id }) => wanted?.has(_id) ?? true);
  const last = people.length < pageSize ? undefined : people.at(-1);
  return { planned: await planFor(platform, target, kept), next: last?._id ?? null };
};

/** Each customer of the audience, reached or not, in pages: with whether they have a saved pass. */
export async function* everyone(
  platform: Platform,
  target: Target,
): AsyncGenerator<{ person: Person; hasPass: boolean }[]> {
  const withPush: Target = { ...target, channels: ["push"] };
  for await (const people of pages(platform, target)) {
    const passes = await withPass(platform, withPush, people);
    yield people.map((person) => ({ person, hasPass: passes.has(person._id) }));
  }
}

/** How many customers and messages a campaign comes to. */
export const countMessages = async (
  platform: Platform,
  target: Target,
): Promise<{ recipients: number; messages: number }> => {
  let recipients = 0;
  let messages = 0;
  for await (const people of pages(platform, target)) {
    const page = await planFor(platform, target, people);
    recipients += page.length;
    messages += page.reduce((sum, planned) => sum + planned.channels.length, 0);
  }
  return { recipients, messages };
};

/** The positions in the list of ids that are no customers of the business. */
export const unknownCustomers = async (
  platform: Platform,
  businessId: string,
  ids: readonly string[],
): Promise<number[]> => {
  const known = new Set<string>();
  for (let at = 0; at < ids.length; at += pageSize) {
    const found = await readPeople(platform, {
      business_id: businessId,
      _id: { $in: ids.slice(at, at + pageSize) },
    });
    for (const { _id } of found) known.add(_id);
  }
  return ids.flatMap((id, at) => (known.has(id) ? [] : [at]));
};
