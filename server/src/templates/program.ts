import type { z } from "zod";
import type { createTemplate, Program, Reward } from "../catalog/index.ts";
import { invalid } from "../core/failure.ts";
import type { NewId } from "../core/ids.ts";
import { currencyDigits, fromMinor, isCurrency, toMinor } from "../core/money.ts";

/** A program as a request says it; everything may be left out of a change. */
export type ProgramInput = Partial<Omit<z.output<typeof createTemplate.body>, "name" | "look">>;

type RewardInput = NonNullable<ProgramInput["goals"]>[number]["reward"];

const perOrderLimit = 10;

const earnOf = (earn: NonNullable<ProgramInput["earn"]>): Program["earn"] => {
  if (earn.type === "per_order") return earn;
  if (!isCurrency(earn.currency)) throw invalid("/earn/currency", "is not a currency of ISO 4217");
  const minor = toMinor(earn.amount_per_stamp, earn.currency);
  if (minor === null || minor === 0) {
    throw invalid(
      "/earn/amount_per_stamp",
      `may have ${currencyDigits(earn.currency)} decimals in ${earn.currency}`,
    );
  }
  return { type: "by_amount", amount_per_stamp: fromMinor(minor, earn.currency), currency: earn.currency };
};

const rewardOf = (reward: RewardInput, knownVariants: ReadonlySet<string>, newId: NewId): Reward => {
  if (reward.type === "voucher") return reward;
  if (reward.type === "award") {
    return {
      type: "award",
      name: reward.name,
      description: reward.description ?? null,
      image_url: reward.image_url ?? null,
    };
  }
  return {
    type: "lottery",
    name: reward.name,
    play: reward.play,
    variants: reward.variants.map((variant) => ({
      // Ids are ours: one that was never given out is replaced, so that two variants cannot share one.
      id: variant.id !== undefined && knownVariants.has(variant.id) ? variant.id : newId("var"),
      type: variant.type,
      probability: variant.probability,
      name: variant.name,
      greeting: variant.greeting ?? null,
      voucher_template_id: variant.voucher_template_id ?? null,
    })),
  };
};

const variantIds = (program: Program | null): Set<string> =>
  new Set(
    (program?.goals ?? []).flatMap(({ reward }) =>
      reward.type === "lottery" ? reward.variants.map((one) => one.id) : [],
    ),
  );

/** How many stamps a call may add where nobody has said it. */
const usualMost = ({ type }: Program["earn"]): number | null => (type === "per_order" ? perOrderLimit : null);

/** Another way of earning brings its own usual limit per call, since 10 means nothing for amounts; what was said stays. */
const mostPerCall = (earn: Program["earn"], before: Program | null): number | null =>
  before === null || before.limits.max_stamps_per_call === usualMost(before.earn)
    ? usualMost(earn)
    : before.limits.max_stamps_per_call;

const limitsOf = (
  limits: ProgramInput["limits"],
  earn: Program["earn"],
  before: Program | null,
): Program["limits"] => ({
  max_stamps_per_call:
    limits?.max_stamps_per_call === undefined ? mostPerCall(earn, before) : limits.max_stamps_per_call,
  daily_stamps_per_card:
    limits?.daily_stamps_per_card === undefined
      ? (before?.limits.daily_stamps_per_card ?? null)
      : limits.daily_stamps_per_card,
  cooldown_seconds: limits?.cooldown_seconds ?? before?.limits.cooldown_seconds ?? 0,
});

/**
 * The whole program after a request: what it says, else what stood before, else the defaults.
 * @throws validation_failed
 */
export const programOf = (input: ProgramInput, before: Program | null, newId: NewId): Program => {
  const earn =
    input.earn === undefined ? (before?.earn ?? { type: "per_order" as const }) : earnOf(input.earn);
  const known = variantIds(before);
  const goals = input.goals?.map(({ stamps, reward }) => ({
    stamps,
    reward: rewardOf(reward, known, newId),
  }));
  return {
    earn,
    goals: goals ?? before?.goals ?? [],
    after_final_goal: input.after_final_goal ?? before?.after_final_goal ?? "restart",
    limits: limitsOf(input.limits, earn, before),
    birthday: {
      enabled: input.birthday?.enabled ?? before?.birthday.enabled ?? false,
      days_before: input.birthday?.days_before ?? before?.birthday.days_before ?? 0,
      voucher_template_id: optional(
        input.birthday?.voucher_template_id,
        before?.birthday.voucher_template_id,
      ),
    },
    inactivity: {
      enabled: input.inactivity?.enabled ?? before?.inactivity.enabled ?? false,
      days: input.inactivity?.days ?? before?.inactivity.days ?? 30,
      voucher_template_id: optional(
        input.inactivity?.voucher_template_id,
        before?.inactivity.voucher_template_id,
      ),
    },
  };
};

const optional = (given: string | null | undefined, before: string | null | undefined): string | null =>
  given === undefined ? (before ?? null) : given;

/** Every voucher template a program refers to, with the pointer it is named at. */
export const voucherTemplateRefs = (program: Program): { id: string; pointer: string }[] => {
  const fromGoals = program.goals.flatMap(({ reward }, at) => {
    const pointer = `/goals/${at}/reward`;
    if (reward.type === "voucher")
      return [{ id: reward.voucher_template_id, pointer: `${pointer}/voucher_template_id` }];
    if (reward.type === "award") return [];
    return reward.variants.flatMap((variant, index) =>
      variant.voucher_template_id === null
        ? []
        : [{ id: variant.voucher_template_id, pointer: `${pointer}/variants/${index}/voucher_template_id` }],
    );
  });
  const fromClock = (["birthday", "inactivity"] as const).flatMap((name) => {
    const id = program[name].voucher_template_id;
    return id === null ? [] : [{ id, pointer: `/${name}/voucher_template_id` }];
  });
  return [...fromGoals, ...fromClock];
};

/** True when two programs differ in what a version fixes. */
export const changesMechanics = (before: Program, after: Program): boolean => {
  const mechanics = ({ earn, goals, after_final_goal, limits }: Program) =>
    JSON.stringify([earn, goals, after_final_goal, limits]);
  return mechanics(before) !== mechanics(after);
};
