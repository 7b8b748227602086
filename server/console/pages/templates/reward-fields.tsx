import type { ReactNode } from "react";
import { useText } from "../../i18n/index.tsx";
import { SelectField, TextField } from "../../parts/fields.tsx";
import type { Form } from "../../parts/form.ts";
import { PictureField } from "../../parts/picture-field.tsx";
import type { RewardDraft, TemplateDraft } from "./draft.ts";
import { LotteryFields } from "./lottery-fields.tsx";
import { VoucherChoice } from "./voucher-choice.tsx";
import type en from "./en.json";

export interface RewardParts {
  readonly form: Form<TemplateDraft>;
  /** Of this reward in what is sent. */
  readonly pointer: string;
  readonly reward: RewardDraft;
  readonly onChange: (change: Partial<RewardDraft>) => void;
}

/** Beside its name. */
const AwardFields = ({ form, pointer, reward, onChange }: RewardParts): ReactNode => {
  const t = useText<keyof typeof en>();
  return (
    <>
      <TextField
        label={t("templates.reward.description")}
        value={reward.description}
        error={form.errorAt(`${pointer}/description`)}
        onChange={(description) => onChange({ description })}
        maxLength={1000}
      />
      <PictureField
        label={t("templates.reward.image")}
        kind="picture"
        value={reward.image}
        error={form.errorAt(`${pointer}/image_url`)}
        onChange={(image) => onChange({ image })}
      />
    </>
  );
};

/** What a goal gives. */
export const RewardFields = (parts: RewardParts): ReactNode => {
  const t = useText<keyof typeof en>();
  const { form, pointer, reward, onChange } = parts;
  return (
    <>
      <SelectField
        label={t("templates.reward.type")}
        value={reward.type}
        choices={(["award", "voucher", "lottery"] as const).map((value) => ({
          value,
          label: t(`templates.reward.${value}`),
          help: t(`templates.reward_help.${value}`),
        }))}
        error={form.errorAt(pointer)}
        onChange={(type) => onChange({ type })}
      />
      {reward.type !== "voucher" && (
        <TextField
          label={t("templates.reward.name")}
          value={reward.name}
          error={form.errorAt(`${pointer}/name`)}
          onChange={(name) => onChange({ name })}
          maxLength={120}
          isRequired
        />
      )}
      {reward.type === "award" && <AwardFields {...parts} />}
      {reward.type === "voucher" && (
        <VoucherChoice
          label={t("templates.voucher")}
          value={reward.voucher}
          error={form.errorAt(`${pointer}/voucher_template_id`)}
          onChange={(voucher) => onChange({ voucher })}
          isRequired
        />
      )}
      {reward.type === "lottery" && <LotteryFields {...parts} />}
    </>
  );
};
