import { useState, type ReactNode } from "react";
import { usePages, type Item } from "../../api/queries.ts";
import { useMayDo } from "../../api/session.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { ButtonLink, TextLink } from "../../parts/button.tsx";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { Empty, Page } from "../../parts/page.tsx";
import { Moment, Name } from "../../parts/small.tsx";
import { CampaignState, SentProgress, useCountsText } from "./counts.tsx";
import { addressOf, isRunning } from "./values.ts";
import type en from "./en.json";

type Campaign = Item<"listCampaigns">;

const pauseMs = 2_000;

const useColumns = (): readonly Column<Campaign>[] => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const countsText = useCountsText();
  return [
    {
      id: "name",
      label: t("campaigns.name"),
      cell: (one) => (
        <TextLink href={addressOf(one)}>
          <Name>{one.kind === "broadcast" ? one.message : one.name}</Name>
        </TextLink>
      ),
    },
    { id: "kind", label: t("campaigns.kind"), cell: ({ kind }) => t(`campaigns.kind.${kind}`) },
    {
      id: "channels",
      label: t("campaigns.channels"),
      cell: ({ channels }) => format.list(channels.map((one) => t(`campaigns.channel.${one}`))),
    },
    { id: "state", label: t("status"), cell: (one) => <CampaignState campaign={one} /> },
    {
      id: "counts",
      label: t("campaigns.counts"),
      cell: (one) => (isRunning(one) ? <SentProgress campaign={one} /> : countsText(one.counts)),
    },
    { id: "created", label: t("campaigns.created"), cell: (one) => <Moment at={one.created_at} /> },
  ];
};

const CampaignsPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const mayWrite = useMayDo("manager");
  const [isWatched, setIsWatched] = useState(false);
  const pages = usePages("listCampaigns", {}, isWatched ? { refetchMs: pauseMs } : {});
  const columns = useColumns();
  const isAnyRunning = pages.items.some(isRunning);
  if (isAnyRunning !== isWatched) setIsWatched(isAnyRunning);
  const add = mayWrite && (
    <ButtonLink look="primary" icon="plus" href="/campaigns/new">
      {t("campaigns.new")}
    </ButtonLink>
  );
  return (
    <Page title={t("nav.campaigns")} lead={t("campaigns.lead")} actions={add}>
      <PagedTable
        label={t("nav.campaigns")}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Empty title={t("campaigns.empty")} action={add}>
            {t("campaigns.empty_lead")}
          </Empty>
        }
      />
    </Page>
  );
};

export default CampaignsPage;
