import {
  birthdayReached,
  campaignSent,
  cardIssued,
  customerCreated,
  rewardIssued,
  stampAdded,
  voucherExpired,
  voucherIssued,
  voucherRedeemed,
} from "../catalog/index.ts";
import { lowestIdAt } from "../core/ids.ts";
import { countAttempts } from "../hooks/index.ts";
import { eventsCollection } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import type { DayCounts, Span } from "./decide.ts";

/** How many events of a kind there were: an index alone can tell. */
const counted = {
  cards_issued: cardIssued.name,
  customers: customerCreated.name,
  rewards: rewardIssued.name,
  vouchers_issued: voucherIssued.name,
  vouchers_redeemed: voucherRedeemed.name,
  vouchers_expired: voucherExpired.name,
  birthdays: birthdayReached.name,
  messages: campaignSent.name,
} as const;

const eventsOf = (businessId: string, name: string, { start, end }: Span) => ({
  business_id: businessId,
  name,
  // Ids begin with the time.
  _id: { $gte: lowestIdAt("evt", start), $lt: lowestIdAt("evt", end) },
});

/** Said apart from the body where they are several; in former events the body can be looked into. */
const stampsInEvent = { $ifNull: ["$stamps", "$body.stamp.count", 1] };

const countStamps = async (platform: Platform, businessId: string, span: Span): Promise<number> => {
  const [all] = await platform.store
    .collection(eventsCollection)
    .aggregate<{ sum: number }>([
      { $match: eventsOf(businessId, stampAdded.name, span) },
      { $group: { _id: null, sum: { $sum: stampsInEvent } } },
    ])
    .toArray();
  return all?.sum ?? 0;
};

/** Counts a stretch of time as it stands now. @param span beginning and ending at a full quarter of an hour */
export const countSpan = async (platform: Platform, businessId: string, span: Span): Promise<DayCounts> => {
  const events = platform.store.collection(eventsCollection);
  const [numbers, stamps, attempts] = await Promise.all([
    Promise.all(
      Object.entries(counted).map(
        async ([name, event]) =>
          [name, await events.countDocuments(eventsOf(businessId, event, span))] as const,
      ),
    ),
    countStamps(platform, businessId, span),
    countAttempts(platform, businessId, { from: span.start, until: span.end }),
  ]);
  return {
    ...(Object.fromEntries(numbers) as Record<keyof typeof counted, number>),
    stamps,
    deliveries_made: attempts.succeeded,
    deliveries_failed: attempts.given_up,
  };
};
