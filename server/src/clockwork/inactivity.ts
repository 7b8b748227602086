import { findBusiness } from "../businesses/index.ts";
import { cards, type CardDocument } from "../cards/index.ts";
import { inactivityTrigger } from "../catalog/index.ts";
import { toInstantOrNull } from "../core/clock.ts";
import type { Business, Platform } from "../platform/index.ts";
import { templates, type TemplateDocument } from "../templates/index.ts";
import { idleUntil, wholeDaysSince } from "./calendar.ts";
import { tellCards, type Telling } from "./tell.ts";

const dayMs = 86_400_000;
/** A day may be an hour shorter where clocks change; the rule itself is judged card by card. */
const slackMs = 2 * 3_600_000;

const kind = "tell_inactivity";

const tellingOf = (
  template: TemplateDocument,
  business: Business,
  card: CardDocument,
  at: Date,
): Telling => ({
  kind,
  fact: { type: "card.idle_told" },
  event: inactivityTrigger as never,
  body: {
    inactivity: {
      days: wholeDaysSince(card.idle_since, at, business.time_zone),
      threshold_days: template.inactivity.days,
      last_stamp_at: toInstantOrNull(card.last_stamp_at),
    },
  },
  origin: "inactivity",
  voucherTemplateId: template.inactivity.voucher_template_id,
  isDue: (state) =>
    state.status === "active" &&
    !state.is_idle_told &&
    idleUntil(state.idle_since, template.inactivity.days, business.time_zone) <= at,
});

const tellOfTemplate = async (
  platform: Platform,
  template: TemplateDocument,
  business: Business,
  stopping: AbortSignal | undefined,
): Promise<void> => {
  const at = platform.clock.now();
  const bound = new Date(at.getTime() - template.inactivity.days * dayMs + slackMs);
  await tellCards(platform, {
    kind,
    found: platform.store
      .collection(cards)
      .find({
        template_id: template._id,
        is_idle_told: false,
        idle_since: { $lte: bound },
        status: "active",
      })
      .sort({ idle_since: 1 }),
    where: { business, template },
    telling: (card, now) => tellingOf(template, business, card, now),
    stopping,
  });
};

/** Tells that a card was not stamped for as many days as its program says; once per spell, a stamp arms it again. */
export const tellInactivity = async (platform: Platform, stopping?: AbortSignal): Promise<void> => {
  const enabled = await platform.store.collection(templates).find({ "inactivity.enabled": true }).toArray();
  for (const template of enabled) {
    const business = await findBusiness(platform, template.business_id);
    if (business !== null) await tellOfTemplate(platform, template, business, stopping);
  }
};
