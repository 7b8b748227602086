import type { ReactNode } from "react";
import { useLanguage, useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { RadioField, SelectField, TextField } from "../../parts/fields.tsx";
import { useFault } from "../../parts/form.ts";
import { emptyVariant, variantTypes, type VariantDraft } from "./draft.ts";
import type { RewardParts } from "./reward-fields.tsx";
import { evenShares, hundredthsOf, restFor, sumOf, wholeShare } from "./shares.ts";
import { VoucherChoice } from "./voucher-choice.tsx";
import type en from "./en.json";

const sharesOf = (variants: readonly VariantDraft[]): readonly string[] =>
  variants.map((one) => one.probability);

/** How far the shares are from a whole, in words; `isWhole` when nothing is left and nothing too much. */
export const useShareText = (): ((variants: readonly VariantDraft[]) => {
  readonly isWhole: boolean;
  readonly text: string;
}) => {
  const t = useText<keyof typeof en>();
  const { intl } = useLanguage();
  const percent = (hundredths: number): string =>
    intl.formatNumber(hundredths / 100, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (variants) => {
    const sum = sumOf(sharesOf(variants));
    if (sum === null) return { isWhole: false, text: t("templates.lottery.no_share") };
    if (sum === wholeShare) return { isWhole: true, text: t("templates.lottery.whole") };
    const values = { sum: percent(sum), left: percent(Math.abs(wholeShare - sum)) };
    const text = sum < wholeShare ? t("templates.lottery.left", values) : t("templates.lottery.over", values);
    return { isWhole: false, text };
  };
};

const Variant = (parts: RewardParts & { readonly at: number }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { form, reward, at, onChange } = parts;
  const { variants } = reward;
  const variant = variants[at];
  if (variant === undefined) return null;
  const number = at + 1;
  const pointer = `${parts.pointer}/variants/${at}`;
  const set = (change: Partial<VariantDraft>): void =>
    onChange({ variants: variants.with(at, { ...variant, ...change }) });
  const rest = restFor(sharesOf(variants), at);
  const isOdd = hundredthsOf(variant.probability) === null;
  return (
    <div className="variant" role="group" aria-label={t("templates.lottery.variant", { number })}>
      <header className="goal-head">
        <h4>{t("templates.lottery.variant", { number })}</h4>
        {variants.length > 1 && (
          <Button
            size="small"
            look="quiet"
            icon="trash"
            label={t("templates.lottery.remove", { number })}
            onPress={() => onChange({ variants: variants.toSpliced(at, 1) })}
          />
        )}
      </header>
      <SelectField
        label={t("templates.lottery.type")}
        value={variant.type}
        choices={variantTypes.map((value) => ({ value, label: t(`templates.variant.${value}`) }))}
        error={form.errorAt(`${pointer}/type`)}
        onChange={(type) => set({ type })}
      />
      <TextField
        label={t("templates.lottery.name")}
        value={variant.name}
        error={form.errorAt(`${pointer}/name`)}
        onChange={(name) => set({ name })}
        maxLength={120}
        isRequired
      />
      <TextField
        label={t("templates.lottery.probability")}
        value={variant.probability}
        error={form.errorAt(`${pointer}/probability`) ?? (isOdd ? t("templates.lottery.share_wrong") : null)}
        onChange={(probability) => set({ probability })}
        inputMode="decimal"
        suffix="%"
        isRequired
      />
      <TextField
        label={t("templates.lottery.greeting")}
        value={variant.greeting}
        error={form.errorAt(`${pointer}/greeting`)}
        onChange={(greeting) => set({ greeting })}
        maxLength={500}
      />
      {variant.type === "voucher" && (
        <VoucherChoice
          label={t("templates.voucher")}
          value={variant.voucher}
          error={form.errorAt(`${pointer}/voucher_template_id`)}
          onChange={(voucher) => set({ voucher })}
          isRequired
        />
      )}
      {rest !== null && rest !== variant.probability && (
        <div className="row variant-rest">
          <Button
            size="small"
            label={t("templates.lottery.rest_of", { number })}
            onPress={() => set({ probability: rest })}
          >
            {t("templates.lottery.rest")}
          </Button>
        </div>
      )}
    </div>
  );
};

/** A lottery, beside its name: what may be won, and how likely; the shares are seen to add up. */
export const LotteryFields = (parts: RewardParts): ReactNode => {
  const t = useText<keyof typeof en>();
  const shareText = useShareText();
  const { form, pointer, reward, onChange } = parts;
  const { variants } = reward;
  const { isWhole, text } = shareText(variants);
  const share = (): void => {
    const shares = evenShares(variants.length);
    onChange({ variants: variants.map((one, at) => ({ ...one, probability: shares[at] ?? "0" })) });
  };
  const error = useFault(form.errorAt(`${pointer}/variants`), variants);
  return (
    <>
      <RadioField
        label={t("templates.lottery.play")}
        value={reward.play}
        choices={(["customer", "auto"] as const).map((value) => ({
          value,
          label: t(`templates.lottery.play.${value}`),
        }))}
        onChange={(play) => onChange({ play })}
      />
      {variants.map((variant, at) => (
        <Variant key={variant.key} {...parts} at={at} />
      ))}
      <p className={isWhole ? "share-sum share-whole" : "share-sum"} role="status">
        {text}
      </p>
      {error !== null && <p className="field-error">{error}</p>}
      <div className="row">
        <Button icon="plus" onPress={() => onChange({ variants: [...variants, emptyVariant()] })}>
          {t("templates.lottery.add")}
        </Button>
        <Button onPress={share}>{t("templates.lottery.even")}</Button>
      </div>
    </>
  );
};
