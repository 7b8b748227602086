import type { ReactNode } from "react";
import { useSession } from "../../api/session.tsx";
import { useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { RadioField, SelectField, TextField } from "../../parts/fields.tsx";
import { useForm, type Form as FormState } from "../../parts/form.ts";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/page.tsx";
import { SaveForm } from "../../parts/save-form.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { mappingOf, mappingValues, type MappingValues } from "./mapping-form.ts";
import { leavesOf, mappedFields, readPasted, type MappedField, type Till } from "./sample-sale.ts";
import { TrialOutcome } from "./trial.tsx";
import type en from "./en.json";

const notSent = "none";

/** Where one field of a sale stands in what the till sends: one of the values of the pasted sale. */
const PointerField = (parts: {
  readonly field: MappedField;
  readonly form: FormState<MappingValues>;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { field, form } = parts;
  const chosen = form.values[field];
  const leaves = leavesOf(readPasted(form.values.pasted) ?? {});
  const isNeeded = field === "receipt_id" || field === "amount";
  const known = leaves.some((leaf) => leaf.pointer === chosen) || chosen === "";
  return (
    <SelectField
      label={t(`tills.field.${field}`)}
      value={chosen === "" ? (isNeeded ? null : notSent) : chosen}
      placeholder={t("tills.mapping.choose")}
      isRequired={isNeeded}
      choices={[
        ...(isNeeded ? [] : [{ value: notSent, label: t("tills.mapping.not_sent") }]),
        ...(known ? [] : [{ value: chosen, label: chosen }]),
        ...leaves.map(({ pointer, value }) => ({ value: pointer, label: pointer, help: value.slice(0, 60) })),
      ]}
      error={form.errorAt(`/mapping/fields/${field}`)}
      onChange={(value) => form.set(field, value === notSent ? "" : value)}
    />
  );
};

const MappedFields = ({ form }: { readonly form: FormState<MappingValues> }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { values } = form;
  return (
    <>
      <div className="columns">
        {mappedFields.map((field) => (
          <PointerField key={field} field={field} form={form} />
        ))}
        {values.currency === "" && (
          <TextField
            label={t("tills.mapping.currency")}
            help={t("tills.mapping.currency_help")}
            value={values.fixedCurrency}
            error={form.errorAt("/mapping/currency")}
            onChange={(value) => form.set("fixedCurrency", value.toUpperCase())}
            maxLength={3}
            isCode
          />
        )}
      </div>
      <RadioField
        label={t("tills.mapping.unit")}
        value={values.unit}
        choices={(["major", "minor"] as const).map((unit) => ({
          value: unit,
          label: t(`tills.mapping.unit.${unit}`),
        }))}
        onChange={(unit) => form.set("unit", unit)}
      />
    </>
  );
};

/** What the till sends, told by a sale that was pasted, and tried on it without effect. */
export const MappingEditor = ({ till }: { readonly till: Till }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { currency } = useSession().business;
  const form = useForm(mappingValues(till.mapping, currency));
  const update = useWrite("updateTill", ["getTill", "listTills"]);
  const trial = useWrite("trySale");
  const { values } = form;
  const sale = readPasted(values.pasted);
  const params = { id: till.id };
  const save = async (): Promise<void> => {
    await update.mutateAsync({ params, body: { mapping: mappingOf(values) } });
    tellDone(t("tills.saved", { name: till.name }));
  };
  const isUnreadable = values.pasted.trim() !== "" && sale === null;
  return (
    <Panel title={t("tills.mapping")} lead={t("tills.mapping.lead")}>
      <SaveForm
        form={form}
        pointers={["/mapping/*"]}
        onSave={() => void form.send(save)}
        action={
          <Button
            isDisabled={sale === null}
            isBusy={trial.isPending}
            onPress={() =>
              sale !== null && trial.mutate({ params, body: { sale, mapping: mappingOf(values) } })
            }
          >
            {t("tills.try")}
          </Button>
        }
      >
        <TextField
          label={t("tills.mapping.pasted")}
          help={t("tills.mapping.pasted_help")}
          value={values.pasted}
          error={isUnreadable ? t("tills.mapping.not_json") : null}
          onChange={(value) => form.set("pasted", value)}
          rows={8}
          isCode
        />
        <RadioField
          label={t("tills.mapping.shape")}
          value={values.shape}
          choices={(["own", "mapped"] as const).map((shape) => ({
            value: shape,
            label: t(`tills.mapping.shape.${shape}`),
            help: t(`tills.mapping.shape_help.${shape}`),
          }))}
          onChange={(shape) => form.set("shape", shape)}
        />
        {values.shape === "mapped" && <MappedFields form={form} />}
        <ProblemNotice problem={trial.error} />
        {trial.data !== undefined && <TrialOutcome trial={trial.data} />}
      </SaveForm>
    </Panel>
  );
};
