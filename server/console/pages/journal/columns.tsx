import type { ReactNode } from "react";
import { useFormat } from "../../i18n/format.ts";
import { useText, useTextFor } from "../../i18n/index.tsx";
import { Button, TextLink } from "../../parts/button.tsx";
import { useCampaignName } from "../../parts/campaign-name.ts";
import type { Column } from "../../parts/data-table.tsx";
import { Icon } from "../../parts/icon.tsx";
import { CodeText, Moment, Name } from "../../parts/small.tsx";
import type { JournalRow } from "./rows.ts";
import type en from "./en.json";

const nothing = "–";

const Code = ({ row }: { readonly row: JournalRow }): ReactNode => {
  const t = useText<keyof typeof en>();
  const code = row.voucher?.redeem_code ?? null;
  if (row.card === null && code === null) return nothing;
  return (
    <span className="journal-code">
      {row.card && (
        <span className="journal-card one-line">
          <TextLink href={`/cards/${row.card.id}`}>
            <CodeText>{row.card.number}</CodeText>
          </TextLink>
          <TextLink href={row.card.link} isOutside>
            <span className="only-heard">{t("journal.card_page_of", { number: row.card.number })}</span>
            <Icon name="outside" />
          </TextLink>
        </span>
      )}
      {code !== null && (
        <span className="one-line">
          <CodeText>{code}</CodeText>
        </span>
      )}
    </span>
  );
};

/** The end of an id, where two differ; the whole stands where the event is opened. */
const shortId = ({ id }: JournalRow): string => `…${id.slice(-6)}`;

const rewardOf = (row: JournalRow): string | null =>
  row.reward?.name ?? row.voucher?.title ?? row.lottery?.name ?? null;

/** SPEC's columns: ID, Type, Date & time, Code, Stamps, Rewards, Card template, User. */
export const useColumns = (onOpen: (id: string) => void): readonly Column<JournalRow>[] => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const format = useFormat();
  const campaignName = useCampaignName();
  const stampsOf = ({ stamp, card }: JournalRow): string => {
    if (card === null) return nothing;
    if (stamp === undefined) return format.number(card.stamps);
    return t("journal.stamps_added", { count: stamp.count, stamps: card.stamps });
  };
  const userOf = ({ customer }: JournalRow): ReactNode =>
    customer === null ? (
      t("journal.bearer")
    ) : (
      <TextLink href={`/customers/${customer.id}`}>
        <Name>{customer.name ?? customer.email ?? customer.phone ?? t("journal.nameless")}</Name>
      </TextLink>
    );
  const column = (
    id: "type" | "at" | "code" | "stamps" | "rewards" | "template" | "user",
    cell: (row: JournalRow) => ReactNode,
  ): Column<JournalRow> => ({ id, label: t(`journal.column.${id}`), cell });
  return [
    {
      id: "id",
      label: t("journal.column.id"),
      cell: (row) => (
        <Button
          look="quiet"
          size="small"
          label={t("journal.open", { type: textFor("event", row.event), id: shortId(row) })}
          onPress={() => onOpen(row.id)}
        >
          <span className="one-line">
            <CodeText>{shortId(row)}</CodeText>
          </span>
        </Button>
      ),
    },
    column("type", (row) => textFor("event", row.event)),
    column("at", (row) => <Moment at={row.timestamp} />),
    column("code", (row) => <Code row={row} />),
    column("stamps", stampsOf),
    column("rewards", (row) => {
      const reward = rewardOf(row) ?? (row.campaign && campaignName(row.campaign.name)) ?? null;
      if (reward !== null) return <Name>{reward}</Name>;
      return row.goal === undefined ? nothing : t("journal.goal", { index: row.goal.index });
    }),
    column("template", (row) => (row.card === null ? nothing : <Name>{row.card.template_name}</Name>)),
    column("user", userOf),
  ];
};
