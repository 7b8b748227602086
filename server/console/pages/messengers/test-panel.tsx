import { useState, type ReactNode } from "react";
import { Form } from "react-aria-components/Form";
import { useCall, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { ComboField } from "../../parts/combo-field.tsx";
import { SelectField, TextField } from "../../parts/fields.tsx";
import { useForm } from "../../parts/form.ts";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/page.tsx";
import type { Channel, Connection } from "./connect.tsx";
import type en from "./en.json";

/** A customer whose number the test goes to. */
const CustomerField = (parts: { readonly onChoose: (phone: string) => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const query = typed.trim();
  const found = useCall(
    "listCustomers",
    { query: { query } },
    { enabled: query.length >= 2 && chosen === null, keepPrevious: true },
  );
  const customers = (found.data?.data ?? []).filter(({ phone }) => phone !== null);
  return (
    <ComboField
      label={t("messengers.test.customer")}
      help={t("messengers.test.customer_help")}
      value={chosen}
      typed={typed}
      onType={setTyped}
      choices={customers.map(({ id, name, phone }) => ({
        value: id,
        label: name ?? phone ?? id,
        help: phone ?? "",
      }))}
      nothing={query.length < 2 ? t("messengers.test.type_more") : t("nothing_fits")}
      onChange={(id) => {
        const customer = customers.find((one) => one.id === id);
        setChosen(id);
        if (customer === undefined) return;
        setTyped(customer.name ?? customer.phone ?? "");
        parts.onChoose(customer.phone ?? "");
      }}
    />
  );
};

const Outcome = (parts: { readonly ok: boolean; readonly error: string | null; isMessage: boolean }) => {
  const t = useText<keyof typeof en>();
  if (!parts.ok) {
    return (
      <Notice kind="bad" title={t("messengers.test.refused")}>
        <p>{parts.error}</p>
      </Notice>
    );
  }
  return (
    <Notice kind="good">
      <p>{parts.isMessage ? t("messengers.test.sent") : t("messengers.test.works")}</p>
    </Notice>
  );
};

/** Asks 7loc.com whether the account works, or sends one message to one number. */
export const TestPanel = ({ connection }: { readonly connection: Connection }): ReactNode => {
  const t = useText<keyof typeof en>();
  const test = useWrite("testMessenger", ["listMessengers"]);
  const form = useForm({ channel: connection.channels[0] as Channel, phone: "", message: "" });
  const { channel, phone, message } = form.values;
  const send = (idempotencyKey: string): Promise<unknown> =>
    test.mutateAsync({
      body: { channel, phone, ...(message.trim() !== "" && { message }) },
      idempotencyKey,
    });
  return (
    <Panel
      title={t("messengers.test.title")}
      lead={t("messengers.test.lead")}
      actions={
        <Button isBusy={test.isPending} onPress={() => test.mutate({ body: {} })}>
          {t("messengers.test.check")}
        </Button>
      }
    >
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void form.send((_, idempotencyKey) => send(idempotencyKey));
        }}
      >
        <div className="columns">
          <SelectField
            label={t("messengers.test.channel")}
            value={channel}
            choices={connection.channels.map((one) => ({
              value: one,
              label: t(`messengers.channel.${one}`),
            }))}
            error={form.errorAt("/channel")}
            onChange={(value) => form.set("channel", value)}
          />
          <CustomerField onChoose={(value) => form.set("phone", value)} />
          <TextField
            label={t("messengers.test.phone")}
            type="tel"
            value={phone}
            error={form.errorAt("/phone")}
            onChange={(value) => form.set("phone", value)}
            isRequired
          />
        </div>
        <TextField
          label={t("messengers.test.message")}
          help={t("messengers.test.message_help")}
          value={message}
          error={form.errorAt("/message")}
          onChange={(value) => form.set("message", value)}
          maxLength={1000}
          rows={3}
        />
        <ProblemNotice problem={form.problemBeside(["/channel", "/phone", "/message"])} />
        {test.data !== undefined && <Outcome {...test.data} isMessage={test.data.message_id !== null} />}
        <div>
          <Button type="submit" icon="send" isDisabled={phone.trim() === ""} isBusy={form.isSending}>
            {t("messengers.test.send")}
          </Button>
        </div>
      </Form>
    </Panel>
  );
};
