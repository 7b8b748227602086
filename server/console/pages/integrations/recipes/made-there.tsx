import type { ReactNode } from "react";
import { useAll, usePages } from "../../../api/queries.ts";
import { useText } from "../../../i18n/index.tsx";
import { TextLink } from "../../../parts/button.tsx";
import { DataTable, type Column } from "../../../parts/data-table.tsx";
import { Empty, Loaded } from "../../../parts/page.tsx";
import { HookEvents, HookMaker, HookState, LastDay, type Hook } from "../webhooks/state.tsx";
import type { Platform } from "./recipes.ts";
import type en from "../en.json";

/** The triggers that run now, as the hooks that they made, and those that were removed lately. */
export const MadeThere = (parts: { readonly platform: Platform; readonly name: string }): ReactNode => {
  const t = useText<keyof typeof en>();
  const current = useAll("listHooks", {});
  const removed = usePages("listHooks", { query: { status: "removed" } });
  const columns: readonly Column<Hook>[] = [
    {
      id: "events",
      label: t("hooks.events"),
      cell: (hook) => (
        <TextLink href={`/integrations/webhooks/${hook.id}`}>
          <HookEvents hook={hook} most={2} />
        </TextLink>
      ),
    },
    { id: "maker", label: t("hooks.made_by"), cell: (hook) => <HookMaker hook={hook} /> },
    { id: "day", label: t("hooks.last_day"), cell: (hook) => <LastDay hook={hook} /> },
    { id: "state", label: t("status"), cell: (hook) => <HookState hook={hook} /> },
  ];
  return (
    <Loaded query={current} lines={3}>
      {(hooks) => {
        const made = [...hooks, ...removed.items].filter(({ source }) => source === parts.platform);
        return made.length === 0 ? (
          <Empty title={t("recipes.none_made", { name: parts.name })}>{t("recipes.none_made_lead")}</Empty>
        ) : (
          <DataTable
            label={t("recipes.made", { name: parts.name })}
            columns={columns}
            rowKey={({ id }) => id}
            items={made}
          />
        );
      }}
    </Loaded>
  );
};
