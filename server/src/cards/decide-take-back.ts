import { internalEvents } from "../catalog/index.ts";
import { toMinor } from "../core/money.ts";
import { buildInternalEvent, type Decision, type EventScene } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import type { Mechanics } from "../templates/index.ts";
import type { CardDocument } from "./model.ts";
import type { Position } from "./progress.ts";
import { evolveCard, positionOf, type CardFact } from "./projection.ts";
import { cardInEvent, type CardInProgram } from "./scene.ts";

/** What a sale gave its card. */
export interface Gift {
  readonly stamps: number;
  /** Dropped because the card was complete. */
  readonly ignored: number;
  /** Null for a program per order. */
  readonly amount: { readonly value: string; readonly currency: string } | null;
  /** How much of the amount was left before a part is taken back, and how much is left after it; by default all and nothing. */
  readonly left?: { readonly before: string; readonly after: string };
}

/** A goal of a cycle, both from 1. */
export interface GoalPlace {
  readonly index: number;
  readonly cycle: number;
}

export interface Retreat {
  readonly position: Position;
  readonly taken: number;
  /** Goals the card no longer has reached, the last first. */
  readonly passed: readonly GoalPlace[];
}

type Goals = readonly { readonly stamps: number }[];

/**
 * Walks a card back by `count` stamps, the inverse of `advance`. A goal is passed only when its reward can be taken back;
 * one whose reward stays given remains reached, so that it is never given twice: the stamps go down to 0 of this cycle
 * all the same, and the walk ends there.
 */
export const walkBack = (
  from: Position,
  count: number,
  goals: Goals,
  canUngive: (place: GoalPlace) => boolean,
): Retreat => {
  const passed: GoalPlace[] = [];
  let { stamps, cycle, goal_index: reached, isComplete } = from;
  let left = count;
  for (;;) {
    const step = Math.min(left, stamps);
    stamps -= step;
    left -= step;
    for (let goal = goals[reached - 1]; goal !== undefined; goal = goals[reached - 1]) {
      const place = { index: reached, cycle };
      if (stamps >= goal.stamps || !canUngive(place)) break;
      passed.push(place);
      reached -= 1;
      isComplete = false;
    }
    const last = goals.at(-1);
    const canGoOn = left > 0 && reached === 0 && last !== undefined;
    if (!canGoOn || cycle === 1 || !canUngive({ index: goals.length, cycle: cycle - 1 })) break;
    cycle -= 1;
    stamps = last.stamps;
    reached = goals.length;
  }
  return { position: { stamps, cycle, goal_index: reached, isComplete }, taken: count - left, passed };
};

/** How many stamps a gift is worth on the card as it stands, and the remainder left without it; exact in minor units. */
const worthOf = (card: CardDocument, earn: Mechanics["earn"], gift: Gift) => {
  const kept = card.remainder_minor;
  if (gift.amount === null || earn.type === "per_order" || earn.currency !== gift.amount.currency)
    // What a part of it was worth cannot be reckoned any more; the whole still can.
    return { count: Number(gift.left?.after ?? 0) > 0 ? 0 : gift.stamps, remainder: kept };
  const step = toMinor(earn.amount_per_stamp, earn.currency) ?? 1;
  const { value } = gift.amount;
  const minor = (amount: string): number => toMinor(amount, earn.currency) ?? 0;
  const counted = Math.max(0, minor(value) - gift.ignored * step);
  const { before, after } = gift.left ?? { before: value, after: "0" };
  const amount = Math.min(counted, minor(before)) - Math.min(counted, minor(after));
  const count = Math.max(0, Math.ceil((amount - kept) / step));
  return { count, remainder: kept + count * step - amount };
};

/** Where a card would stand without a gift, and its remainder. Pure. */
export const retreatOf = (
  { card, mechanics }: Pick<CardInProgram, "card" | "mechanics">,
  gift: Gift,
  ungiven: readonly GoalPlace[],
): Retreat & { remainder: number } => {
  const { count, remainder } = worthOf(card, mechanics.earn, gift);
  const canUngive = ({ index, cycle }: GoalPlace): boolean =>
    ungiven.some((one) => one.index === index && one.cycle === cycle);
  const walked = walkBack(positionOf(card), count, mechanics.goals, canUngive);
  // Stamps that could not be taken back are not made good by money of other sales.
  return { ...walked, remainder: walked.taken < count ? 0 : remainder };
};

export interface TakeBackContext {
  readonly ids: Pick<Platform, "newId">;
  readonly scene: EventScene;
  readonly gift: Gift;
  readonly receipt_id: string;
  /** Goals of the gift whose rewards were taken back. */
  readonly ungiven: readonly GoalPlace[];
}

/** Takes a gift back as far as it is still there. Pure. */
export const decideTakeBack = (
  one: CardInProgram,
  { ids, scene, gift, receipt_id, ungiven }: TakeBackContext,
): Decision<{ stamps: number }> => {
  const { card } = one;
  const { position, taken, passed, remainder } = retreatOf(one, gift, ungiven);
  const answer = { stamps: taken };
  if (taken === 0 && passed.length === 0 && remainder === card.remainder_minor)
    return { facts: [], events: [], answer };
  const fact: CardFact = {
    type: "card.taken_back",
    taken,
    goals: passed.length,
    position,
    remainder_minor: remainder,
  };
  const after = { ...one, card: evolveCard(card, fact, scene) as CardDocument };
  const event = buildInternalEvent(internalEvents.stampsTakenBack, scene, {
    id: ids.newId("evt"),
    card: { ...cardInEvent(after) },
    body: { taken_back: { count: taken, goals: passed, receipt_id } },
  });
  return { facts: [fact], events: [event], customer_id: card.customer_id, answer };
};
