import { useEffect, useRef, type ReactNode } from "react";
import { useAllAbout, usePages, type Item, type Pages } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { TextLink } from "../../parts/button.tsx";
import { PagedTable } from "../../parts/data-table.tsx";
import { SelectField } from "../../parts/fields.tsx";
import { useFilters } from "../../parts/filters.ts";
import { Empty, Panel } from "../../parts/page.tsx";
import { Moment, Name } from "../../parts/small.tsx";
import { nameOf } from "./customers-field.tsx";
import { useReasonText } from "./reasons.ts";
import { statuses, type Campaign, type Status } from "./values.ts";
import type en from "./en.json";

const all = "all";
const isStatus = (text: string): text is Status => statuses.some((one) => one === text);

type Message = Item<"listCampaignMessages">;
type Customer = Item<"listCustomers">;

export interface Messages {
  readonly status: Status | undefined;
  readonly setStatus: (status: Status | undefined) => void;
  readonly pages: Pages<Message>;
}

/** A campaign's messages, as the address filters them. */
export const useMessages = (campaignId: string): Messages => {
  const [filters, setFilters] = useFilters(["status"]);
  const status = isStatus(filters.status) ? filters.status : undefined;
  const pages = usePages("listCampaignMessages", {
    params: { id: campaignId },
    query: status === undefined ? {} : { status },
  });
  return { status, setStatus: (chosen) => setFilters({ status: chosen ?? "" }), pages };
};

/** Who has a message: null while it is not known, undefined of one who was erased. */
const useReceivers = (messages: readonly Message[]): ((message: Message) => Customer | null | undefined) => {
  const found = useAllAbout(
    "listCustomers",
    messages.map(({ customer_id: id }) => id),
    ({ id }) => id,
  );
  return ({ customer_id: id }) => {
    const known = found(id);
    return known === null ? null : known[0];
  };
};

const Receiver = ({ customer }: { readonly customer: Customer | null | undefined }): ReactNode => {
  const t = useText<keyof typeof en>();
  if (customer === null) return "…";
  if (customer === undefined) return <span className="faint">{t("campaigns.customer_erased")}</span>;
  return (
    <TextLink href={`/customers/${customer.id}`}>
      <Name>{nameOf(customer)}</Name>
    </TextLink>
  );
};

/** Message by message: to whom, over which channel, how far, and why not. */
export const MessagesPanel = (parts: {
  readonly campaign: Campaign;
  readonly messages: Messages;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const reasonText = useReasonText();
  const { campaign } = parts;
  const { status, setStatus, pages } = parts.messages;
  const receiverOf = useReceivers(pages.items);
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
          onChange={(value) => setStatus(value === all ? undefined : value)}
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
            cell: (one) => <Receiver customer={receiverOf(one)} />,
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
