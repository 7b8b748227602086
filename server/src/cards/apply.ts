import { internalEvents } from "../catalog/index.ts";
import { buildInternalEvent, systemActor } from "../journal/index.ts";
import { sweepOver } from "../core/work-queue/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import {
  getTemplate,
  mechanicsOf,
  templates,
  type Mechanics,
  type TemplateDocument,
} from "../templates/index.ts";
import { customerSnapshot } from "./holder.ts";
import { cards, type CardDocument } from "./model.ts";
import { positionUnder } from "./progress.ts";
import { cardProjection, evolveCard, positionOf, type CardFact } from "./projection.ts";
import { cardInEvent, inProgram, sceneOf } from "./scene.ts";

const behind = (template: TemplateDocument, version: number) => ({
  template_id: template._id,
  status: { $ne: "deleted" as const },
  template_version: { $lt: version },
});

export interface Applied {
  version: number;
  count: number;
}

/**
 * Notes that issued cards shall take the current version. The work is done by `applyPending`, at once in this process
 * and, after a crash, by any process's sweep.
 * @throws not_found
 */
export const applyTemplate = async (platform: Platform, business: Business, id: string): Promise<Applied> => {
  const template = await getTemplate(platform, business.id, id);
  const { version, applied } = template;
  const { keyedCall: call } = platform;
  // An earlier run of this very call got that far; the cards may have the version by now.
  if (call !== null && applied?.call === call) return { version: applied.version, count: applied.count };
  const count = await platform.store.collection(cards).countDocuments(behind(template, version));
  await platform.store
    .collection(templates)
    .updateOne(
      { _id: id },
      { $set: { applying_version: version, ...(call !== null && { applied: { call, version, count } }) } },
    );
  return { version, count };
};

/** How many cards are still behind the version that is being applied, or would be if the current one were. @throws not_found */
export const applyProgress = async (
  platform: Platform,
  business: Business,
  id: string,
): Promise<{ version: number; applying: boolean; left: number }> => {
  const template = await getTemplate(platform, business.id, id);
  const version = template.applying_version ?? template.version;
  const left = await platform.store.collection(cards).countDocuments(behind(template, version));
  return { version, applying: template.applying_version !== null, left };
};

/** A version on its way to a card: the one that was asked for, though the template may have moved on since. */
interface Version {
  readonly template: TemplateDocument;
  readonly version: number;
  readonly mechanics: Mechanics;
}

/** Money left over under one rule means nothing in another currency. */
const keepsRemainder = (before: Mechanics["earn"], after: Mechanics["earn"]): boolean =>
  before.type === "by_amount" && after.type === "by_amount" && before.currency === after.currency;

const applyToCard = async (
  platform: Platform,
  business: Business,
  card: CardDocument,
  { template, version, mechanics }: Version,
): Promise<void> => {
  const at = platform.clock.now();
  const customer = await customerSnapshot(platform, business, card.customer_id);
  await platform.journal.run<CardDocument, undefined>({
    projection: cardProjection,
    stream: card._id,
    business_id: business.id,
    kind: "apply_template",
    actor: systemActor,
    at,
    decide: async (state) => {
      const isDone = state === null || state.status === "deleted" || state.template_version >= version;
      if (isDone) return { facts: [], events: [], answer: undefined };
      const before = await mechanicsOf(platform, template, state.template_version);
      const fact: CardFact = {
        type: "card.version_applied",
        version,
        position: positionUnder(positionOf(state), mechanics.goals, mechanics.after_final_goal),
        remainder_minor: keepsRemainder(before.earn, mechanics.earn) ? state.remainder_minor : 0,
      };
      const after = evolveCard(state, fact, { at }) as CardDocument;
      const event = buildInternalEvent(
        internalEvents.cardVersionApplied,
        sceneOf(after, { business, at, location_id: null, location_name: null, customer }),
        {
          id: platform.newId("evt"),
          card: { ...cardInEvent(await inProgram(platform, after, template)) },
          body: {},
        },
      );
      return { facts: [fact], events: [event], customer_id: after.customer_id, answer: undefined };
    },
  });
};

/** Brings issued cards to the versions noted by `applyTemplate`. Safe in any number of processes, and to be repeated. */
export const applyPending = async (
  platform: Platform,
  businessOf: (id: string) => Promise<Business | null>,
  stopping?: AbortSignal,
): Promise<void> => {
  const pending = await platform.store
    .collection(templates)
    .find({ applying_version: { $gt: 0 } })
    .toArray();
  for (const template of pending) {
    const business = await businessOf(template.business_id);
    const version = template.applying_version;
    if (business === null || version === null) continue;
    const mechanics = await mechanicsOf(platform, template, version);
    const { aside } = await sweepOver<CardDocument>(platform, {
      kind: "apply_card",
      records: platform.store.collection(cards).find(behind(template, version)),
      keyOf: ({ _id }) => _id,
      businessOf: ({ business_id }) => business_id,
      judge: (card) => applyToCard(platform, business, card, { template, version, mechanics }),
      stopping,
    });
    if (aside > 0 || stopping?.aborted === true) continue;
    await platform.store
      .collection(templates)
      .updateOne({ _id: template._id, applying_version: version }, { $set: { applying_version: null } });
  }
};
