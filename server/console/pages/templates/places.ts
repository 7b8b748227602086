import { useText } from "../../i18n/index.tsx";
import type en from "./en.json";

type TextId = keyof typeof en;

/** Members of a template in a JSON pointer, and the words for them. */
const words: Readonly<Record<string, TextId>> = {
  name: "templates.name",
  earn: "templates.earn",
  amount_per_stamp: "templates.earn.amount",
  currency: "templates.earn.currency",
  goals: "templates.goals",
  stamps: "templates.goal.stamps",
  reward: "templates.reward",
  type: "templates.reward.type",
  description: "templates.reward.description",
  image_url: "templates.reward.image",
  voucher_template_id: "templates.voucher",
  play: "templates.lottery.play",
  variants: "templates.lottery.variants",
  probability: "templates.lottery.probability",
  greeting: "templates.lottery.greeting",
  after_final_goal: "templates.after",
  limits: "templates.limits",
  max_stamps_per_call: "templates.limits.per_call",
  daily_stamps_per_card: "templates.limits.daily",
  cooldown_seconds: "templates.limits.cooldown",
  birthday: "templates.birthday",
  days_before: "templates.birthday.days",
  inactivity: "templates.inactivity",
  days: "templates.inactivity.days",
  look: "templates.look",
  color: "templates.look.color",
  logo_url: "templates.look.logo",
  picture_url: "templates.look.picture",
  address: "templates.look.address",
};

/** `/goals/1/reward/variants/0/name` → "Goal 2 › Reward › Variant 1 › Name". */
export const usePlaceText = (): ((pointer: string) => string) => {
  const t = useText<TextId>();
  return (pointer) => {
    const parts = pointer.split("/").slice(1);
    const said: string[] = [];
    for (let at = 0; at < parts.length; at += 1) {
      const part = parts[at] ?? "";
      const number = Number(parts[at + 1] ?? Number.NaN) + 1;
      if ((part === "goals" || part === "variants") && !Number.isNaN(number)) {
        said.push(
          part === "goals" ? t("templates.goal", { number }) : t("templates.lottery.variant", { number }),
        );
        at += 1;
        continue;
      }
      const id = words[part];
      said.push(id === undefined ? part : t(id));
    }
    return said.length === 0 ? t("templates.whole") : said.join(" › ");
  };
};
