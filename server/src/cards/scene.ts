import type { Business, Platform } from "../platform/index.ts";
import type { CardSnapshot, EventScene } from "../journal/index.ts";
import { mechanicsOf, type Mechanics, type TemplateDocument } from "../templates/index.ts";
import type { CardDocument } from "./model.ts";
import { stampsToNextGoal, type Position } from "./progress.ts";
import { positionOf } from "./projection.ts";

/** A card with the rules it lives by; what decisions, events and answers are made from. */
export interface CardInProgram {
  readonly card: CardDocument;
  readonly template: TemplateDocument;
  readonly mechanics: Mechanics;
  readonly link: string;
}

export const linkOf = (platform: Pick<Platform, "publicUrl">, card: Pick<CardDocument, "token">): string =>
  `${platform.publicUrl}/c/${card.token}`;

export const inProgram = async (
  platform: Platform,
  card: CardDocument,
  template: TemplateDocument,
): Promise<CardInProgram> => ({
  card,
  template,
  mechanics: await mechanicsOf(platform, template, card.template_version),
  link: linkOf(platform, card),
});

/** The card as events show it, where it stands or stood. */
export const cardInEvent = (
  { card, template, mechanics, link }: CardInProgram,
  position: Position = positionOf(card),
  toNextGoal: number | null = stampsToNextGoal(position, mechanics.goals),
): CardSnapshot => ({
  id: card._id,
  goal_index: position.goal_index,
  template_id: card.template_id,
  template_name: template.name,
  number: card.number,
  stamps: position.stamps,
  stamps_to_next_goal: toNextGoal,
  cycle: position.cycle,
  link,
});

/** What all events of one command on a card share. */
export const sceneOf = (
  card: CardDocument,
  scene: Pick<EventScene, "at" | "location_id" | "location_name" | "customer"> & { business: Business },
): EventScene => ({
  at: scene.at,
  business_id: scene.business.id,
  location_id: scene.location_id,
  location_name: scene.location_name,
  customer: scene.customer,
  wallet_pass_id: card.wallet_pass_id,
});
