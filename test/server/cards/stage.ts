import type { CardDocument } from "../../../server/src/cards/model.ts";
import type { CardInProgram } from "../../../server/src/cards/scene.ts";
import type { Business, Platform } from "../../../server/src/platform/index.ts";
import type { Mechanics, TemplateDocument } from "../../../server/src/templates/index.ts";

/** A card and its program as the rules see them, without a store. */

export const now = new Date("2026-05-11T22:30:00Z"); // 01:30 of the 12th in Kyiv

export const business: Business = {
  id: "b_1",
  name: "Corner Cafe",
  country: "UA",
  time_zone: "Europe/Kyiv",
  language: "en",
  currency: "UAH",
  created_at: new Date(0),
};

export const award = (stamps: number) => ({
  stamps,
  reward: { type: "award" as const, name: `Cookie ${stamps}`, description: null, image_url: null },
});

export const mechanics = (change: Partial<Mechanics> = {}): Mechanics => ({
  earn: { type: "per_order" },
  goals: [award(5), award(10)],
  after_final_goal: "restart",
  limits: { max_stamps_per_call: 10, daily_stamps_per_card: null, cooldown_seconds: 0 },
  ...change,
});

export const card = (change: Partial<CardDocument> = {}): CardDocument => ({
  _id: "card_1",
  seq: 1,
  business_id: "b_1",
  customer_id: "c_1",
  template_id: "tpl_1",
  template_version: 1,
  number: "123456",
  wallet_pass_id: "wp_1",
  token: "token",
  status: "active",
  stamps: 0,
  cycle: 1,
  goal_index: 0,
  goals_reached: 0,
  total_stamps: 0,
  remainder_minor: 0,
  platforms: [],
  source: "api",
  location_id: null,
  issued_at: new Date("2026-05-01T09:00:00Z"),
  last_stamp_at: null,
  day: null,
  day_stamps: 0,
  birthday_year: 0,
  idle_since: new Date("2026-05-01T09:00:00Z"),
  is_idle_told: false,
  ...change,
});

export const inProgram = (
  change: Partial<CardDocument> = {},
  rules: Partial<Mechanics> = {},
): CardInProgram => ({
  card: card(change),
  template: { _id: "tpl_1", name: "Coffee" } as TemplateDocument,
  mechanics: mechanics(rules),
  link: "https://cards.example.com/c/token",
});

/** Ids that say their order. */
export const counting = (): Pick<Platform, "newId"> => {
  let count = 0;
  return { newId: (prefix) => `${prefix}_${(count += 1)}` };
};
