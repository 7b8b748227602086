import { useState, type ReactNode } from "react";
import { useAll, usePages, useWrite, type Item } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { useFormat } from "../../i18n/format.ts";
import { Button } from "../../parts/button.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { Empty, Page } from "../../parts/page.tsx";
import { Badge, CodeText, Moment, Name } from "../../parts/small.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { GenerateKey } from "./generate-key.tsx";
import { KeyShownOnce, type ShownKey } from "./key-shown-once.tsx";
import { IntegrationTabs } from "./tabs.tsx";
import type en from "./en.json";

type ApiKey = Item<"listApiKeys">;

/** What stops with a key: the hooks that were made with it. */
const useHooksOf = (key: ApiKey): readonly string[] => {
  const hooks = useAll("listHooks", {}).data ?? [];
  return hooks.filter((hook) => hook.created_by?.key_id === key.id).map((hook) => hook.target_url);
};

/** When a key was last used, as the texts of the dialogs take it. */
const useLastUsed = (): ((key: ApiKey) => { used: string; when: string }) => {
  const format = useFormat();
  return ({ last_used_at: at }) =>
    at === null ? { used: "never", when: "" } : { used: "once", when: format.ago(at) };
};

const DeleteKey = (parts: { readonly apiKey: ApiKey; readonly onClose: () => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { apiKey } = parts;
  const lastUsed = useLastUsed();
  const addresses = useHooksOf(apiKey);
  const format = useFormat();
  const remove = useWrite("deleteApiKey", ["listApiKeys", "listHooks"]);
  const confirm = (): void =>
    remove.mutate(
      { params: { id: apiKey.id } },
      {
        onSuccess: () => {
          tellDone(t("keys.deleted", { name: apiKey.name }));
          parts.onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t("keys.delete_title", { name: apiKey.name })}
      confirm={t("delete")}
      isOpen
      isBusy={remove.isPending}
      problem={remove.error}
      onConfirm={confirm}
      onClose={parts.onClose}
    >
      <p>{t("keys.delete_lead", lastUsed(apiKey))}</p>
      <p>{t("keys.hooks_stop", { count: addresses.length, addresses: format.list(addresses) })}</p>
    </ConfirmDialog>
  );
};

const RegenerateKey = (parts: {
  readonly apiKey: ApiKey;
  readonly onMade: (made: ShownKey) => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { apiKey } = parts;
  const lastUsed = useLastUsed();
  const regenerate = useWrite("regenerateApiKey", ["listApiKeys"]);
  return (
    <ConfirmDialog
      title={t("keys.regenerate_title", { name: apiKey.name })}
      confirm={t("keys.regenerate")}
      isOpen
      isBusy={regenerate.isPending}
      problem={regenerate.error}
      onConfirm={() => regenerate.mutate({ params: { id: apiKey.id } }, { onSuccess: parts.onMade })}
      onClose={parts.onClose}
    >
      <p>{t("keys.regenerate_lead", lastUsed(apiKey))}</p>
    </ConfirmDialog>
  );
};

type Open =
  | { readonly what: "none" | "generate" }
  | { readonly what: "delete" | "regenerate"; readonly apiKey: ApiKey }
  | { readonly what: "shown"; readonly made: ShownKey };

const closed: Open = { what: "none" };

const ApiKeysPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const pages = usePages("listApiKeys", {});
  const [open, setOpen] = useState<Open>(closed);
  const close = (): void => setOpen(closed);
  const show = (made: ShownKey): void => setOpen({ what: "shown", made });
  const add = (
    <Button look="primary" onPress={() => setOpen({ what: "generate" })}>
      {t("keys.add")}
    </Button>
  );
  const columns: readonly Column<ApiKey>[] = [
    { id: "name", label: t("keys.column.name"), cell: (key) => <Name>{key.name}</Name> },
    { id: "login", label: t("keys.column.login"), cell: (key) => <CodeText>{key.login}</CodeText> },
    {
      id: "key",
      label: t("keys.column.key"),
      cell: (key) => <CopyText text={key.masked} label={t("keys.column.key")} />,
    },
    {
      id: "status",
      label: t("status"),
      cell: (key) => (
        <Badge tone={key.status === "active" ? "good" : "neutral"}>{t(`status.${key.status}`)}</Badge>
      ),
    },
    {
      id: "used",
      label: t("keys.column.last_used"),
      cell: (key) => (key.last_used_at === null ? t("never") : <Moment at={key.last_used_at} isAgo />),
    },
    {
      id: "actions",
      label: t("keys.column.actions"),
      isLabelHidden: true,
      cell: (apiKey) => (
        <span className="row-actions">
          <Button
            size="small"
            icon="refresh"
            label={`${t("keys.regenerate")}: ${apiKey.name}`}
            onPress={() => setOpen({ what: "regenerate", apiKey })}
          />
          <Button
            size="small"
            icon="trash"
            label={`${t("delete")}: ${apiKey.name}`}
            onPress={() => setOpen({ what: "delete", apiKey })}
          />
        </span>
      ),
    },
  ];
  return (
    <Page title={t("nav.integrations")} lead={t("keys.lead")} actions={add} tabs={<IntegrationTabs />}>
      <PagedTable
        label={t("tabs.api_keys")}
        pages={pages}
        columns={columns}
        rowKey={(key) => key.id}
        empty={
          <Empty title={t("keys.empty")} action={add}>
            {t("keys.empty_lead")}
          </Empty>
        }
      />
      {open.what === "generate" && <GenerateKey onMade={show} onClose={close} />}
      {open.what === "delete" && <DeleteKey apiKey={open.apiKey} onClose={close} />}
      {open.what === "regenerate" && <RegenerateKey apiKey={open.apiKey} onMade={show} onClose={close} />}
      {open.what === "shown" && <KeyShownOnce made={open.made} onClose={close} />}
    </Page>
  );
};

export default ApiKeysPage;
