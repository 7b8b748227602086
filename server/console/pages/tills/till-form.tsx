import type { ReactNode } from "react";
import { useAll, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { ButtonLink } from "../../parts/button.tsx";
import { RadioField, SelectField, TextField } from "../../parts/fields.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { useForm } from "../../parts/form.ts";
import { Notice } from "../../parts/notice.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import type { NewTill } from "./secret-shown-once.tsx";
import type { Till } from "./sample-sale.ts";
import type en from "./en.json";

const kinds = ["poster", "serve", "generic"] as const;
const nowhere = "none";
const pointers = ["/name", "/kind", "/location_id", "/template_id"];

/** Adds a till, or changes one (`till`); its kind stays what it is. */
export const TillForm = (parts: {
  readonly till?: Till;
  readonly onMade: (made: NewTill) => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { till } = parts;
  const templates = useAll("listTemplates", {});
  const locations = useAll("listLocations", {});
  const create = useWrite("createTill", ["listTills"]);
  const update = useWrite("updateTill", ["listTills", "getTill"]);
  const form = useForm({
    name: till?.name ?? "",
    kind: till?.kind ?? ("generic" as Till["kind"]),
    template: till?.template_id ?? null,
    location: till?.location_id ?? nowhere,
  });
  const { name, kind, location } = form.values;
  const known = templates.data;
  // With one program there is nothing to choose.
  const template = form.values.template ?? (known?.length === 1 ? (known[0]?.id ?? null) : null);
  const save = async (idempotencyKey: string): Promise<void> => {
    if (template === null) return;
    const body = { name, template_id: template, location_id: location === nowhere ? null : location };
    if (till === undefined) {
      parts.onMade(await create.mutateAsync({ body: { ...body, kind }, idempotencyKey }));
      return;
    }
    await update.mutateAsync({ params: { id: till.id }, body });
    tellDone(t("tills.saved", { name }));
    parts.onClose();
  };
  return (
    <FormDialog
      title={till === undefined ? t("tills.add_title") : t("tills.edit_title", { name: till.name })}
      submit={till === undefined ? t("tills.add") : t("save")}
      form={form}
      pointers={pointers}
      isReady={template !== null}
      onSubmit={() => void form.send((_, idempotencyKey) => save(idempotencyKey))}
      onClose={parts.onClose}
    >
      {templates.data?.length === 0 && (
        <Notice kind="info" action={<ButtonLink href="/templates">{t("tills.make_template")}</ButtonLink>}>
          <p>{t("tills.no_template")}</p>
        </Notice>
      )}
      <TextField
        label={t("tills.name")}
        value={name}
        error={form.errorAt("/name")}
        onChange={(value) => form.set("name", value)}
        autoFocus
        isRequired
      />
      {till === undefined && (
        <RadioField
          label={t("tills.kind")}
          value={kind}
          choices={kinds.map((one) => ({
            value: one,
            label: t(`tills.kind.${one}`),
            help: t(`tills.kind_help.${one}`),
          }))}
          error={form.errorAt("/kind")}
          onChange={(value) => form.set("kind", value)}
        />
      )}
      <SelectField
        label={t("tills.template")}
        help={t("tills.template_help")}
        placeholder={t("tills.template_placeholder")}
        value={template}
        choices={known?.map((one) => ({ value: one.id, label: one.name }))}
        error={form.errorAt("/template_id")}
        onChange={(value) => form.set("template", value)}
        isRequired
      />
      <SelectField
        label={t("tills.location")}
        value={location}
        choices={[
          { value: nowhere, label: t("tills.no_location") },
          ...(locations.data ?? []).map((one) => ({ value: one.id, label: one.name })),
        ]}
        error={form.errorAt("/location_id")}
        onChange={(value) => form.set("location", value)}
      />
    </FormDialog>
  );
};
