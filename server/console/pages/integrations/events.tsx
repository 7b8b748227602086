import type { ReactNode } from "react";
import type { Answer } from "../../api/call.ts";
import { useAll, useCall } from "../../api/queries.ts";
import { useText, useTextFor } from "../../i18n/index.tsx";
import { TextLink } from "../../parts/button.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { CodeText } from "../../parts/small.tsx";
import { receiversOf } from "./catalogue/receivers.ts";
import { useMeaning } from "./catalogue/meaning.ts";
import { IntegrationTabs } from "./tabs.tsx";
import type en from "./en.json";

type EventType = Answer<"listEventTypes">["data"][number];

const EventsPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const meaningOf = useMeaning();
  const types = useCall("listEventTypes", {});
  const hooks = useAll("listHooks", {}).data ?? [];
  const columns: readonly Column<EventType>[] = [
    {
      id: "event",
      label: t("catalogue.event"),
      cell: ({ name }) => <TextLink href={`/integrations/events/${name}`}>{textFor("event", name)}</TextLink>,
    },
    { id: "meaning", label: t("catalogue.meaning"), cell: meaningOf },
    {
      id: "name",
      label: t("catalogue.name"),
      cell: ({ name }) => (
        <span className="member-name">
          <CodeText>{name}</CodeText>
        </span>
      ),
    },
    {
      id: "hooks",
      label: t("catalogue.receivers"),
      isNumber: true,
      cell: ({ name }) => receiversOf(hooks, name).length,
    },
  ];
  return (
    <Page title={t("nav.integrations")} lead={t("catalogue.lead")} tabs={<IntegrationTabs />}>
      <Loaded query={types} lines={16}>
        {({ data }) => (
          <DataTable label={t("tabs.events")} columns={columns} rowKey={({ name }) => name} items={data} />
        )}
      </Loaded>
    </Page>
  );
};

export default EventsPage;
