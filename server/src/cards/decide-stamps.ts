import { DateTime } from "luxon";
import { startOfDay } from "../core/day.ts";
import type { z } from "zod";
import { stampAdded, type stampResult } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import { Failure } from "../core/failure.ts";
import { fromMinor } from "../core/money.ts";
import type { Sealed } from "../core/seals.ts";
import { buildEvent, type CustomerSnapshot, type Decision } from "../journal/index.ts";
import type { Business, Platform, Scope } from "../platform/index.ts";
import { presentReward, type Draw } from "../rewards/index.ts";
import type { VoucherTemplateDocument } from "../templates/index.ts";
import { presentVoucher } from "../vouchers/index.ts";
import { earnedBy, type EarnInput, type Earned } from "./earn.ts";
import { grantFor } from "./grant.ts";
import type { CardDocument } from "./model.ts";
import { presentCard } from "./present.ts";
import { advance, type Advance } from "./progress.ts";
import { evolveCard, positionOf, type CardFact } from "./projection.ts";
import { cardInEvent, sceneOf, type CardInProgram } from "./scene.ts";

export type StampAnswer = z.output<typeof stampResult>;

/** Everything the rules need to know of a stamp call; gathered before, so that deciding touches nothing. */
export interface StampContext {
  readonly ids: Pick<Platform, "newId">;
  readonly business: Business;
  readonly scope: Pick<Scope, "source" | "actor" | "staff_name">;
  readonly at: Date;
  readonly location_id: string | null;
  readonly location_name: string | null;
  readonly customer: CustomerSnapshot | null;
  readonly voucherTemplates: readonly VoucherTemplateDocument[];
  /** Chance of `auto` lotteries. */
  readonly draw: Draw;
  readonly input: EarnInput & {
    receipt_id?: string | undefined;
    note?: Sealed | undefined;
    /** `used` when the sale that these stamps belong to has used the receipt up. */
    receipt?: "used" | undefined;
  };
}

/** What no program says but one journal entry cannot hold: nobody earns this much with one purchase. */
const hardLimit = { stamps: 100_000, goals: 500 };

const days = new Map<string, Intl.DateTimeFormat>();

/** The day in a time zone, YYYY-MM-DD, which is how Swedish writes it; a formatter for each zone, since making one is dear. */
const dayIn = (at: Date, zone: string): string => {
  const known = days.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
  days.set(zone, known);
  return known.format(at);
};

const localDay = (at: Date, business: Business): DateTime =>
  startOfDay(DateTime.fromJSDate(at, { zone: business.time_zone }));

const stampsToday = (card: CardDocument, day: string): number => (card.day === day ? card.day_stamps : 0);

const tooMany = (limit: number): Failure =>
  new Failure("stamp_limit_exceeded", {
    max_stamps_per_call: limit,
    detail: `One call may add ${limit} stamps at most.`,
  });

/** @throws stamp_limit_exceeded, cooldown_active, daily_limit_reached */
const checkLimits = (
  { card, mechanics }: CardInProgram,
  count: number,
  { at, business }: StampContext,
): void => {
  const {
    max_stamps_per_call: perCall,
    daily_stamps_per_card: perDay,
    cooldown_seconds: cooldown,
  } = mechanics.limits;
  const limit = Math.min(perCall ?? hardLimit.stamps, hardLimit.stamps);
  if (count > limit) throw tooMany(limit);
  const free = card.last_stamp_at === null ? at : new Date(card.last_stamp_at.getTime() + cooldown * 1000);
  if (cooldown > 0 && free > at) {
    // Rounded up: whoever comes at the second that is named is not sent away again.
    const retryAt = toInstant(new Date(Math.ceil(free.getTime() / 1000) * 1000));
    throw new Failure("cooldown_active", {
      retry_at: retryAt,
      detail: `The next stamp is possible at ${retryAt}.`,
    });
  }
  if (perDay !== null && stampsToday(card, dayIn(at, business.time_zone)) + count > perDay) {
    const day = localDay(at, business);
    const retryAt = toInstant(startOfDay(day.plus({ days: 1 })).toJSDate());
    throw new Failure("daily_limit_reached", {
      retry_at: retryAt,
      detail: `A card gets ${perDay} stamps a day at most.`,
    });
  }
};

const receiptClaims = ({ business, input }: StampContext): string[] =>
  input.receipt_id === undefined || input.receipt === "used"
    ? []
    : [`receipt:${business.id}:${input.receipt_id}`];

/** Whether a call reaches a goal, so that what its reward is made from is needed. @throws what the earn rule refuses */
export const reachesGoal = (
  { card, mechanics }: Pick<CardInProgram, "card" | "mechanics">,
  input: EarnInput,
): boolean => {
  if (positionOf(card).isComplete) return false;
  const { stamps } = earnedBy(mechanics.earn, input, card.remainder_minor);
  if (stamps > hardLimit.stamps) return false;
  return advance(positionOf(card), stamps, mechanics.goals, mechanics.after_final_goal).crossings.length > 0;
};

/**
 * Adds stamps to a card: earn rule, limits, goals with their rewards, cycles. Pure.
 * @throws card_complete, stamp_limit_exceeded, cooldown_active, daily_limit_reached
 */
export const decideStamps = (one: CardInProgram, context: StampContext): Decision<StampAnswer> => {
  const { card, mechanics } = one;
  if (card.status === "complete") throw new Failure("card_complete");
  const earned = earnedBy(mechanics.earn, context.input, card.remainder_minor);
  if (earned.stamps === 0) return keepRemainder(one, earned, context);
  checkLimits(one, earned.stamps, context);
  const moved = advance(positionOf(card), earned.stamps, mechanics.goals, mechanics.after_final_goal);
  if (moved.crossings.length > hardLimit.goals) throw tooMany(hardLimit.goals);
  return stamp(one, earned, moved, context);
};

/** A sale too small for a stamp: the remainder is kept and the receipt used up, nobody is told. */
const keepRemainder = (one: CardInProgram, earned: Earned, context: StampContext): Decision<StampAnswer> => {
  const fact: CardFact = { type: "card.remainder_kept", remainder_minor: earned.remainderMinor };
  const card = evolveCard(one.card, fact, context) as CardDocument;
  return {
    facts: [fact],
    events: [],
    claims: receiptClaims(context),
    customer_id: card.customer_id,
    answer: {
      stamp: null,
      card: presentCard({ ...one, card }),
      goals: [],
      rewards: [],
      lotteries: [],
      vouchers: [],
    },
  };
};

const stamp = (
  one: CardInProgram,
  earned: Earned,
  moved: Advance,
  context: StampContext,
): Decision<StampAnswer> => {
  const { at, business, ids, input, voucherTemplates, draw } = context;
  const added = earned.stamps - moved.ignored;
  const day = dayIn(at, business.time_zone);
  const fact: CardFact = {
    type: "card.stamped",
    added,
    goals: moved.crossings.length,
    position: moved.position,
    remainder_minor: earned.remainderMinor,
    day,
    day_stamps: stampsToday(one.card, day) + added,
    note: input.note ?? null,
  };
  const after = { ...one, card: evolveCard(one.card, fact, context) as CardDocument };
  const scene = sceneOf(after.card, context);
  const { currency } = earned;
  const body = {
    id: ids.newId("stamp"),
    count: added,
    source: context.scope.source,
    receipt_id: input.receipt_id ?? null,
    amount: earned.amountMinor === null || currency === null ? null : fromMinor(earned.amountMinor, currency),
    currency,
    staff_id: context.scope.actor.staff_id,
    staff_name: context.scope.staff_name ?? null,
  };
  const stamped = buildEvent(stampAdded, scene, {
    id: ids.newId("evt"),
    card: { ...cardInEvent(after) },
    body: { stamp: body },
  });
  // Ids are given in the order of the events, so that lists, newest first, show the same order.
  const grants = moved.crossings.map((crossing) =>
    grantFor(after, crossing, { ids, business, scene, voucherTemplates, draw }),
  );
  return {
    facts: [fact, ...grants.flatMap((grant) => grant.facts)],
    events: [stamped, ...grants.flatMap((grant) => grant.events)],
    claims: receiptClaims(context),
    customer_id: after.card.customer_id,
    answer: {
      ...(moved.position.isComplete && { stamps_ignored: moved.ignored }),
      stamp: body,
      card: presentCard(after),
      goals: moved.crossings.map(({ index, target, isFinal, cycle }) => ({
        index,
        target,
        is_final: isFinal,
        cycle,
      })),
      rewards: grants.flatMap(({ reward }) => (reward === null ? [] : [presentReward(reward)])),
      lotteries: grants.flatMap(({ lotteries }) => lotteries),
      vouchers: grants.flatMap(({ voucher }) => (voucher === null ? [] : [presentVoucher(voucher, at)])),
    },
  };
};
