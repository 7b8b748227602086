import { useState, type ReactNode } from "react";
import { Form as AriaForm } from "react-aria-components/Form";
import { useText } from "../../../i18n/index.tsx";
import { Button, ButtonLink } from "../../../parts/button.tsx";
import { RadioField, TextField } from "../../../parts/fields.tsx";
import { useForm, type Form } from "../../../parts/form.ts";
import { ProblemNotice, useProblemText } from "../../../parts/notice.tsx";
import { Panel } from "../../../parts/page.tsx";
import { hintFor } from "./address-hint.ts";
import { EventsField } from "./events-field.tsx";
import { FiltersFields } from "./filters-fields.tsx";
import { valuesOf, type HookValues } from "./hook-values.ts";
import type { Hook } from "./state.tsx";
import type en from "../en.json";

const paceFields = ["/rate_per_second", "/concurrency"];
const pointers = ["/target_url", "/events*", "/filters*", "/customer_fields", "/description", ...paceFields];

/** The address, why the server did not take it (while it stands as it was sent), or what will likely be refused. */
const AddressField = (parts: {
  readonly form: Form<HookValues>;
  readonly refused: { readonly target: string; readonly why: string } | null;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { form, refused } = parts;
  const { target } = form.values;
  const hint = hintFor(target);
  const why = refused?.target === target ? refused.why : null;
  return (
    <TextField
      label={t("hooks.address")}
      help={hint === null ? t("hooks.address_help") : t(hint)}
      value={target}
      error={why ?? form.errorAt("/target_url")}
      onChange={(value) => form.set("target", value)}
      type="url"
      maxLength={2_048}
      isCode
      isRequired
    />
  );
};

/** What few need: how fast it is sent. Opens by itself where something in it is wrong. */
const PaceFields = ({ form }: { readonly form: Form<HookValues> }): ReactNode => {
  const t = useText<keyof typeof en>();
  const wrong = paceFields.some((pointer) => form.errorAt(pointer) !== null);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      className="disclosure"
      open={isOpen || wrong}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary>{t("hooks.advanced")}</summary>
      <div className="field-columns">
        <TextField
          label={t("hooks.rate")}
          help={t("hooks.rate_help")}
          value={form.values.rate}
          error={form.errorAt("/rate_per_second")}
          inputMode="numeric"
          onChange={(value) => form.set("rate", value)}
        />
        <TextField
          label={t("hooks.concurrency")}
          help={t("hooks.concurrency_help")}
          value={form.values.concurrency}
          error={form.errorAt("/concurrency")}
          inputMode="numeric"
          onChange={(value) => form.set("concurrency", value)}
        />
      </div>
    </details>
  );
};

/** Makes a hook, or changes one: a page of its own, since there is much to choose. */
export const HookForm = (parts: {
  readonly hook?: Hook;
  readonly submit: string;
  readonly cancelHref: string;
  readonly onSave: (values: HookValues, idempotencyKey: string) => Promise<unknown>;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const problemText = useProblemText();
  const form = useForm<HookValues>(valuesOf(parts.hook));
  const [sent, setSent] = useState("");
  const { values } = form;
  const problem = form.problemBeside(pointers);
  const isAddress = problem?.code === "target_not_allowed";
  return (
    <AriaForm
      className="stack-wide"
      onSubmit={(event) => {
        event.preventDefault();
        setSent(values.target);
        void form.send(parts.onSave);
      }}
    >
      <Panel>
        <AddressField form={form} refused={isAddress ? { target: sent, why: problemText(problem) } : null} />
        <TextField
          label={t("hooks.description")}
          help={t("hooks.description_help")}
          value={values.description}
          error={form.errorAt("/description")}
          onChange={(value) => form.set("description", value)}
          maxLength={300}
        />
      </Panel>
      <Panel title={t("hooks.what")}>
        <EventsField
          isAll={values.isAll}
          events={values.events}
          error={form.errorAt("/events*")}
          onChange={(isAll, events) => {
            form.set("isAll", isAll);
            form.set("events", events);
          }}
        />
      </Panel>
      <Panel title={t("hooks.filters")} lead={t("hooks.filters_lead")}>
        <FiltersFields form={form} />
      </Panel>
      <Panel>
        <RadioField
          label={t("hooks.fields")}
          value={values.fields}
          choices={[
            { value: "ids", label: t("hooks.fields.ids"), help: t("hooks.fields_help.ids") },
            { value: "contact", label: t("hooks.fields.contact"), help: t("hooks.fields_help.contact") },
          ]}
          error={form.errorAt("/customer_fields")}
          onChange={(value) => form.set("fields", value)}
        />
        <PaceFields form={form} />
      </Panel>
      {!isAddress && <ProblemNotice problem={problem} />}
      <div className="row">
        <Button type="submit" look="primary" isBusy={form.isSending}>
          {parts.submit}
        </Button>
        <ButtonLink href={parts.cancelHref}>{t("cancel")}</ButtonLink>
      </div>
    </AriaForm>
  );
};
