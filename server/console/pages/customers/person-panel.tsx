import { useState, type ReactNode } from "react";
import { Form } from "react-aria-components/Form";
import { useWrite } from "../../api/queries.ts";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { SwitchField } from "../../parts/fields.tsx";
import { useForm } from "../../parts/form.ts";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Facts, Panel } from "../../parts/page.tsx";
import { CodeText, Moment, Name } from "../../parts/small.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { PersonFields, personPointers, type Person } from "./person-fields.tsx";
import { channels, type Channel, type Customer } from "./words.tsx";
import type en from "./en.json";

const stale = ["getCustomer", "listCustomers"] as const;

const personOf = (customer: Customer): Person => ({
  name: customer.name ?? "",
  email: customer.email ?? "",
  phone: customer.phone ?? "",
  birthday: customer.birthday ?? "",
  language: customer.language ?? "",
  external_id: customer.external_id ?? "",
});

/** Only what is different; emptied is null. */
const changes = (before: Person, after: Person): Partial<Record<keyof Person, string | null>> =>
  Object.fromEntries(
    Object.entries(after)
      .filter(([name, value]) => before[name as keyof Person] !== value)
      .map(([name, value]: [string, string]) => [name, value.trim() === "" ? null : value.trim()]),
  );

const EditPerson = (parts: { readonly customer: Customer; readonly onClose: () => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { customer } = parts;
  const form = useForm(personOf(customer));
  const update = useWrite("updateCustomer", stale);
  const submit = async (): Promise<void> => {
    const isTaken = await form.send((person) =>
      update.mutateAsync({ params: { id: customer.id }, body: changes(personOf(customer), person) }),
    );
    if (!isTaken) return;
    tellDone(t("saved"));
    parts.onClose();
  };
  return (
    <Form
      validationBehavior="aria"
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <PersonFields form={form} />
      <ProblemNotice problem={form.problemBeside(personPointers)} />
      <div className="row">
        <Button type="submit" look="primary" isBusy={form.isSending}>
          {t("save")}
        </Button>
        <Button onPress={parts.onClose}>{t("cancel")}</Button>
      </div>
    </Form>
  );
};

/** Who a customer is; shown, or to be changed. */
export const PersonPanel = ({ customer }: { readonly customer: Customer }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const [isEdited, setIsEdited] = useState(false);
  const unknown = <span className="faint">–</span>;
  const code = (value: string | null): ReactNode => (value === null ? unknown : <CodeText>{value}</CodeText>);
  return (
    <Panel
      title={t("customer.person")}
      actions={
        !isEdited && (
          <Button size="small" icon="edit" onPress={() => setIsEdited(true)}>
            {t("edit")}
          </Button>
        )
      }
    >
      {isEdited ? (
        <EditPerson customer={customer} onClose={() => setIsEdited(false)} />
      ) : (
        <Facts
          facts={[
            {
              name: t("person.name"),
              value: customer.name === null ? unknown : <Name>{customer.name}</Name>,
            },
            { name: t("person.email"), value: code(customer.email) },
            { name: t("person.phone"), value: code(customer.phone) },
            {
              name: t("person.birthday"),
              value: customer.birthday === null ? unknown : format.birthday(customer.birthday),
            },
            {
              name: t("person.language"),
              value: customer.language === null ? unknown : format.languageName(customer.language),
            },
            { name: t("person.external_id"), value: code(customer.external_id) },
            { name: t("customer.since"), value: <Moment at={customer.created_at} /> },
            { name: t("customer.id"), isWide: true, value: <CodeText>{customer.id}</CodeText> },
          ]}
        />
      )}
    </Panel>
  );
};

/** Where a customer may be written to; each switch is saved at once. */
export const ConsentsPanel = ({ customer }: { readonly customer: Customer }): ReactNode => {
  const t = useText<keyof typeof en>();
  const update = useWrite("updateCustomer", stale);
  const set = (channel: Channel, isOn: boolean): void =>
    update.mutate(
      { params: { id: customer.id }, body: { consents: { [channel]: isOn } } },
      {
        onSuccess: () =>
          tellDone(t(isOn ? "consent.given" : "consent.taken", { channel: t(`consent.${channel}`) })),
      },
    );
  return (
    <Panel title={t("customers.consents")} lead={t("consent.help")}>
      <div className="switches">
        {channels.map((channel) => (
          <SwitchField
            key={channel}
            label={t(`consent.${channel}`)}
            isOn={customer.consents[channel]}
            isDisabled={update.isPending}
            onChange={(isOn) => set(channel, isOn)}
          />
        ))}
      </div>
      <ProblemNotice problem={update.error} />
    </Panel>
  );
};
