import { useState, type ReactNode } from "react";
import { useParams } from "wouter";
import type { Answer } from "../../api/call.ts";
import { useCall, useWrite } from "../../api/queries.ts";
import { useText, useTextFor } from "../../i18n/index.tsx";
import { Button, TextLink } from "../../parts/button.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Facts, Loaded, Page, Panel } from "../../parts/page.tsx";
import { CodeText, Moment } from "../../parts/small.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { AttemptPanel } from "./webhooks/attempt.tsx";
import type { Next } from "./webhooks/cause.ts";
import { Outcome } from "./webhooks/outcome.tsx";
import { SendTest } from "./webhooks/send-test.tsx";
import type en from "./en.json";

type Delivery = Answer<"getDelivery">;

const refetchMs = 2_000;

/** What follows the last attempt. */
const nextOf = ({ status, next_attempt_at: next, test }: Delivery): Next => {
  if (test) return { kind: "none" };
  if (status !== "pending") return { kind: "never" };
  if (next === null || new Date(next) <= new Date()) return { kind: "now" };
  return { kind: "at", at: next };
};

const DeliveryFacts = ({ delivery }: { readonly delivery: Delivery }): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const hook = useCall("getHook", { params: { id: delivery.hook_id } }).data;
  const facts = [
    { name: t("deliveries.outcome"), value: <Outcome delivery={delivery} hook={hook} /> },
    { name: t("deliveries.event"), value: textFor("event", delivery.event) },
    { name: t("deliveries.made"), value: <Moment at={delivery.created_at} /> },
    {
      name: t("hooks.address"),
      isWide: true,
      value: (
        <TextLink href={`/integrations/webhooks/${delivery.hook_id}`}>
          <CodeText>{delivery.target_url ?? delivery.hook_id}</CodeText>
        </TextLink>
      ),
    },
    {
      name: t("deliveries.event_id"),
      isWide: true,
      value: <CopyText text={delivery.event_id} label={t("deliveries.event_id")} />,
    },
    {
      name: t("deliveries.id"),
      isWide: true,
      value: <CopyText text={delivery.id} label={t("deliveries.id")} />,
    },
  ];
  return <Facts facts={facts} />;
};

const TestAgain = ({ hookId, event }: { readonly hookId: string; readonly event: string }): ReactNode => {
  const t = useText<keyof typeof en>();
  const hook = useCall("getHook", { params: { id: hookId } }).data;
  const [isOpen, setIsOpen] = useState(false);
  if (hook === undefined || hook.status === "removed") return null;
  return (
    <>
      <Button icon="send" onPress={() => setIsOpen(true)}>
        {t("deliveries.test_again")}
      </Button>
      {isOpen && <SendTest hook={hook} event={event} onClose={() => setIsOpen(false)} />}
    </>
  );
};

/** Sends this one again now. A test is never sent again: another one is. */
const SendAgain = ({ delivery }: { readonly delivery: Delivery }): ReactNode => {
  const t = useText<keyof typeof en>();
  const retry = useWrite("retryDelivery", ["getDelivery", "listDeliveries", "getHook", "listHooks"]);
  if (delivery.test) return <TestAgain hookId={delivery.hook_id} event={delivery.event} />;
  if (delivery.target_url === null) return null;
  return (
    <>
      <ProblemNotice problem={retry.error} />
      <Button
        look={delivery.status === "delivered" ? "plain" : "primary"}
        icon="refresh"
        isBusy={retry.isPending}
        onPress={() =>
          retry.mutate(
            { params: { id: delivery.id } },
            { onSuccess: () => tellDone(t("deliveries.retried")) },
          )
        }
      >
        {t("deliveries.retry")}
      </Button>
    </>
  );
};

const DeliveryPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const { id = "" } = useParams();
  const query = useCall(
    "getDelivery",
    { params: { id } },
    { refetchMs: (delivery) => (delivery?.status === "pending" ? refetchMs : false) },
  );
  const { data } = query;
  // Drawn with each answer, also the same one: the time that is left is another.
  void query.dataUpdatedAt;
  return (
    <Page
      title={data === undefined ? t("deliveries.one") : textFor("event", data.event)}
      parent={
        data === undefined
          ? { href: "/integrations/webhooks", label: t("tabs.webhooks") }
          : { href: `/integrations/webhooks/${data.hook_id}`, label: t("hooks.one") }
      }
      actions={data !== undefined && <SendAgain delivery={data} />}
    >
      <Loaded query={query} lines={8}>
        {(delivery) => (
          <>
            <Panel>
              <DeliveryFacts delivery={delivery} />
            </Panel>
            {delivery.attempts.length === 0 && (
              <Notice kind="info">
                <p>{t("deliveries.no_attempt")}</p>
              </Notice>
            )}
            {[...delivery.attempts].reverse().map((attempt, index) => (
              <AttemptPanel
                key={attempt.number}
                attempt={attempt}
                address={delivery.target_url}
                next={index === 0 ? nextOf(delivery) : { kind: "none" }}
                isLast={index === 0}
              />
            ))}
          </>
        )}
      </Loaded>
    </Page>
  );
};

export default DeliveryPage;
