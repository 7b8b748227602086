import type { ReactNode } from "react";
import { useAll } from "../../../api/queries.ts";
import { useText } from "../../../i18n/index.tsx";
import { SelectField, type Choice } from "../../../parts/fields.tsx";
import type { Form } from "../../../parts/form.ts";
import { anyOne, type HookValues } from "./hook-values.ts";
import type en from "../en.json";

/** The choices with "any" first; one that is chosen and not listed any more stays to be seen. */
const withAny = (any: string, chosen: string, known: readonly Choice[]): readonly Choice[] => [
  { value: anyOne, label: any },
  ...known,
  ...(chosen === anyOne || known.some(({ value }) => value === chosen)
    ? []
    : [{ value: chosen, label: chosen }]),
];

/** Narrows the events to a card template, a location, a voucher template. */
export const FiltersFields = ({ form }: { readonly form: Form<HookValues> }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { template, location, voucherTemplate } = form.values;
  const templates = useAll("listTemplates", {}).data ?? [];
  const locations = useAll("listLocations", {}).data ?? [];
  const vouchers = useAll("listVoucherTemplates", {}).data ?? [];
  const named = templates.map((one) => ({ value: one.id, label: one.name }));
  const placed = locations.map((one) => ({ value: one.id, label: one.name }));
  const titled = vouchers.map((one) => ({ value: one.id, label: one.title }));
  return (
    <div className="columns">
      <SelectField
        label={t("hooks.filter_template")}
        value={template}
        choices={withAny(t("hooks.any"), template, named)}
        error={form.errorAt("/filters/template_id")}
        onChange={(value) => form.set("template", value)}
      />
      <SelectField
        label={t("hooks.filter_location")}
        value={location}
        choices={withAny(t("hooks.any"), location, placed)}
        error={form.errorAt("/filters/location_id")}
        onChange={(value) => form.set("location", value)}
      />
      <SelectField
        label={t("hooks.filter_voucher_template")}
        value={voucherTemplate}
        choices={withAny(t("hooks.any"), voucherTemplate, titled)}
        error={form.errorAt("/filters/voucher_template_id")}
        onChange={(value) => form.set("voucherTemplate", value)}
      />
    </div>
  );
};
