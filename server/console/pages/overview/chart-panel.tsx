import { useState, type ReactNode } from "react";
import type { Answer } from "../../api/call.ts";
import { useFormat } from "../../i18n/format.ts";
import { useLanguage, useText } from "../../i18n/index.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Panel } from "../../parts/page.tsx";
import { Chart } from "./chart.tsx";
import type { Interval } from "./range.ts";
import type en from "./en.json";

export type Stats = Answer<"getStats">;
type Row = Stats["intervals"][number];

export type Measure =
  | "cards_issued"
  | "customers"
  | "stamps"
  | "rewards"
  | "vouchers_issued"
  | "vouchers_redeemed"
  | "messages"
  | "deliveries_made"
  | "deliveries_failed";

/** "28 Nov", "Nov 2026": days of the business as they are, in no zone. */
export const useIntervalName = (interval: Interval): ((row: Pick<Row, "from">) => string) => {
  const { intl } = useLanguage();
  return ({ from }) =>
    intl.formatDate(
      `${from}T00:00:00Z`,
      interval === "month"
        ? { month: "short", year: "numeric", timeZone: "UTC" }
        : { day: "numeric", month: "short", timeZone: "UTC" },
    );
};

/** One or two measures over time, with their table. */
export const ChartPanel = (parts: {
  readonly title: string;
  readonly stats: Stats;
  readonly measures: readonly { readonly measure: Measure; readonly colour: string }[];
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const { stats, measures, title } = parts;
  const [pointed, setPointed] = useState<number | null>(null);
  const nameOf = useIntervalName(stats.interval);
  const rows = stats.intervals;
  const fullName = (row: Row): string => (row.complete ? nameOf(row) : t("so_far", { name: nameOf(row) }));
  const row = pointed === null ? undefined : rows[pointed];
  const columns: readonly Column<Row>[] = [
    { id: "name", label: t(`interval.${stats.interval}`), cell: fullName },
    ...measures.map(({ measure }) => ({
      id: measure,
      label: t(`measure.${measure}`),
      isNumber: true,
      cell: (one: Row) => format.number(one[measure]),
    })),
  ];
  return (
    <Panel title={title}>
      <ul className="chart-legend">
        {measures.map(({ measure, colour }) => (
          <li key={measure}>
            <span className="chart-swatch" style={{ background: `var(${colour})` }} aria-hidden="true" />
            {t(`measure.${measure}`)}
            {row !== undefined && `: ${format.number(row[measure])}`}
          </li>
        ))}
        {rows.some(({ complete }) => !complete) && (
          <li>
            <span className="chart-swatch chart-hatched" aria-hidden="true" />
            {t("so_far_legend")}
          </li>
        )}
        {row !== undefined && <li className="faint">{fullName(row)}</li>}
      </ul>
      <Chart
        label={t("chart_label", { title })}
        names={rows.map(nameOf)}
        isComplete={rows.map(({ complete }) => complete)}
        series={measures.map(({ measure, colour }) => ({
          label: t(`measure.${measure}`),
          colour,
          values: rows.map((one) => one[measure]),
        }))}
        formatNumber={format.number}
        onPoint={setPointed}
      />
      <details className="chart-table">
        <summary>{t("as_table", { title })}</summary>
        <DataTable label={title} columns={columns} items={[...rows].reverse()} rowKey={({ from }) => from} />
      </details>
    </Panel>
  );
};
