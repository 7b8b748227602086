import type { ReactNode } from "react";
import { useAll } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { CheckField, RadioField, SelectField, TextField } from "../../parts/fields.tsx";
import type { Form } from "../../parts/form.ts";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { HolderCardField, HolderField } from "./holder-field.tsx";
import { formats, type CodeFormat, type VoucherValues } from "./voucher-values.ts";
import type en from "./en.json";

interface Parts {
  readonly form: Form<VoucherValues>;
}

export const voucherPointers = [
  "/voucher_template_id",
  "/title",
  "/description",
  "/redeem_code",
  "/formats*",
  "/validity*",
  "/valid_from",
  "/expires_at",
  "/customer_id",
  "/card_id",
];

const TemplateField = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const templates = useAll("listVoucherTemplates", {});
  if (templates.data?.length === 0) {
    return (
      <Notice kind="info">
        <p>{t("issue.no_template")}</p>
      </Notice>
    );
  }
  return (
    <>
      <ProblemNotice problem={templates.error} />
      <SelectField
        label={t("issue.template")}
        placeholder={t("issue.template_placeholder")}
        value={form.values.templateId}
        error={form.errorAt("/voucher_template_id")}
        choices={templates.data?.map(({ id, title, description }) => ({
          value: id,
          label: title,
          ...(description !== null && { help: description }),
        }))}
        onChange={(id) => form.set("templateId", id)}
        isRequired
      />
    </>
  );
};

/** A moment on the clocks of the business. */
const MomentField = (parts: {
  readonly form: Form<VoucherValues>;
  readonly name: "validFrom" | "expiresAt";
  readonly help: string;
  readonly isRequired?: boolean;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const zone = useSession().business.time_zone.replaceAll("_", " ");
  const { form, name } = parts;
  return (
    <TextField
      label={t(`issue.${name}`)}
      help={`${parts.help} ${t("issue.zone", { zone })}`}
      type="datetime-local"
      value={form.values[name]}
      error={form.errorAt(name === "validFrom" ? "/valid_from" : "/expires_at")}
      onChange={(value) => form.set(name, value)}
      isRequired={parts.isRequired ?? false}
    />
  );
};

const ValidityFields = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const { validity } = form.values;
  return (
    <div className="field-columns">
      <SelectField
        label={t("voucher.validity")}
        value={validity}
        error={form.errorAt("/validity")}
        choices={(["unlimited", "days", "months", "fixed_date", "exact"] as const).map((one) => ({
          value: one,
          label: t(`issue.${one}`),
        }))}
        onChange={(value) => form.set("validity", value)}
      />
      {(validity === "days" || validity === "months") && (
        <TextField
          label={t(`issue.count_${validity}`)}
          value={form.values.count}
          error={form.errorAt("/validity/*")}
          inputMode="numeric"
          onChange={(count) => form.set("count", count)}
          isRequired
        />
      )}
      {validity === "fixed_date" && (
        <TextField
          label={t("issue.date")}
          help={t("issue.date_help")}
          type="date"
          value={form.values.date}
          error={form.errorAt("/validity/*")}
          onChange={(date) => form.set("date", date)}
          isRequired
        />
      )}
      {validity === "exact" && (
        <MomentField form={form} name="expiresAt" help={t("issue.expiresAt_help")} isRequired />
      )}
    </div>
  );
};

const CustomFields = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const { values } = form;
  const setFormat = (format: CodeFormat, isOn: boolean): void =>
    form.set("formats", isOn ? [...values.formats, format] : values.formats.filter((one) => one !== format));
  return (
    <>
      <TextField
        label={t("voucher.title")}
        value={values.title}
        error={form.errorAt("/title")}
        maxLength={120}
        placeholder={t("issue.title_example")}
        onChange={(title) => form.set("title", title)}
        isRequired
      />
      <TextField
        label={t("issue.description")}
        value={values.description}
        error={form.errorAt("/description")}
        rows={2}
        maxLength={1000}
        onChange={(description) => form.set("description", description)}
      />
      <TextField
        label={t("voucher.code")}
        help={t("issue.code_help")}
        value={values.code}
        error={form.errorAt("/redeem_code")}
        maxLength={40}
        onChange={(code) => form.set("code", code)}
        isCode
      />
      <fieldset className="check-group">
        <legend>{t("issue.formats")}</legend>
        {formats.map((format) => (
          <CheckField
            key={format}
            label={t(`issue.format_${format}`)}
            isChecked={values.formats.includes(format)}
            onChange={(isOn) => setFormat(format, isOn)}
          />
        ))}
      </fieldset>
      <ValidityFields form={form} />
    </>
  );
};

const Holder = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const { values } = form;
  return (
    <>
      <RadioField
        label={t("issue.holder")}
        value={values.holder}
        choices={[
          { value: "customer", label: t("issue.for_customer"), help: t("issue.for_customer_help") },
          { value: "bearer", label: t("issue.for_bearer"), help: t("issue.for_bearer_help") },
        ]}
        onChange={(holder) => form.set("holder", holder)}
      />
      {values.holder === "customer" && (
        <>
          <HolderField
            value={values.customerId}
            error={form.errorAt("/customer_id")}
            onChange={(customerId) => {
              if (customerId === values.customerId) return;
              form.set("customerId", customerId);
              form.set("cardId", null);
            }}
          />
          <HolderCardField
            customerId={values.customerId}
            value={values.cardId}
            error={form.errorAt("/card_id")}
            onChange={(cardId) => form.set("cardId", cardId)}
          />
        </>
      )}
    </>
  );
};

/** What is issued, and to whom. */
export const VoucherFields = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  return (
    <>
      <RadioField
        label={t("issue.what")}
        value={form.values.source}
        choices={[
          { value: "template", label: t("issue.from_template"), help: t("issue.from_template_help") },
          { value: "custom", label: t("issue.custom"), help: t("issue.custom_help") },
        ]}
        onChange={(source) => form.set("source", source)}
      />
      {form.values.source === "template" ? <TemplateField form={form} /> : <CustomFields form={form} />}
      <div className="field-columns">
        <MomentField form={form} name="validFrom" help={t("issue.validFrom_help")} />
        {form.values.source === "template" && (
          <MomentField form={form} name="expiresAt" help={t("issue.expiresAt_template")} />
        )}
      </div>
      <Holder form={form} />
    </>
  );
};
