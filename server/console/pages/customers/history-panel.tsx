import type { ReactNode } from "react";
import { usePages, type Item } from "../../api/queries.ts";
import { useText, useTextFor } from "../../i18n/index.tsx";
import { ButtonLink } from "../../parts/button.tsx";
import { useCampaignName } from "../../parts/campaign-name.ts";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { Empty, Panel } from "../../parts/page.tsx";
import { Moment, Name } from "../../parts/small.tsx";
import type { Card } from "./words.tsx";
import type en from "./en.json";

type Entry = Item<"cardHistory">;

/** The members that say what happened; which of them there are is the entry's kind. */
interface Told {
  readonly stamp?: { readonly count?: number };
  readonly goal?: { readonly index?: number; readonly target?: number };
  readonly reward?: { readonly name?: string };
  readonly voucher?: { readonly title?: string };
  readonly lottery?: { readonly name?: string };
  readonly campaign?: { readonly name?: string };
}

/** What happened on a card, newest first. */
export const HistoryPanel = ({ card }: { readonly card: Card }): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const campaignName = useCampaignName();
  const pages = usePages("cardHistory", { params: { id: card.id } });
  const saidOf = (entry: Entry): ReactNode => {
    const { stamp, goal, reward, voucher, lottery, campaign } = entry as Told;
    if (stamp?.count !== undefined) return t("history.stamps", { count: stamp.count });
    if (goal?.target !== undefined) return t("history.goal", { target: goal.target });
    const name = reward?.name ?? voucher?.title ?? lottery?.name;
    if (name !== undefined) return <Name>{name}</Name>;
    return campaign?.name === undefined ? "–" : <Name>{campaignName(campaign.name)}</Name>;
  };
  const columns: readonly Column<Entry>[] = [
    { id: "type", label: t("history.type"), cell: (entry) => textFor("event", entry.event) },
    { id: "what", label: t("history.what"), cell: saidOf },
    { id: "at", label: t("history.at"), cell: (entry) => <Moment at={entry.timestamp} /> },
  ];
  return (
    <Panel
      title={t("history.title", { number: card.number })}
      actions={
        <ButtonLink size="small" href={`/journal?card=${card.id}`}>
          {t("history.in_journal")}
        </ButtonLink>
      }
    >
      <PagedTable
        label={t("history.title", { number: card.number })}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<Empty title={t("history.none")} />}
      />
    </Panel>
  );
};
