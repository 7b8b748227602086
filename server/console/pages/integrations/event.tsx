import { useState, type ReactNode } from "react";
import { useParams } from "wouter";
import type { Answer } from "../../api/call.ts";
import { useAll, useCall } from "../../api/queries.ts";
import { useText, useTextFor } from "../../i18n/index.tsx";
import { Button, ButtonLink, TextLink } from "../../parts/button.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Empty, Loaded, Page, Panel, Skeleton } from "../../parts/page.tsx";
import { CodeText } from "../../parts/small.tsx";
import { Members } from "./catalogue/members.tsx";
import { receiversOf } from "./catalogue/receivers.ts";
import { useMeaning } from "./catalogue/meaning.ts";
import { SendTest } from "./webhooks/send-test.tsx";
import { HookSource, HookState } from "./webhooks/state.tsx";
import type en from "./en.json";

type EventType = Answer<"listEventTypes">["data"][number];

/** The hooks that receive this event, and who they belong to. */
const Receivers = ({ event }: { readonly event: string }): ReactNode => {
  const t = useText<keyof typeof en>();
  const hooks = useAll("listHooks", {});
  if (hooks.data === undefined) {
    return hooks.error === null ? (
      <Skeleton lines={2} />
    ) : (
      <ProblemNotice problem={hooks.error} onRetry={() => void hooks.refetch()} />
    );
  }
  const receivers = receiversOf(hooks.data, event);
  if (receivers.length === 0) {
    return (
      <Empty
        title={t("catalogue.no_receiver")}
        action={<ButtonLink href="/integrations/webhooks/new">{t("hooks.add")}</ButtonLink>}
      >
        {t("catalogue.no_receiver_lead")}
      </Empty>
    );
  }
  return (
    <ul className="receivers">
      {receivers.map((hook) => (
        <li key={hook.id}>
          <TextLink href={`/integrations/webhooks/${hook.id}`}>
            <CodeText>{hook.target_url}</CodeText>
          </TextLink>
          <span className="faint">
            <HookSource hook={hook} />
          </span>
          <HookState hook={hook} />
        </li>
      ))}
    </ul>
  );
};

const Shown = ({ type }: { readonly type: EventType }): ReactNode => {
  const t = useText<keyof typeof en>();
  const meaningOf = useMeaning();
  return (
    <>
      <Panel>
        <p>{meaningOf(type)}</p>
        <CopyText text={type.name} label={t("catalogue.name")} />
      </Panel>
      <Panel title={t("catalogue.receivers")} lead={t("catalogue.receivers_lead")}>
        <Receivers event={type.name} />
      </Panel>
      <section className="stack">
        <h2>{t("catalogue.members")}</h2>
        <Members members={type.members} />
      </section>
      <Panel title={t("catalogue.sample")} lead={t("catalogue.sample_lead")}>
        <CopyText text={JSON.stringify(type.sample, null, 2)} label={t("catalogue.sample")} isBlock />
      </Panel>
    </>
  );
};

const EventPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const { event = "" } = useParams();
  const types = useCall("listEventTypes", {});
  const [isTesting, setIsTesting] = useState(false);
  const known = types.data?.data.some(({ name }) => name === event) ?? false;
  const test = (
    <Button look="primary" icon="send" onPress={() => setIsTesting(true)}>
      {t("catalogue.send_test")}
    </Button>
  );
  return (
    <Page
      title={textFor("event", event)}
      parent={{ href: "/integrations/events", label: t("tabs.events") }}
      actions={known && test}
    >
      <Loaded query={types} lines={12}>
        {({ data }) => {
          const type = data.find(({ name }) => name === event);
          return type === undefined ? (
            <Empty
              title={t("catalogue.unknown")}
              action={<ButtonLink href="/integrations/events">{t("tabs.events")}</ButtonLink>}
            />
          ) : (
            <Shown type={type} />
          );
        }}
      </Loaded>
      {isTesting && <SendTest event={event} onClose={() => setIsTesting(false)} />}
    </Page>
  );
};

export default EventPage;
