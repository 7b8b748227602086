import type { Sealed } from "../core/seals.ts";
import type { Entry, Fact, Projection } from "../journal/index.ts";
import { cardClaim, cards, type CardDocument, type WalletPlatform } from "./model.ts";
import type { Position } from "./progress.ts";

/** What can happen to a card. Other facts in its stream (rewards granted, vouchers issued) concern other documents. */
export type CardFact =
  | { type: "card.issued"; card: CardDocument }
  | {
      type: "card.stamped";
      added: number;
      goals: number;
      position: Position;
      remainder_minor: number;
      day: string;
      day_stamps: number;
      /** What staff wrote beside it; only the journal keeps it, sealed under the customer's key. 0.1.0 kept it plain. */
      note: Sealed | string | null;
    }
  | { type: "card.remainder_kept"; remainder_minor: number }
  | {
      /** A sale was taken back: stamps, goals no longer reached, where the card stands now. */
      type: "card.taken_back";
      taken: number;
      goals: number;
      position: Position;
      remainder_minor: number;
    }
  | { type: "card.version_applied"; version: number; position: Position; remainder_minor?: number }
  | { type: "card.saved"; platform: WalletPlatform }
  | { type: "card.opened" }
  | { type: "card.birthday_told"; year: number }
  | { type: "card.idle_told" }
  | { type: "card.deleted" };

const at = (position: Position): Pick<CardDocument, "stamps" | "cycle" | "goal_index" | "status"> => ({
  stamps: position.stamps,
  cycle: position.cycle,
  goal_index: position.goal_index,
  status: position.isComplete ? "complete" : "active",
});

export const evolveCard = (
  state: CardDocument | null,
  fact: CardFact,
  entry: Pick<Entry, "at">,
): CardDocument | null => {
  if (fact.type === "card.issued") return fact.card;
  if (state === null) return null;
  switch (fact.type) {
    case "card.stamped":
      return {
        ...state,
        ...at(fact.position),
        goals_reached: state.goals_reached + fact.goals,
        total_stamps: state.total_stamps + fact.added,
        remainder_minor: fact.remainder_minor,
        last_stamp_at: entry.at,
        idle_since: entry.at,
        is_idle_told: false,
        day: fact.day,
        day_stamps: fact.day_stamps,
      };
    case "card.remainder_kept":
      return { ...state, remainder_minor: fact.remainder_minor };
    case "card.taken_back":
      return {
        ...state,
        ...at(fact.position),
        goals_reached: state.goals_reached - fact.goals,
        total_stamps: state.total_stamps - fact.taken,
        remainder_minor: fact.remainder_minor,
      };
    case "card.version_applied":
      return {
        ...state,
        ...at(fact.position),
        template_version: fact.version,
        remainder_minor: fact.remainder_minor ?? state.remainder_minor,
      };
    case "card.saved":
      return { ...state, platforms: [...new Set([...state.platforms, fact.platform])] };
    case "card.opened":
      return { ...state, opened_at: entry.at };
    case "card.birthday_told":
      return { ...state, birthday_year: fact.year };
    case "card.idle_told":
      return { ...state, is_idle_told: true };
    case "card.deleted":
      return { ...state, status: "deleted" };
    default:
      return state;
  }
};

export const cardProjection: Projection<CardDocument> = {
  collection: cards,
  prefix: "card_",
  evolve: (state, fact: Fact, entry) => evolveCard(state, fact as CardFact, entry),
  releasedBefore: {
    kind: "delete_card",
    claims: ({ business_id, events }) =>
      events.flatMap(({ refs: { customer_id, template_id } }) =>
        customer_id === null || template_id === null ? [] : cardClaim(business_id, customer_id, template_id),
      ),
  },
};

export const positionOf = (card: CardDocument): Position => ({
  stamps: card.stamps,
  cycle: card.cycle,
  goal_index: card.goal_index,
  isComplete: card.status === "complete",
});
