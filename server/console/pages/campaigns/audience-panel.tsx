import type { ReactNode } from "react";
import { useAll } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { RadioField, SelectField, TextField } from "../../parts/fields.tsx";
import type { Form } from "../../parts/form.ts";
import { Panel } from "../../parts/page.tsx";
import { CustomersField } from "./customers-field.tsx";
import { audienceTypes, type CampaignValues } from "./values.ts";
import type en from "./en.json";

const anyCard = "any";

/** Who it is for. */
export const AudiencePanel = (parts: {
  readonly form: Form<CampaignValues>;
  readonly children: ReactNode;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { form } = parts;
  const { values } = form;
  const templates = (useAll("listTemplates", {}).data ?? []).map(({ id, name }) => ({
    value: id,
    label: name,
  }));
  return (
    <Panel title={t("campaigns.audience")}>
      <RadioField
        label={t("campaigns.audience_type")}
        value={values.audience}
        choices={audienceTypes.map((value) => ({ value, label: t(`campaigns.audience.${value}`) }))}
        onChange={(audience) => form.set("audience", audience)}
      />
      {values.audience === "template_id" && (
        <SelectField
          label={t("campaigns.template")}
          placeholder={t("campaigns.template_placeholder")}
          value={values.templateId}
          choices={templates}
          error={form.errorAt("/audience/template_id")}
          onChange={(id) => form.set("templateId", id)}
          isRequired
        />
      )}
      {values.audience === "inactive_days" && (
        <TextField
          label={t("campaigns.days")}
          help={t("campaigns.days_help")}
          value={values.days}
          error={form.errorAt("/audience/inactive_days")}
          onChange={(days) => form.set("days", days)}
          inputMode="numeric"
          isRequired
        />
      )}
      {values.audience === "customer_ids" && (
        <CustomersField
          value={values.customerIds}
          error={form.errorAt("/audience/customer_ids*")}
          onChange={(ids) => form.set("customerIds", ids)}
        />
      )}
      {values.kind === "campaign" && values.audience !== "template_id" && templates.length > 1 && (
        <SelectField
          label={t("campaigns.narrow")}
          value={values.narrowTo ?? anyCard}
          choices={[{ value: anyCard, label: t("campaigns.narrow_any") }, ...templates]}
          error={form.errorAt("/template_id")}
          onChange={(id) => form.set("narrowTo", id === anyCard ? null : id)}
        />
      )}
      {parts.children}
    </Panel>
  );
};
