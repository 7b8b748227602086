import type { ReactNode } from "react";
import { usePages } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink, TextLink } from "../../parts/button.tsx";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { useFilters } from "../../parts/filters.ts";
import { Empty, Page } from "../../parts/page.tsx";
import { CodeText, Name } from "../../parts/small.tsx";
import { ViewChoice } from "../../parts/tabs.tsx";
import { IntegrationTabs } from "./tabs.tsx";
import { HookEvents, HookMaker, HookSource, HookState, LastDay, type Hook } from "./webhooks/state.tsx";
import type en from "./en.json";

const refetchMs = 15_000;
const mostEvents = 2;
const views = ["current", "removed"] as const;

const useColumns = (): readonly Column<Hook>[] => {
  const t = useText<keyof typeof en>();
  return [
    {
      id: "address",
      label: t("hooks.address"),
      cell: (hook) => (
        <span className="hook-address">
          <TextLink href={`/integrations/webhooks/${hook.id}`}>
            <CodeText>{hook.target_url}</CodeText>
          </TextLink>
          {hook.description !== null && (
            <span className="faint">
              <Name>{hook.description}</Name>
            </span>
          )}
        </span>
      ),
    },
    {
      id: "events",
      label: t("hooks.events"),
      cell: (hook) => <HookEvents hook={hook} most={mostEvents} />,
    },
    { id: "source", label: t("hooks.source"), cell: (hook) => <HookSource hook={hook} /> },
    { id: "maker", label: t("hooks.made_by"), cell: (hook) => <HookMaker hook={hook} /> },
    { id: "day", label: t("hooks.last_day"), cell: (hook) => <LastDay hook={hook} /> },
    { id: "state", label: t("status"), cell: (hook) => <HookState hook={hook} /> },
  ];
};

const WebhooksPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [filters, change] = useFilters(["show"]);
  const view = filters.show === "removed" ? "removed" : "current";
  const query = view === "removed" ? { status: "removed" as const } : {};
  const pages = usePages("listHooks", { query }, { refetchMs });
  const columns = useColumns();
  const add = (
    <ButtonLink look="primary" icon="plus" href="/integrations/webhooks/new">
      {t("hooks.add")}
    </ButtonLink>
  );
  return (
    <Page title={t("nav.integrations")} lead={t("hooks.lead")} actions={add} tabs={<IntegrationTabs />}>
      <div>
        <ViewChoice
          label={t("hooks.show")}
          value={view}
          views={views.map((value) => ({ value, label: t(`hooks.show.${value}`) }))}
          onChange={(value) => change({ show: value === "removed" ? value : "" })}
        />
      </div>
      <PagedTable
        label={t("tabs.webhooks")}
        pages={pages}
        columns={columns}
        rowKey={(hook) => hook.id}
        empty={
          view === "removed" ? (
            <Empty
              title={t("hooks.empty_removed")}
              action={<Button onPress={() => change({ show: "" })}>{t("hooks.show.current")}</Button>}
            >
              {t("hooks.empty_removed_lead")}
            </Empty>
          ) : (
            <Empty title={t("hooks.empty")} action={add}>
              {t("hooks.empty_lead")}
            </Empty>
          )
        }
      />
    </Page>
  );
};

export default WebhooksPage;
