import { useEffect, useRef, type ReactNode } from "react";
import { usePages } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { TextLink } from "../../parts/button.tsx";
import { PagedTable } from "../../parts/data-table.tsx";
import { SelectField } from "../../parts/fields.tsx";
import { useFilters } from "../../parts/filters.ts";
import { Empty, Panel } from "../../parts/page.tsx";
import { CodeText, Moment } from "../../parts/small.tsx";
import { useReasonText } from "./reasons.ts";
import { statuses, type Campaign, type Status } from "./values.ts";
import type en from "./en.json";

const all = "all";
const isStatus = (text: string): text is Status => statuses.some((one) => one === text);

/** Message by message: to whom, over which channel, how far, and why not. */
export const MessagesPanel = ({ campaign }: { readonly campaign: Campaign }): ReactNode => {
  const t = useText<keyof typeof en>();
  const reasonText = useReasonText();
  const [filters, setFilters] = useFilters(["status"]);
  const status = isStatus(filters.status) ? filters.status : undefined;
  const pages = usePages("listCampaignMessages", {
    params: { id: campaign.id },
    query: status === undefined ? {} : { status },
  });
  const counts = JSON.stringify(campaign.counts);
  const seen = useRef(counts);
  useEffect(() => {
    if (seen.current === counts) return;
    seen.current = counts;
    // Some of them have moved on.
    pages.readAgain();
  }, [counts, pages]);
  return (
    <Panel title={t("campaigns.messages")}>
      <div className="filters">
        <SelectField
          label={t("status")}
          value={status ?? all}
          choices={[
            { value: all, label: t("all") },
            ...statuses.map((value) => ({ value, label: t(`campaigns.count.${value}`) })),
          ]}
          onChange={(value) => setFilters({ status: value === all ? "" : value })}
        />
      </div>
      <PagedTable
        label={t("campaigns.messages")}
        pages={pages}
        rowKey={({ id }) => id}
        columns={[
          {
            id: "customer",
            label: t("campaigns.customer"),
            cell: (one) => (
              <TextLink href={`/customers/${one.customer_id}`}>
                <CodeText>{one.customer_id}</CodeText>
              </TextLink>
            ),
          },
          {
            id: "channel",
            label: t("campaigns.channel"),
            cell: ({ channel }) => t(`campaigns.channel.${channel}`),
          },
          { id: "status", label: t("status"), cell: (one) => t(`campaigns.count.${one.status}`) },
          {
            id: "reason",
            label: t("campaigns.why"),
            cell: ({ reason }) => (reason === null ? "–" : reasonText(reason)),
          },
          { id: "at", label: t("campaigns.when"), cell: (one) => <Moment at={one.updated_at} isAgo /> },
        ]}
        empty={<Empty title={t("nothing_fits")}>{t("nothing_fits.lead")}</Empty>}
      />
    </Panel>
  );
};
