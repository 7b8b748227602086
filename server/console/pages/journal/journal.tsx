import { useEffect, useRef, useState, type ReactNode } from "react";
import { useCall, usePages } from "../../api/queries.ts";
import { useText, useTextFor } from "../../i18n/index.tsx";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { PagedTable } from "../../parts/data-table.tsx";
import { SelectField } from "../../parts/fields.tsx";
import { useFilters } from "../../parts/filters.ts";
import { Empty, Page } from "../../parts/page.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { Badge } from "../../parts/small.tsx";
import { useColumns } from "./columns.tsx";
import type { LiveState } from "./connection.ts";
import { EventDialog } from "./event-dialog.tsx";
import { useLiveJournal } from "./live.ts";
import { useRows, useStillness, type JournalRow } from "./rows.ts";
import { CardChoice, SearchState, useFound, type Found } from "./search.tsx";
import type en from "./en.json";

const everyType = "all";
const restMs = 1_500;

type EventType = NonNullable<Parameters<typeof usePages<"listEvents">>[1]["query"]>["type"];

/** How many came since this was last said; said when it rests, so that a busy shop does not talk all the time. */
const useSaid = (rows: readonly JournalRow[], isReady: boolean, about: string): number => {
  const [said, setSaid] = useState(0);
  const known = useRef<{ about: string; top: string } | null>(null);
  const top = rows[0]?.id ?? "";
  useEffect(() => {
    if (!isReady) return undefined;
    const before = known.current;
    if (before === null || before.about !== about) {
      known.current = { about, top };
      setSaid(0);
      return undefined;
    }
    if (top <= before.top) return undefined;
    const timer = setTimeout(() => {
      known.current = { about, top };
      setSaid(rows.filter(({ id }) => id > before.top).length);
    }, restMs);
    return () => clearTimeout(timer);
  }, [rows, top, isReady, about]);
  return said;
};

const State = ({ state }: { readonly state: LiveState }): ReactNode => {
  const t = useText<keyof typeof en>();
  return (
    <span role="status">
      <Badge tone={state === "live" ? "good" : "warning"}>{t(`journal.${state}`)}</Badge>
    </span>
  );
};

const TypeFilter = (parts: {
  readonly value: string;
  readonly onChange: (type: string) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const types = useCall("listEventTypes", {}).data?.data ?? [];
  return (
    <SelectField
      label={t("journal.column.type")}
      value={parts.value === "" ? everyType : parts.value}
      choices={[
        { value: everyType, label: t("journal.every_type") },
        ...types.map(({ name }) => ({ value: name, label: textFor("event", name) })),
      ]}
      onChange={(value) => parts.onChange(value === everyType ? "" : value)}
    />
  );
};

const showsRows = (found: Found): boolean =>
  found.what === "everything" || found.what === "card" || found.what === "event";

const JournalPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [filters, setFilters] = useFilters(["type", "q", "card", "event"]);
  const found = useFound(filters.q.trim());
  const card = filters.card !== "" ? filters.card : found.what === "card" ? found.id : "";
  const open = filters.event !== "" ? filters.event : found.what === "event" ? found.id : "";
  const isListed = filters.card !== "" || showsRows(found);
  const pages = usePages(
    "listEvents",
    {
      query: {
        type: filters.type === "" ? undefined : (filters.type as EventType),
        card_id: card === "" ? undefined : card,
        customer_fields: "contact",
      },
    },
    { enabled: isListed },
  );
  const live = useLiveJournal();
  const rows = useRows(pages, live.events, { type: filters.type, card });
  const { shown, waiting, showNew } = useStillness(rows, open !== "");
  const said = useSaid(rows, !pages.isPending, `${filters.type} ${card}`);
  const columns = useColumns((id) => setFilters({ event: id }));
  const clear = (): void => setFilters({ type: "", q: "", card: "", event: "" });
  const isFiltered = filters.type !== "" || filters.q !== "" || filters.card !== "";
  const close = (): void => setFilters(found.what === "event" ? { event: "", q: "" } : { event: "" });
  const nothingFits = (
    <Empty title={t("nothing_fits")} action={<Button onPress={clear}>{t("clear_filters")}</Button>}>
      {t("journal.nothing_fits")}
    </Empty>
  );
  const nothingYet = (
    <Empty
      title={t("journal.empty")}
      action={
        <ButtonLink look="primary" href="/customers/new">
          {t("journal.first")}
        </ButtonLink>
      }
    >
      {t("journal.empty_lead")}
    </Empty>
  );
  return (
    <Page title={t("nav.journal")} lead={t("journal.lead")} actions={<State state={live.state} />}>
      <div className="filters">
        <SearchField
          label={t("journal.search")}
          value={filters.q}
          onChange={(q) => setFilters({ q, card: "" })}
        />
        <TypeFilter value={filters.type} onChange={(type) => setFilters({ type })} />
        {isFiltered && <Button onPress={clear}>{t("clear_filters")}</Button>}
      </div>
      {found.what === "choice" && (
        <CardChoice cards={found.cards} onChoose={(id) => setFilters({ card: id })} />
      )}
      <SearchState found={found} />
      {found.what === "nothing" && nothingFits}
      {isListed && (
        <PagedTable
          label={t("nav.journal")}
          pages={{ ...pages, items: shown, isFetching: pages.isFetching && pages.items.length === 0 }}
          columns={columns}
          rowKey={(row) => row.id}
          empty={isFiltered ? nothingFits : nothingYet}
        />
      )}
      {waiting > 0 && (
        <p className="journal-new">
          <Button look="primary" onPress={showNew}>
            {t("journal.new", { count: waiting })}
          </Button>
        </p>
      )}
      <p className="only-heard" role="status">
        {said > 0 ? t("journal.said", { count: said }) : ""}
      </p>
      {open !== "" && <EventDialog id={open} onClose={close} />}
    </Page>
  );
};

export default JournalPage;
