import { useState, type ReactNode } from "react";
import type { Answer, CallRequest } from "../../../api/call.ts";
import { useAll, useCall, useWrite } from "../../../api/queries.ts";
import { useText, useTextFor } from "../../../i18n/index.tsx";
import { Button, ButtonLink, TextLink } from "../../../parts/button.tsx";
import { Dialog, DialogButtons } from "../../../parts/dialog.tsx";
import { SelectField } from "../../../parts/fields.tsx";
import { Notice, ProblemNotice } from "../../../parts/notice.tsx";
import { useSentence } from "./cause.ts";
import type { Hook } from "./state.tsx";
import type en from "../en.json";

type EventName = NonNullable<NonNullable<CallRequest<"testHook">["body"]>["event"]>;

const Result = (parts: { readonly outcome: Answer<"testHook">; readonly address: string }): ReactNode => {
  const t = useText<keyof typeof en>();
  const sentence = useSentence();
  const { delivered, attempt, delivery_id: id } = parts.outcome;
  return (
    <Notice
      kind={delivered ? "good" : "bad"}
      title={delivered ? t("hooks.test_arrived") : t("hooks.test_failed")}
    >
      <p>{sentence(attempt, parts.address, { kind: "none" })}</p>
      <TextLink href={`/integrations/webhooks/deliveries/${id}`}>{t("hooks.test_details")}</TextLink>
    </Notice>
  );
};

const HookChoice = (parts: {
  readonly chosen: Hook | undefined;
  readonly onChoose: (hook: Hook) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const hooks = useAll("listHooks", {});
  const { data } = hooks;
  if (data?.length === 0) {
    return (
      <Notice
        kind="info"
        action={<ButtonLink href="/integrations/webhooks/new">{t("hooks.add")}</ButtonLink>}
      >
        <p>{t("hooks.empty")}</p>
      </Notice>
    );
  }
  return (
    <>
      <ProblemNotice problem={hooks.error} />
      <SelectField
        label={t("hooks.test_to")}
        placeholder={t("hooks.test_to_placeholder")}
        value={parts.chosen?.id ?? null}
        choices={data?.map((hook) => ({
          value: hook.id,
          label: hook.description ?? hook.target_url,
          help: hook.target_url,
        }))}
        onChange={(id) => {
          const hook = data?.find((one) => one.id === id);
          if (hook !== undefined) parts.onChoose(hook);
        }}
        isRequired
      />
    </>
  );
};

/** Sends an event's sample to a hook and shows what came of it. Without `hook` or `event` they are chosen here. */
export const SendTest = (parts: {
  readonly hook?: Hook;
  readonly event?: string;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const types = useCall("listEventTypes", {}, { enabled: parts.event === undefined });
  const send = useWrite("testHook", ["listDeliveries"]);
  const [chosen, setChosen] = useState<Hook | undefined>(parts.hook);
  const hook = parts.hook ?? chosen;
  const first = hook?.events.find((name) => name !== "*") ?? types.data?.data[0]?.name;
  const [picked, setPicked] = useState<string | null>(parts.event ?? null);
  const event = picked ?? first;
  const press = (): void => {
    if (hook === undefined || event === undefined) return;
    send.mutate({ params: { id: hook.id }, body: { event: event as EventName } });
  };
  return (
    <Dialog title={t("hooks.test")} isOpen onClose={parts.onClose}>
      <p>{t("hooks.test_lead")}</p>
      {parts.hook === undefined && (
        <HookChoice
          chosen={chosen}
          onChoose={(next) => {
            setChosen(next);
            send.reset();
          }}
        />
      )}
      {parts.event === undefined && (
        <SelectField
          label={t("hooks.test_event")}
          value={event ?? null}
          choices={types.data?.data.map(({ name }) => ({
            value: name,
            label: textFor("event", name),
          }))}
          onChange={(name) => {
            setPicked(name);
            send.reset();
          }}
        />
      )}
      {send.data !== undefined && <Result outcome={send.data} address={hook?.target_url ?? ""} />}
      <ProblemNotice problem={send.error} />
      <DialogButtons>
        <Button onPress={parts.onClose}>{t("close")}</Button>
        <Button
          look="primary"
          icon="send"
          isBusy={send.isPending}
          isDisabled={hook === undefined || event === undefined}
          onPress={press}
        >
          {t("hooks.test_send")}
        </Button>
      </DialogButtons>
    </Dialog>
  );
};
