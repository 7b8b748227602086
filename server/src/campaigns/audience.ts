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
>;
type Person = Pick<CustomerDocument, "_id" | "email" | "phone" | "consents">;

/** A customer of the audience with the channels that reach them; at least one. */
export interface Planned {
  readonly customerId: string;
  readonly channels: readonly SendChannel[];
}

const standingCards = (
  platform: Platform,
  businessId: string,
  filter: Record<string, unknown>,
): AsyncIterable<CardDocument> =>
  platform.store
    .collection(cards)
    .find({ business_id: businessId, status: { $ne: "deleted" as const }, ...filter })
    .project({ customer_id: 1, issued_at: 1, last_stamp_at: 1 }) as AsyncIterable<CardDocument>;

const ofTemplate = (templateId: string | null): Record<string, unknown> =>
  templateId === null ? {} : { template_id: templateId };

const holders = async (platform: Platform, businessId: string, templateId: string): Promise<Set<string>> => {
  const found = new Set<string>();
  for await (const card of standingCards(platform, businessId, ofTemplate(templateId)))
    found.add(card.customer_id);
  return found;
};

/** Holders whose last stamp, or else the issue, of every card lies so many days back. */
const inactive = async (platform: Platform, target: Target, days: number): Promise<Set<string>> => {
  const since = target.created_at.getTime() - days * dayMs;
  const quiet = new Set<string>();
  const lively = new Set<string>();
  for await (const card of standingCards(platform, target.business_id, ofTemplate(target.template_id))) {
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
      customer_id: { $ne: null },
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
  if ("template_id" in audience) return holders(platform, target.business_id, audience.template_id);
  if ("inactive_days" in audience) return inactive(platform, target, audience.inactive_days);
  return "has_active_voucher" in audience ? withActiveVoucher(platform, target) : null;
};

const narrowed = async (platform: Platform, target: Target): Promise<string[] | null> => {
  const ids = await named(platform, target);
  if (target.template_id === null) return ids && [...ids].sort();
  const kept = await holders(platform, target.business_id, target.template_id);
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
  const saved = standingCards(platform, target.business_id, {
    ...ofTemplate(target.template_id),
    customer_id: { $in: people.map(({ _id }) => _id) },
    platforms: { $in: [...walletPlatforms] },
  });
  const found = new Set<string>();
  for await (const card of saved) found.add(card.customer_id);
  return found;
};

/** Whom a campaign reaches and how, in pages. Read again later it may differ by what has changed since. */
export async function* planMessages(platform: Platform, target: Target): AsyncGenerator<Planned[]> {
  for await (const people of pages(platform, target)) {
    const passes = await withPass(platform, target, people);
    yield people.flatMap((person) => {
      const channels = channelsFor(target, person, passes.has(person._id));
      return channels.length === 0 ? [] : [{ customerId: person._id, channels }];
    });
  }
}

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
  for await (const page of planMessages(platform, target)) {
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
