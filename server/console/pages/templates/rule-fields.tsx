import type { ReactNode } from "react";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { RadioField, SwitchField, TextField } from "../../parts/fields.tsx";
import type { Form } from "../../parts/form.ts";
import { Panel } from "../../parts/page.tsx";
import type { OccasionDraft, TemplateDraft } from "./draft.ts";
import { VoucherChoice } from "./voucher-choice.tsx";
import type en from "./en.json";

interface Parts {
  readonly form: Form<TemplateDraft>;
}

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** Two sales that make a stamp together, and one that leaves something over. */
export const useEarnExample = (): ((earn: TemplateDraft["earn"]) => string | null) => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  return ({ type, amount, currency }) => {
    if (type === "per_order") return t("templates.earn.per_order_example");
    const each = Number(amount.replace(",", "."));
    if (!(each > 0) || !/^[A-Za-z]{3}$/.test(currency)) return null;
    const minor = 10 ** digitsOf(currency);
    const whole = Math.round(each * minor);
    const first = Math.round(whole * 0.6);
    const money = (value: number): string => format.money(String(value / minor), currency);
    return t("templates.earn.by_amount_example", {
      first: money(first),
      second: money(whole - first),
      third: money(whole * 2 + first),
      rest: money(first),
    });
  };
};

export const EarnPanel = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const example = useEarnExample();
  const { earn } = form.values;
  const set = (change: Partial<TemplateDraft["earn"]>): void => form.set("earn", { ...earn, ...change });
  return (
    <Panel title={t("templates.earn")}>
      <RadioField
        label={t("templates.earn.type")}
        value={earn.type}
        choices={(["per_order", "by_amount"] as const).map((value) => ({
          value,
          label: t(`templates.earn.${value}`),
        }))}
        error={form.errorAt("/earn")}
        onChange={(type) => set({ type })}
      />
      {earn.type === "by_amount" && (
        <div className="columns">
          <TextField
            label={t("templates.earn.amount")}
            value={earn.amount}
            error={form.errorAt("/earn/amount_per_stamp")}
            onChange={(amount) => set({ amount })}
            inputMode="decimal"
            isRequired
          />
          <TextField
            label={t("templates.earn.currency")}
            help={t("templates.earn.currency_help")}
            value={earn.currency}
            error={form.errorAt("/earn/currency")}
            onChange={(currency) => set({ currency: currency.toUpperCase() })}
            maxLength={3}
            isCode
            isRequired
          />
        </div>
      )}
      <p className="example" role="status">
        {example(earn)}
      </p>
    </Panel>
  );
};

export const LimitsPanel = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const { limits } = form.values;
  const set = (change: Partial<TemplateDraft["limits"]>): void =>
    form.set("limits", { ...limits, ...change });
  return (
    <Panel title={t("templates.limits")} lead={t("templates.limits_lead")}>
      <div className="columns">
        <TextField
          label={t("templates.limits.per_call")}
          help={t("templates.limits.per_call_help")}
          value={limits.perCall}
          error={form.errorAt("/limits/max_stamps_per_call")}
          onChange={(perCall) => set({ perCall })}
          inputMode="numeric"
        />
        <TextField
          label={t("templates.limits.daily")}
          help={t("templates.limits.daily_help")}
          value={limits.daily}
          error={form.errorAt("/limits/daily_stamps_per_card")}
          onChange={(daily) => set({ daily })}
          inputMode="numeric"
        />
        <TextField
          label={t("templates.limits.cooldown")}
          help={t("templates.limits.cooldown_help")}
          value={limits.cooldown}
          error={form.errorAt("/limits/cooldown_seconds")}
          onChange={(cooldown) => set({ cooldown })}
          inputMode="numeric"
        />
      </div>
    </Panel>
  );
};

const OccasionPanel = ({ form, name }: Parts & { readonly name: "birthday" | "inactivity" }): ReactNode => {
  const t = useText<keyof typeof en>();
  const occasion = form.values[name];
  const set = (change: Partial<OccasionDraft>): void => form.set(name, { ...occasion, ...change });
  return (
    <Panel title={t(`templates.${name}`)}>
      <SwitchField
        label={t(`templates.${name}.on`)}
        isOn={occasion.enabled}
        onChange={(enabled) => set({ enabled })}
      />
      {occasion.enabled && (
        <>
          <TextField
            label={t(`templates.${name}.days`)}
            help={t(`templates.${name}.help`)}
            value={occasion.days}
            error={form.errorAt(`/${name}/*`)}
            onChange={(days) => set({ days })}
            inputMode="numeric"
          />
          <VoucherChoice
            label={t(`templates.${name}.voucher`)}
            value={occasion.voucher}
            error={form.errorAt(`/${name}/voucher_template_id`)}
            onChange={(voucher) => set({ voucher })}
          />
        </>
      )}
    </Panel>
  );
};

export const OccasionPanels = ({ form }: Parts): ReactNode => (
  <>
    <OccasionPanel form={form} name="birthday" />
    <OccasionPanel form={form} name="inactivity" />
  </>
);
