import { useState, type ReactNode } from "react";
import { useCall, useWrite } from "../../api/queries.ts";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Empty, Facts, Loaded, Page, Panel } from "../../parts/page.tsx";
import { Badge, CodeText, Moment } from "../../parts/small.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { ConnectForm, type Connection } from "./connect.tsx";
import { TestPanel } from "./test-panel.tsx";
import type en from "./en.json";

const Disconnect = (parts: { readonly connection: Connection; readonly onClose: () => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const remove = useWrite("disconnectMessenger", ["listMessengers"]);
  const confirm = (): void =>
    remove.mutate(
      { params: { id: parts.connection.id } },
      {
        onSuccess: () => {
          tellDone(t("messengers.disconnected"));
          parts.onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t("messengers.disconnect_title")}
      confirm={t("messengers.disconnect")}
      isOpen
      isBusy={remove.isPending}
      problem={remove.error}
      onConfirm={confirm}
      onClose={parts.onClose}
    >
      <p>{t("messengers.disconnect_lead")}</p>
      <p>{t("messengers.without")}</p>
    </ConfirmDialog>
  );
};

const Account = ({ connection }: { readonly connection: Connection }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const { status, last_error: error, last_error_at: errorAt, last_callback_at: callbackAt } = connection;
  return (
    <>
      {status === "failing" && (
        <Notice kind="bad" title={t("messengers.failing")}>
          <p>
            {error} {errorAt !== null && <Moment at={errorAt} isAgo />}
          </p>
        </Notice>
      )}
      <Facts
        facts={[
          {
            name: t("status"),
            value: (
              <Badge tone={status === "connected" ? "good" : "bad"}>{t(`messengers.status.${status}`)}</Badge>
            ),
          },
          { name: t("messengers.address"), value: <CodeText>{connection.base_url}</CodeText> },
          { name: t("messengers.token"), value: <CodeText>{connection.token_masked}</CodeText> },
          {
            name: t("messengers.channels"),
            value: format.list(connection.channels.map((one) => t(`messengers.channel.${one}`))),
          },
          {
            name: t("messengers.last_callback"),
            value: callbackAt ? <Moment at={callbackAt} isAgo /> : t("messengers.no_callback"),
          },
        ]}
      />
      <div className="stack">
        <p className="faint">{t("messengers.callback_lead")}</p>
        <CopyText text={connection.callback_url} label={t("messengers.callback")} />
      </div>
    </>
  );
};

const MessengersPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const query = useCall("listMessengers", {});
  const [open, setOpen] = useState<"none" | "connect" | "disconnect">("none");
  const close = (): void => setOpen("none");
  return (
    <Page title={t("nav.messengers")} lead={t("messengers.lead")}>
      <Loaded query={query} lines={6}>
        {({ data: [connection] }) =>
          connection === undefined ? (
            <>
              <Empty
                title={t("messengers.empty")}
                action={
                  <Button look="primary" onPress={() => setOpen("connect")}>
                    {t("messengers.connect")}
                  </Button>
                }
              >
                {t("messengers.without")}
              </Empty>
              {open === "connect" && <ConnectForm connection={null} onClose={close} />}
            </>
          ) : (
            <>
              <Panel
                title="7loc.com"
                actions={
                  <div className="row">
                    <Button icon="edit" onPress={() => setOpen("connect")}>
                      {t("messengers.change")}
                    </Button>
                    <Button onPress={() => setOpen("disconnect")}>{t("messengers.disconnect")}</Button>
                  </div>
                }
              >
                <Account connection={connection} />
              </Panel>
              <TestPanel connection={connection} key={connection.channels.join()} />
              {open === "connect" && <ConnectForm connection={connection} onClose={close} />}
              {open === "disconnect" && <Disconnect connection={connection} onClose={close} />}
            </>
          )
        }
      </Loaded>
    </Page>
  );
};

export default MessengersPage;
