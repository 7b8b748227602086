import { findBusiness } from "../businesses/index.ts";
import { cards, type CardDocument } from "../cards/index.ts";
import { birthdayReached } from "../catalog/index.ts";
import { customers } from "../customers/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { templates, type TemplateDocument } from "../templates/index.ts";
import { celebrations, localDate, type Celebration } from "./calendar.ts";
import { tellCards, type Telling } from "./tell.ts";

const kind = "tell_birthday";

/** Cards of the program whose customer celebrates on that day and was not told of it that year. */
const cardsFor = async (
  platform: Platform,
  template: TemplateDocument,
  day: Celebration,
): Promise<AsyncIterable<CardDocument> | null> => {
  const celebrating = await platform.store
    .collection(customers)
    .find(
      { business_id: template.business_id, birthday_md: { $in: [...day.birthdays] } },
      { projection: { _id: 1 } },
    )
    .toArray();
  if (celebrating.length === 0) return null;
  return platform.store.collection(cards).find({
    customer_id: { $in: celebrating.map(({ _id }) => _id) },
    template_id: template._id,
    status: { $ne: "deleted" as const },
    birthday_year: { $lt: day.year },
  });
};

const tellingOf = (template: TemplateDocument, business: Business, day: Celebration): Telling => ({
  kind,
  fact: { type: "card.birthday_told", year: day.year },
  event: birthdayReached as never,
  body: { birthday: { date: day.date, days_until: day.daysUntil } },
  origin: "birthday",
  voucherTemplateId: template.birthday.voucher_template_id,
  // A card issued after the day has passed has no birthday to catch up with.
  isDue: (card) => card.birthday_year < day.year && localDate(card.issued_at, business.time_zone) <= day.date,
});

/**
 * Tells birthdays, in the business time zone, as many days before as each program says, once a year per card.
 * @param lastLookedAt when the clockwork last got through; days of downtime since are caught up
 * @returns whether all were told; those that could not be are due again
 */
export const tellBirthdays = async (
  platform: Platform,
  lastLookedAt: Date | null,
  stopping?: AbortSignal,
): Promise<boolean> => {
  const enabled = await platform.store.collection(templates).find({ "birthday.enabled": true }).toArray();
  const at = platform.clock.now();
  let isThrough = true;
  for (const template of enabled) {
    const business = await findBusiness(platform, template.business_id);
    if (business === null) continue;
    for (const day of celebrations(at, lastLookedAt, business.time_zone, template.birthday.days_before)) {
      const telling = tellingOf(template, business, day);
      const found = await cardsFor(platform, template, day);
      if (found === null) continue;
      const isTold = await tellCards(platform, {
        kind,
        found,
        where: { business, template },
        telling: () => telling,
        stopping,
      });
      isThrough &&= isTold;
    }
  }
  return isThrough;
};
