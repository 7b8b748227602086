import type { ReactNode } from "react";
import { useSession } from "../../api/session.tsx";
import { useLanguage, useText } from "../../i18n/index.tsx";
import { CheckField, RadioField, SelectField, TextField } from "../../parts/fields.tsx";
import type { Form } from "../../parts/form.ts";
import { PictureField } from "../../parts/picture-field.tsx";
import {
  codeFormats,
  codeModes,
  lastDay,
  todayIn,
  validityTypes,
  type VoucherTemplateValues,
} from "./voucher-values.ts";
import type en from "./en.json";

interface Parts {
  readonly form: Form<VoucherTemplateValues>;
}

export const voucherPointers = [
  "/title",
  "/description",
  "/image_url",
  "/code*",
  "/formats*",
  "/validity*",
  "/remind_days_before",
];

/** When a voucher would end that is issued today, in words. */
export const useEndText = (): ((values: VoucherTemplateValues) => string) => {
  const t = useText<keyof typeof en>();
  const { intl } = useLanguage();
  const { time_zone: timeZone } = useSession().business;
  return (values) => {
    if (values.validity === "unlimited") return t("vouchers.end.never");
    const end = lastDay(values, todayIn(timeZone));
    if (end === null || Number.isNaN(end.getTime())) return t("vouchers.end.unknown");
    const day = intl.formatDate(end, { dateStyle: "long", timeZone: "UTC" });
    return end < todayIn(timeZone) ? t("vouchers.end.past", { day }) : t("vouchers.end.on", { day });
  };
};

const CodeFields = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const { mode, formats } = form.values;
  return (
    <>
      <RadioField
        label={t("vouchers.code")}
        value={mode}
        choices={codeModes.map((value) => ({
          value,
          label: t(`vouchers.code.${value}`),
          help: t(`vouchers.code_help.${value}`),
        }))}
        error={form.errorAt("/code")}
        onChange={(value) => form.set("mode", value)}
      />
      {mode === "shared" && (
        <TextField
          label={t("vouchers.code_value")}
          help={t("vouchers.code_value_help")}
          value={form.values.sharedCode}
          error={form.errorAt("/code/value")}
          onChange={(value) => form.set("sharedCode", value)}
          maxLength={40}
          isCode
          isRequired
        />
      )}
      {mode !== "none" && (
        <div className="field" role="group" aria-label={t("vouchers.formats")}>
          <span className="field-label">{t("vouchers.formats")}</span>
          {codeFormats.map((format) => (
            <CheckField
              key={format}
              label={t(`vouchers.format.${format}`)}
              isChecked={formats.includes(format)}
              onChange={(isOn) =>
                form.set(
                  "formats",
                  codeFormats.filter((one) => (one === format ? isOn : formats.includes(one))),
                )
              }
            />
          ))}
        </div>
      )}
    </>
  );
};

const ValidityFields = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const endText = useEndText();
  const { values } = form;
  const isCounted = values.validity === "days" || values.validity === "months";
  return (
    <>
      <div className="columns">
        <SelectField
          label={t("vouchers.validity")}
          value={values.validity}
          choices={validityTypes.map((value) => ({ value, label: t(`vouchers.validity.${value}`) }))}
          error={form.errorAt("/validity")}
          onChange={(value) => form.set("validity", value)}
        />
        {isCounted && (
          <TextField
            label={t(values.validity === "days" ? "vouchers.days" : "vouchers.months")}
            value={values.count}
            error={form.errorAt("/validity/value")}
            onChange={(value) => form.set("count", value)}
            inputMode="numeric"
            isRequired
          />
        )}
        {values.validity === "fixed_date" && (
          <TextField
            label={t("vouchers.date")}
            type="date"
            value={values.date}
            error={form.errorAt("/validity/value")}
            onChange={(value) => form.set("date", value)}
            isRequired
          />
        )}
      </div>
      <p role="status">{endText(values)}</p>
      {values.validity !== "unlimited" && (
        <TextField
          label={t("vouchers.remind")}
          help={t("vouchers.remind_help")}
          value={values.remind}
          error={form.errorAt("/remind_days_before")}
          onChange={(value) => form.set("remind", value)}
          inputMode="numeric"
        />
      )}
    </>
  );
};

/** The fields of a voucher template, on a page or in a dialog. */
export const VoucherFields = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const { values } = form;
  return (
    <>
      <TextField
        label={t("vouchers.title")}
        value={values.title}
        error={form.errorAt("/title")}
        onChange={(value) => form.set("title", value)}
        maxLength={120}
        isRequired
      />
      <TextField
        label={t("vouchers.description")}
        value={values.description}
        error={form.errorAt("/description")}
        onChange={(value) => form.set("description", value)}
        maxLength={1000}
        rows={2}
      />
      <PictureField
        label={t("vouchers.image")}
        kind="picture"
        value={values.image}
        error={form.errorAt("/image_url")}
        onChange={(value) => form.set("image", value)}
      />
      <CodeFields form={form} />
      <ValidityFields form={form} />
    </>
  );
};
