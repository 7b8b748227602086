import { useState, type ReactNode } from "react";
import { useLocation, useParams } from "wouter";
import type { Answer } from "../../api/call.ts";
import { useCall, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { useFormat } from "../../i18n/format.ts";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { ActionMenu } from "../../parts/menu.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Loaded, Page, Panel, WaitingButtons } from "../../parts/page.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { DeliveryLog } from "./webhooks/delivery-log.tsx";
import { HookFacts } from "./webhooks/facts.tsx";
import { DeleteHook, RotateSecret, SwitchOff } from "./webhooks/hook-dialogs.tsx";
import { Recover } from "./webhooks/recover.tsx";
import { SecretShownOnce } from "./webhooks/secret-shown-once.tsx";
import { SendTest } from "./webhooks/send-test.tsx";
import { useReason, type Hook } from "./webhooks/state.tsx";
import { Verification } from "./webhooks/verification.tsx";
import type en from "./en.json";

const refetchMs = 5_000;

type Open =
  | { readonly what: "none" | "test" | "recover" | "rotate" | "switch_off" | "delete" }
  | { readonly what: "secret"; readonly made: Answer<"rotateSecret"> };

const Actions = (parts: { readonly hook: Hook; readonly onOpen: (open: Open) => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { hook, onOpen } = parts;
  const off = { id: "off", label: t("hooks.switch_off"), onAction: () => onOpen({ what: "switch_off" }) };
  return (
    <>
      <Button icon="send" onPress={() => onOpen({ what: "test" })}>
        {t("hooks.test")}
      </Button>
      <Button icon="refresh" onPress={() => onOpen({ what: "recover" })}>
        {t("hooks.recover")}
      </Button>
      <span className="button-pair">
        <ButtonLink icon="edit" href={`/integrations/webhooks/${hook.id}/edit`}>
          {t("edit")}
        </ButtonLink>
        <ActionMenu
          label={t("hooks.more")}
          choices={[
            { id: "rotate", label: t("hooks.rotate"), onAction: () => onOpen({ what: "rotate" }) },
            ...(hook.status === "active" ? [off] : []),
            {
              id: "delete",
              label: t("delete"),
              icon: "trash",
              isDangerous: true,
              onAction: () => onOpen({ what: "delete" }),
            },
          ]}
        />
      </span>
    </>
  );
};

/** Why nothing is sent, and how it goes on. */
const Stopped = ({ hook }: { readonly hook: Hook }): ReactNode => {
  const t = useText<keyof typeof en>();
  const reason = useReason()(hook) ?? "";
  const update = useWrite("updateHook", ["getHook", "listHooks", "listDeliveries"]);
  if (hook.status === "active") return null;
  if (hook.status === "removed") {
    return (
      <Notice kind="info" title={t("hooks.removed_because", { reason })}>
        <p>{t(hook.source === "zapier" ? "hooks.removed_zapier" : "hooks.removed_lead")}</p>
      </Notice>
    );
  }
  return (
    <>
      <Notice
        kind="warning"
        title={t("hooks.disabled_because", { reason })}
        action={
          <Button
            look="primary"
            isBusy={update.isPending}
            onPress={() =>
              update.mutate(
                { params: { id: hook.id }, body: { status: "active" } },
                { onSuccess: () => tellDone(t("hooks.switched_on")) },
              )
            }
          >
            {t("hooks.switch_on")}
          </Button>
        }
      >
        <p>{t("hooks.disabled_lead")}</p>
      </Notice>
      <ProblemNotice problem={update.error} />
    </>
  );
};

const Dialogs = (parts: {
  readonly hook: Hook;
  readonly open: Open;
  readonly onOpen: (open: Open) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const [, navigate] = useLocation();
  const { hook, open } = parts;
  const close = (): void => parts.onOpen({ what: "none" });
  switch (open.what) {
    case "none":
      return null;
    case "test":
      return <SendTest hook={hook} onClose={close} />;
    case "recover":
      return <Recover hook={hook} onClose={close} />;
    case "switch_off":
      return <SwitchOff hook={hook} onClose={close} />;
    case "rotate":
      return (
        <RotateSecret
          hook={hook}
          onRotated={(made) => parts.onOpen({ what: "secret", made })}
          onClose={close}
        />
      );
    case "secret": {
      const when = format.moment(open.made.previous_secret_expires_at);
      return <SecretShownOnce hook={open.made} lead={t("hooks.both_sign", { when })} onClose={close} />;
    }
    case "delete":
      return (
        <DeleteHook
          hook={hook}
          onDeleted={() => navigate("/integrations/webhooks", { replace: true })}
          onClose={close}
        />
      );
  }
};

const WebhookPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const { id = "" } = useParams();
  const query = useCall("getHook", { params: { id } }, { refetchMs: () => refetchMs });
  const [open, setOpen] = useState<Open>({ what: "none" });
  const { data } = query;
  // Drawn with each answer, also the same one: the time that is left is another.
  void query.dataUpdatedAt;
  return (
    <Page
      title={data?.description ?? t("hooks.one")}
      parent={{ href: "/integrations/webhooks", label: t("tabs.webhooks") }}
      actions={
        data === undefined ? (
          <WaitingButtons count={4} />
        ) : (
          data.status !== "removed" && <Actions hook={data} onOpen={setOpen} />
        )
      }
    >
      <Loaded query={query} lines={8}>
        {(hook) => (
          <>
            <Stopped hook={hook} />
            <Panel>
              <HookFacts hook={hook} />
            </Panel>
            <section className="stack">
              <h2>{t("deliveries.title")}</h2>
              <DeliveryLog hook={hook} onTest={() => setOpen({ what: "test" })} />
            </section>
            {hook.status !== "removed" && (
              <Panel title={t("hooks.code")} lead={t("hooks.code_lead")}>
                <Verification targetUrl={hook.target_url} />
              </Panel>
            )}
            <Dialogs hook={hook} open={open} onOpen={setOpen} />
          </>
        )}
      </Loaded>
    </Page>
  );
};

export default WebhookPage;
