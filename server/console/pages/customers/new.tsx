import { useState, type ReactNode } from "react";
import { Form } from "react-aria-components/Form";
import { useLocation } from "wouter";
import { useAll, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { CheckField, SelectField } from "../../parts/fields.tsx";
import { useForm } from "../../parts/form.ts";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Page, Panel } from "../../parts/page.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { nobody, PersonFields, personPointers, type Person } from "./person-fields.tsx";
import { channels, nameOf, type Channel } from "./words.tsx";
import type en from "./en.json";

const noCard = "none";

/** Only what was filled in is sent: an empty field says nothing. */
const filled = (person: Person): Partial<Person> =>
  Object.fromEntries(
    Object.entries(person)
      .map(([name, value]) => [name, String(value).trim()])
      .filter(([, value]) => value !== ""),
  );

const NewCustomerPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [, navigate] = useLocation();
  const templates = useAll("listTemplates", {});
  const form = useForm<Person>(nobody);
  const [consents, setConsents] = useState<readonly Channel[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  const save = useWrite("saveCustomer", ["listCustomers"]);
  const issue = useWrite("issueCard", ["listCustomers", "listCards"]);
  // The first program is what most shops want: one click less.
  const templateId = chosen ?? templates.data?.at(-1)?.id ?? noCard;
  const submit = (): void =>
    void form.send(async (person, idempotencyKey) => {
      const given = Object.fromEntries(consents.map((channel) => [channel, true]));
      const body = { ...filled(person), ...(consents.length > 0 && { consents: given }) };
      if (templateId === noCard) {
        const customer = await save.mutateAsync({ body, idempotencyKey });
        tellDone(t(customer.created ? "new.made" : "new.found", { name: nameOf(customer) }));
        navigate(`/customers/${customer.id}`);
      } else {
        const card = await issue.mutateAsync({ body: { ...body, template_id: templateId }, idempotencyKey });
        tellDone(t(card.created ? "card.issued" : "card.found", { number: card.number }));
        navigate(`/customers/${card.customer_id}`);
      }
    });
  return (
    <Page
      title={t("new.title")}
      lead={t("new.lead")}
      parent={{ href: "/customers", label: t("nav.customers") }}
    >
      <Panel>
        <Form
          validationBehavior="aria"
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <PersonFields form={form} />
          <fieldset className="check-group">
            <legend>{t("customers.consents")}</legend>
            <p className="field-help">{t("consent.help")}</p>
            {channels.map((channel) => (
              <CheckField
                key={channel}
                label={t(`consent.${channel}`)}
                isChecked={consents.includes(channel)}
                onChange={(isChecked) =>
                  setConsents((before) =>
                    isChecked ? [...before, channel] : before.filter((one) => one !== channel),
                  )
                }
              />
            ))}
          </fieldset>
          <SelectField
            label={t("new.card")}
            help={t("new.card_help")}
            value={templateId}
            error={form.errorAt("/template_id")}
            choices={[
              { value: noCard, label: t("new.no_card") },
              ...(templates.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={setChosen}
          />
          <ProblemNotice problem={form.problemBeside([...personPointers, "/template_id"])} />
          <div className="row">
            <Button type="submit" look="primary" isBusy={form.isSending}>
              {t("new.save")}
            </Button>
            <ButtonLink href="/customers">{t("cancel")}</ButtonLink>
          </div>
        </Form>
      </Panel>
    </Page>
  );
};

export default NewCustomerPage;
