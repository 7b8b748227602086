import { randomInt } from "node:crypto";
import { countIssuedCard, locationName, resolveLocation } from "../businesses/index.ts";
import { cardIssued } from "../catalog/index.ts";
import { unknownId } from "../core/failure.ts";
import { randomText } from "../core/secrets.ts";
import { findOrCreateCustomer, snapshotOf, type CustomerDocument } from "../customers/index.ts";
import { buildEvent, ClaimTaken } from "../journal/index.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { findTemplate, type TemplateDocument } from "../templates/index.ts";
import { cardClaim, cards, type CardDocument } from "./model.ts";
import { presentCard } from "./present.ts";
import { cardProjection } from "./projection.ts";
import { cardInEvent, inProgram, sceneOf } from "./scene.ts";

export type IssueCardInput = Parameters<typeof findOrCreateCustomer>[2] & {
  template_id: string;
  location_id?: string | undefined;
};

export type IssuedCard = ReturnType<typeof presentCard> & { created: boolean };

const shortNumbers = 100_000;
const publicTokenLength = 22;

/** Six digits until 100,000 cards are out, then one more for each further power of ten, so that free ones are found fast. */
const randomNumber = (issuedBefore: number): string => {
  const digits = issuedBefore < shortNumbers ? 6 : Math.floor(Math.log10(issuedBefore)) + 2;
  return String(randomInt(10 ** (digits - 1), 10 ** digits));
};

/**
 * Issues the customer's card of a template, or finds it. The customer may be erased meanwhile; issue-card.ts looks.
 * @throws validation_failed, customer_conflict
 */
export const findOrIssue = async (
  platform: Platform,
  scope: Scope,
  input: IssueCardInput,
): Promise<IssuedCard> => {
  const { template_id: templateId, location_id: given, ...person } = input;
  const template = await findTemplate(platform, scope.business.id, templateId);
  if (template === null) throw unknownId("/template_id");
  const locationId = await resolveLocation(platform, scope, given);
  const here = { ...scope, location_id: locationId };
  const { customer } = await findOrCreateCustomer(platform, here, person);
  await platform.reach("between-steps");
  const standing = await existingCard(platform, customer, template);
  return standing ?? createCard(platform, scope, { customer, template, locationId });
};

const existingCard = async (
  platform: Platform,
  customer: CustomerDocument,
  template: TemplateDocument,
): Promise<IssuedCard | null> => {
  const stored = await platform.store
    .collection(cards)
    .findOne({ customer_id: customer._id, template_id: template._id, status: { $ne: "deleted" as const } });
  return stored && found(platform, await platform.journal.catchUp(cardProjection, stored), template);
};

/** The answer for a card that is there; null for one that was deleted. */
const found = async (
  platform: Platform,
  card: CardDocument | null,
  template: TemplateDocument,
): Promise<IssuedCard | null> =>
  card === null || card.status === "deleted"
    ? null
    : { ...presentCard(await inProgram(platform, card, template)), created: false };

interface NewCard {
  customer: CustomerDocument;
  template: TemplateDocument;
  locationId: string | null;
}

const blankCard = (
  platform: Platform,
  scope: Scope,
  { customer, template, locationId }: NewCard,
  number: string,
): CardDocument => {
  const at = platform.clock.now();
  return {
    _id: platform.newId("card"),
    seq: 0,
    business_id: scope.business.id,
    customer_id: customer._id,
    template_id: template._id,
    template_version: template.version,
    number,
    wallet_pass_id: platform.newId("wp"),
    token: randomText(publicTokenLength),
    status: "active",
    stamps: 0,
    cycle: 1,
    goal_index: 0,
    goals_reached: 0,
    total_stamps: 0,
    remainder_minor: 0,
    platforms: [],
    source: scope.source,
    location_id: locationId,
    issued_at: at,
    last_stamp_at: null,
    opened_at: null,
    day: null,
    day_stamps: 0,
    birthday_year: 0,
    idle_since: at,
    is_idle_told: false,
  };
};

const createCard = async (platform: Platform, scope: Scope, fresh: NewCard): Promise<IssuedCard> => {
  const issuedBefore = await countIssuedCard(platform, scope.business.id);
  for (;;) {
    const card = blankCard(platform, scope, fresh, randomNumber(issuedBefore));
    try {
      return await commitCard(platform, scope, fresh, card);
    } catch (error) {
      if (!(error instanceof ClaimTaken)) throw error;
      // The number is taken: draw again.
      if (error.claim.startsWith("number:")) continue;
      // The customer's card was just issued by another call: that one is the answer, unless it is deleted again.
      const winner = await platform.journal.load(cardProjection, error.entry.stream);
      const standing = await found(platform, winner, fresh.template);
      if (standing !== null) return standing;
    }
  }
};

const commitCard = async (
  platform: Platform,
  scope: Scope,
  { customer, template, locationId }: NewCard,
  card: CardDocument,
): Promise<IssuedCard> => {
  const { business } = scope;
  const [one, snapshot, location_name] = await Promise.all([
    inProgram(platform, card, template),
    snapshotOf(platform, business, customer),
    locationName(platform, locationId),
  ]);
  const at = card.issued_at;
  const where = { location_id: locationId, location_name };
  const scene = sceneOf(card, { business, at, ...where, customer: snapshot });
  const { answer } = await platform.journal.run({
    projection: cardProjection,
    stream: card._id,
    business_id: business.id,
    kind: "issue_card",
    actor: scope.actor,
    at,
    ...(scope.once && { once: scope.once }),
    decide: async () => ({
      facts: [{ type: "card.issued", card }],
      events: [
        buildEvent(cardIssued, scene, {
          id: platform.newId("evt"),
          card: { ...cardInEvent(one), source: card.source },
          body: {},
        }),
      ],
      customer_id: customer._id,
      claims: [cardClaim(business.id, customer._id, template._id), `number:${business.id}:${card.number}`],
      answer: { ...presentCard(one), created: true },
    }),
  });
  return answer;
};
