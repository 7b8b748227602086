import type { ReactNode } from "react";
import { useCall } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { useFilters } from "../../parts/filters.ts";
import { Loaded, Page } from "../../parts/page.tsx";
import { ViewChoice } from "../../parts/tabs.tsx";
import { ChartPanel } from "./chart-panel.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { intervals, shownIntervals, statsQuery, type Interval } from "./range.ts";
import { Totals } from "./totals.tsx";
import type en from "./en.json";

/** Today goes on while the page stands. */
const askAgainMs = 60_000;

const charts = [
  { title: "chart.cards", measures: ["cards_issued", "customers"] },
  { title: "chart.stamps", measures: ["stamps", "rewards"] },
  { title: "chart.vouchers", measures: ["vouchers_issued", "vouchers_redeemed"] },
  { title: "chart.deliveries", measures: ["deliveries_made", "deliveries_failed"] },
] as const;

const colours = ["--accent", "--good"] as const;

const colourOf = (measure: string, at: number): string =>
  measure === "deliveries_failed" ? "--bad" : (colours[at] ?? "--accent");

const OverviewPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const { business } = useSession();
  const [filters, setFilters] = useFilters(["interval"]);
  const interval: Interval = intervals.find((one) => one === filters.interval) ?? "day";
  const stats = useCall(
    "getStats",
    { query: statsQuery(interval, business.time_zone) },
    { keepPrevious: true, refetchMs: () => askAgainMs },
  );
  return (
    <Page
      title={t("nav.overview")}
      lead={t(`lead.${interval}`, { count: shownIntervals[interval] })}
      actions={
        <ViewChoice
          label={t("interval")}
          value={interval}
          views={intervals.map((one) => ({ value: one, label: t(`interval.${one}`) }))}
          onChange={(chosen) => setFilters({ interval: chosen === "day" ? "" : chosen })}
        />
      }
    >
      <FirstSteps />
      <Loaded query={stats} lines={10}>
        {(shown) => (
          <>
            <Totals totals={shown.totals} />
            <div className="charts">
              {charts.map(({ title, measures }) => (
                <ChartPanel
                  key={title}
                  title={t(title)}
                  stats={shown}
                  measures={measures.map((measure, at) => ({ measure, colour: colourOf(measure, at) }))}
                />
              ))}
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
};

export default OverviewPage;
