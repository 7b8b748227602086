import type { z } from "zod";
import { advance, inProgram, presentCard, type CardDocument } from "../../cards/index.ts";
import type { previewTemplate as action } from "../../catalog/index.ts";
import type { CustomerDocument } from "../../customers/index.ts";
import type { Business, Platform } from "../../platform/index.ts";
import { draftTemplate, type TemplateDocument } from "../../templates/index.ts";
import { cardPage } from "../card.ts";
import { languageFor } from "../language.ts";
import type { Language } from "../texts.ts";
import { goalsOf, type CardView } from "../view.ts";

const madeUpNames: Readonly<Record<Language, string>> = { en: "Ann Lee", hi: "अनु शर्मा" };
const token = "preview";

const madeUpCustomer = (business: Business, language: Language, now: Date): CustomerDocument => ({
  _id: "c_preview",
  business_id: business.id,
  name: madeUpNames[language],
  email: null,
  phone: null,
  birthday: null,
  birthday_md: null,
  language,
  external_id: null,
  consents: {},
  created_at: now,
  updated_at: now,
});

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

/** The page refers to its style by a path of its own; where it is shown has another. */
const withOwnAddresses = (page: string, publicUrl: string): string =>
  page.replaceAll('="assets/', `="${new URL(`${publicUrl}/c/assets/`).pathname}`);

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
    customer: madeUpCustomer(business, language, now),
    card,
    goals: await goalsOf(platform, card, business.id),
    spins: [],
    outcome: null,
    awards: [],
    usable: [],
    past: [],
  };
  const page = await cardPage({ token, language, view, wallets: { apple: null, google: null } });
  return withOwnAddresses(page, platform.publicUrl);
};
