import type { Answer, CallRequest } from "../../api/call.ts";
import { hundredthsOf, shareText } from "./shares.ts";

/*
 * A card template as it is filled in: numbers are the texts that were typed, and what belongs to another kind of reward
 * or earning stays while it is not shown, so that nothing typed is lost by a look at the other kind.
 */

export type Template = Answer<"getTemplate">;
export type TemplateBody = CallRequest<"createTemplate">["body"];
type RewardBody = NonNullable<TemplateBody["goals"]>[number]["reward"];
type Reward = Template["goals"][number]["reward"];

export const variantTypes = ["award", "voucher", "try_again", "no_prize"] as const;

export interface VariantDraft {
  /** Tells rows apart while they move; never sent. */
  readonly key: number;
  /** The server's; null until it was saved. */
  readonly id: string | null;
  readonly type: (typeof variantTypes)[number];
  readonly probability: string;
  readonly name: string;
  readonly greeting: string;
  readonly voucher: string | null;
}

export interface RewardDraft {
  readonly type: "award" | "voucher" | "lottery";
  readonly name: string;
  readonly description: string;
  readonly image: string;
  readonly voucher: string | null;
  readonly play: "customer" | "auto";
  readonly variants: readonly VariantDraft[];
}

export interface GoalDraft {
  readonly key: number;
  readonly stamps: string;
  readonly reward: RewardDraft;
}

/** Something told at a time; what `days` counts depends on it. */
export interface OccasionDraft {
  readonly enabled: boolean;
  readonly days: string;
  readonly voucher: string | null;
}

export interface TemplateDraft {
  readonly name: string;
  readonly earn: {
    readonly type: "per_order" | "by_amount";
    readonly amount: string;
    readonly currency: string;
  };
  readonly goals: readonly GoalDraft[];
  readonly afterFinalGoal: "restart" | "stop";
  readonly limits: { readonly perCall: string; readonly daily: string; readonly cooldown: string };
  readonly birthday: OccasionDraft;
  readonly inactivity: OccasionDraft;
  readonly look: {
    readonly color: string | null;
    readonly logo: string;
    readonly picture: string;
    readonly address: string;
  };
}

let made = 0;
const freshKey = (): number => (made += 1);

export const emptyVariant = (): VariantDraft => ({
  key: freshKey(),
  id: null,
  type: "award",
  probability: "0",
  name: "",
  greeting: "",
  voucher: null,
});

const emptyReward = (): RewardDraft => ({
  type: "award",
  name: "",
  description: "",
  image: "",
  voucher: null,
  play: "customer",
  variants: [
    { ...emptyVariant(), probability: "10" },
    { ...emptyVariant(), type: "no_prize", probability: "90" },
  ],
});

export const emptyGoal = (stamps: string): GoalDraft => ({ key: freshKey(), stamps, reward: emptyReward() });

/** A program to begin with: one goal at ten stamps. */
export const emptyDraft = (currency: string): TemplateDraft => ({
  name: "",
  earn: { type: "per_order", amount: "10", currency },
  goals: [emptyGoal("10")],
  afterFinalGoal: "restart",
  limits: { perCall: "", daily: "", cooldown: "0" },
  birthday: { enabled: false, days: "0", voucher: null },
  inactivity: { enabled: false, days: "30", voucher: null },
  look: { color: null, logo: "", picture: "", address: "" },
});

const rewardDraft = (reward: Reward): RewardDraft => {
  const empty = emptyReward();
  if (reward.type === "voucher") return { ...empty, type: "voucher", voucher: reward.voucher_template_id };
  if (reward.type === "award") {
    const { name, description, image_url: image } = reward;
    return { ...empty, name, description: description ?? "", image: image ?? "" };
  }
  const variants = reward.variants.map((one): VariantDraft => ({
    key: freshKey(),
    id: one.id,
    type: one.type,
    probability: shareText(Math.round(one.probability * 100)),
    name: one.name,
    greeting: one.greeting ?? "",
    voucher: one.voucher_template_id,
  }));
  return { ...empty, type: "lottery", name: reward.name, play: reward.play, variants };
};

const textOf = (value: number | null): string => (value === null ? "" : String(value));

export const draftOf = (template: Template, currency: string): TemplateDraft => {
  const { earn, limits, birthday, inactivity, look } = template;
  return {
    name: template.name,
    earn:
      earn.type === "by_amount"
        ? { type: "by_amount", amount: earn.amount_per_stamp, currency: earn.currency }
        : { type: "per_order", amount: "10", currency },
    goals: template.goals.map(({ stamps, reward }) => ({
      key: freshKey(),
      stamps: String(stamps),
      reward: rewardDraft(reward),
    })),
    afterFinalGoal: template.after_final_goal,
    limits: {
      perCall: textOf(limits.max_stamps_per_call),
      daily: textOf(limits.daily_stamps_per_card),
      cooldown: String(limits.cooldown_seconds),
    },
    birthday: {
      enabled: birthday.enabled,
      days: String(birthday.days_before),
      voucher: birthday.voucher_template_id,
    },
    inactivity: {
      enabled: inactivity.enabled,
      days: String(inactivity.days),
      voucher: inactivity.voucher_template_id,
    },
    look: {
      color: look.color,
      logo: look.logo_url ?? "",
      picture: look.picture_url ?? "",
      address: look.address ?? "",
    },
  };
};

/** What is no number is sent as null, which the server refuses at its place. */
export const numberOf = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));

export const orNull = (text: string): string | null => (text.trim() === "" ? null : text);

const variantBody = (variant: VariantDraft) => ({
  ...(variant.id !== null && { id: variant.id }),
  type: variant.type,
  probability: (hundredthsOf(variant.probability) ?? Number.NaN) / 100,
  name: variant.name,
  greeting: orNull(variant.greeting),
  // An empty id is refused with its place.
  voucher_template_id: variant.type === "voucher" ? (variant.voucher ?? "") : null,
});

export const rewardBody = (reward: RewardDraft): RewardBody => {
  const { name } = reward;
  if (reward.type === "voucher") return { type: "voucher", voucher_template_id: reward.voucher ?? "" };
  if (reward.type === "lottery")
    return { type: "lottery", name, play: reward.play, variants: reward.variants.map(variantBody) };
  return {
    type: "award",
    name,
    description: orNull(reward.description),
    image_url: orNull(reward.image),
  };
};

export const earnBody = ({ type, amount, currency }: TemplateDraft["earn"]): TemplateBody["earn"] =>
  type === "per_order"
    ? { type }
    : { type, amount_per_stamp: amount.replace(",", "."), currency: currency.toUpperCase() };

const daysIn = (text: string): number | undefined => (text.trim() === "" ? undefined : numberOf(text));

/** A limit that was not touched is left out: another way of earning then brings its own usual one. */
const limitsBody = ({ perCall, daily, cooldown }: TemplateDraft["limits"], before: Template | null) => {
  const known = textOf(before?.limits.max_stamps_per_call ?? null);
  return {
    ...(perCall !== known && { max_stamps_per_call: perCall === "" ? null : numberOf(perCall) }),
    daily_stamps_per_card: daily === "" ? null : numberOf(daily),
    cooldown_seconds: daysIn(cooldown) ?? 0,
  };
};

/** The look of a card as a request says it. */
export const lookBody = ({ color, logo, picture, address }: TemplateDraft["look"]) => ({
  color,
  logo_url: orNull(logo),
  picture_url: orNull(picture),
  address: orNull(address),
});

/** What POST and PATCH /templates take. */
export const bodyOf = (draft: TemplateDraft, before: Template | null) => ({
  name: draft.name,
  earn: earnBody(draft.earn),
  goals: draft.goals.map(({ stamps, reward }) => ({ stamps: numberOf(stamps), reward: rewardBody(reward) })),
  after_final_goal: draft.afterFinalGoal,
  limits: limitsBody(draft.limits, before),
  birthday: {
    enabled: draft.birthday.enabled,
    days_before: daysIn(draft.birthday.days),
    voucher_template_id: draft.birthday.voucher,
  },
  inactivity: {
    enabled: draft.inactivity.enabled,
    days: daysIn(draft.inactivity.days),
    voucher_template_id: draft.inactivity.voucher,
  },
  look: lookBody(draft.look),
});
