import type { z } from "zod";
import { advance, inProgram, presentCard, type CardDocument } from "../../cards/index.ts";
import type { previewTemplate as action } from "../../catalog/index.ts";
import { shownLook } from "../../look/index.ts";
import type { Business, Platform } from "../../platform/index.ts";
import { draftTemplate, type TemplateDocument } from "../../templates/index.ts";
import { renderCardPage } from "../card.ts";
import { languageFor } from "../language.ts";
import type { Language } from "../texts.ts";
import { goalsOf, type CardView } from "../view.ts";

const madeUpNames: Readonly<Record<Language, string>> = { en: "Ann Lee", hi: "अनु शर्मा" };
const token = "preview";

const madeUpCard = (template: TemplateDocument, stamps: number, now: Date): CardDocument => {
  const { goals, after_final_goal: afterFinalGoal } = template;
  const blank = { stamps: 0, cycle: 1, goal_index: 0, isComplete: false };
  const { position, crossings } = advance(blank, stamps, goals, afterFinalGoal);
  return {
    _id: "card_preview",
    seq: 1,
    business_id: template.business_id,
    customer_id: "c_preview",
    template_id: template._id,
    template_version: template.version,
    number: "482913",
    wallet_pass_id: "wp_preview",
    token,
    status: position.isComplete ? "complete" : "active",
    stamps: position.stamps,
    cycle: position.cycle,
    goal_index: position.goal_index,
    goals_reached: crossings.length,
    total_stamps: stamps,
    remainder_minor: 0,
    platforms: [],
    source: "admin",
    location_id: null,
    issued_at: now,
    last_stamp_at: stamps > 0 ? now : null,
    day: null,
    day_stamps: 0,
    birthday_year: 0,
    idle_since: now,
    is_idle_told: false,
  };
};

const halfWay = ({ goals }: TemplateDocument): number => Math.floor((goals.at(-1)?.stamps ?? 6) / 2);

/**
 * The card page of a draft, for a made-up customer; keeps nothing.
 * @throws validation_failed for a voucher template that is not of this business
 */
export const previewTemplate = async (
  platform: Platform,
  business: Business,
  { template: input, stamps, language: wished }: z.output<typeof action.body>,
): Promise<string> => {
  const now = platform.clock.now();
  const template = await draftTemplate(platform, business.id, input);
  const wishes = { chosen: wished ?? null, customer: null, header: "", business: business.language };
  const language = languageFor(wishes);
  const document = madeUpCard(template, stamps ?? halfWay(template), now);
  const card = presentCard(await inProgram(platform, document, template));
  const view: CardView = {
    business,
    look: shownLook(business, template),
    holder: madeUpNames[language],
    card,
    goals: await goalsOf(platform, card, business.id),
    spins: [],
    outcome: null,
    awards: [],
    usable: [],
    past: [],
  };
  const { publicUrl } = platform;
  // It is shown in a frame of another address than a card's.
  const base = new URL(`${publicUrl}/c/`).pathname;
  return renderCardPage({ token, language, view, wallets: { apple: null, google: null }, publicUrl, base });
};
