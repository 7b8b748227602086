import type { ReactNode } from "react";
import { useParams } from "wouter";
import { useAll, useCall } from "../../api/queries.ts";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Facts, Loaded, Page, Panel } from "../../parts/page.tsx";
import { CodeText, Moment, Name } from "../../parts/small.tsx";
import { CampaignState, SentProgress } from "./counts.tsx";
import { MessagesPanel, useMessages } from "./messages-panel.tsx";
import { WhyWaiting } from "./why-waiting.tsx";
import { isRunning, nextLookMs, statuses, type Campaign } from "./values.ts";
import type en from "./en.json";

interface Parts {
  readonly campaign: Campaign;
}

const useAudienceText = (): ((campaign: Campaign) => string) => {
  const t = useText<keyof typeof en>();
  const templates = useAll("listTemplates", {}).data;
  const nameOf = (id: string): string =>
    templates === undefined ? "…" : (templates.find((one) => one.id === id)?.name ?? id);
  return ({ audience, template_id: narrowTo }) => {
    const { template_id: templateId, customer_ids: ids, inactive_days: days } = audience;
    const who =
      templateId !== undefined
        ? t("campaigns.for.template", { name: nameOf(templateId) })
        : ids !== undefined
          ? t("campaigns.for.customers", { count: ids.length })
          : days !== undefined
            ? t("campaigns.for.inactive", { count: days })
            : audience.has_active_voucher
              ? t("campaigns.audience.has_active_voucher")
              : t("campaigns.audience.all");
    return narrowTo === null ? who : t("campaigns.for.narrowed", { who, name: nameOf(narrowTo) });
  };
};

const CampaignFacts = ({ campaign }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const audienceText = useAudienceText();
  const vouchers = useAll("listVoucherTemplates", {}).data ?? [];
  const { voucher_template_id: voucherId } = campaign;
  const voucher = vouchers.find(({ id }) => id === voucherId);
  return (
    <Facts
      facts={[
        { name: t("status"), value: <CampaignState campaign={campaign} /> },
        {
          name: t("campaigns.channels"),
          value: format.list(campaign.channels.map((one) => t(`campaigns.channel.${one}`))),
        },
        { name: t("campaigns.audience"), value: <Name>{audienceText(campaign)}</Name> },
        { name: t("campaigns.recipients"), value: format.number(campaign.recipients) },
        { name: t("campaigns.created"), value: <Moment at={campaign.created_at} /> },
        ...(voucherId === null
          ? []
          : [{ name: t("campaigns.voucher"), value: <Name>{voucher?.title ?? voucherId}</Name> }]),
        { name: t("campaigns.id"), isWide: true, value: <CodeText>{campaign.id}</CodeText> },
      ]}
    />
  );
};

/** Each message is counted once, so that the lines add up to the last. */
const Counts = ({ campaign }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const { counts } = campaign;
  const lines = [
    ...statuses.map((status) => ({
      id: status,
      label: t(`campaigns.count.${status}`),
      help: t(`campaigns.count_help.${status}`),
      count: counts[status],
    })),
    { id: "all", label: t("campaigns.count.all"), help: null, count: campaign.messages },
  ];
  return (
    <DataTable
      label={t("campaigns.counts")}
      items={lines}
      rowKey={({ id }) => id}
      columns={[
        { id: "status", label: t("status"), cell: ({ label }) => label },
        {
          id: "count",
          label: t("campaigns.messages"),
          isNumber: true,
          cell: (one) => format.number(one.count),
        },
        {
          id: "help",
          label: t("campaigns.meaning"),
          cell: ({ help }) => help !== null && <span className="faint">{help}</span>,
        },
      ]}
    />
  );
};

const CampaignPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const { id = "" } = useParams();
  const query = useCall(
    "getCampaign",
    { params: { id } },
    { refetchMs: (campaign) => (campaign === undefined ? false : nextLookMs(campaign)) },
  );
  // Asked beside the campaign, so that the names are not the fourth to wait for.
  const messages = useMessages(id);
  const { data } = query;
  const title =
    data?.kind === "broadcast" ? t("campaigns.kind.broadcast") : (data?.name ?? t("campaigns.one"));
  return (
    <Page title={title} parent={{ href: "/campaigns", label: t("nav.campaigns") }}>
      <Loaded query={query} lines={10}>
        {(campaign) => (
          <>
            <Panel>
              <CampaignFacts campaign={campaign} />
              {isRunning(campaign) && <SentProgress campaign={campaign} />}
              {isRunning(campaign) && <WhyWaiting campaign={campaign} />}
            </Panel>
            <Panel title={t("campaigns.counts")} lead={t("campaigns.counts_lead")} isFlush>
              <Counts campaign={campaign} />
            </Panel>
            <Panel title={t("campaigns.message_title")}>
              {campaign.subject !== null && <p className="bubble-title">{campaign.subject}</p>}
              {campaign.push_text !== null && <p className="bubble-title">{campaign.push_text}</p>}
              <p className="bubble-text">
                <Name>{campaign.message}</Name>
              </p>
            </Panel>
            <MessagesPanel campaign={campaign} messages={messages} />
          </>
        )}
      </Loaded>
    </Page>
  );
};

export default CampaignPage;
