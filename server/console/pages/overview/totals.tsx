import type { ReactNode } from "react";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import type { Stats } from "./chart-panel.tsx";
import type en from "./en.json";

const plain = ["cards_issued", "customers", "stamps", "rewards"] as const;

const Tile = (parts: {
  readonly name: string;
  readonly value: string;
  readonly help?: string;
}): ReactNode => (
  <div className="tile">
    <dt>{parts.name}</dt>
    <dd className="tile-value">{parts.value}</dd>
    {parts.help !== undefined && <dd className="faint">{parts.help}</dd>}
  </div>
);

/** The sums of what is shown, and what the redemption rate divides. */
export const Totals = ({ totals }: Pick<Stats, "totals">): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const { redemption_rate: rate, vouchers_issued: issued, vouchers_redeemed: redeemed } = totals;
  return (
    <dl className="tiles">
      {plain.map((measure) => (
        <Tile key={measure} name={t(`measure.${measure}`)} value={format.number(totals[measure])} />
      ))}
      <Tile
        name={t("rate")}
        value={rate === null ? "–" : format.percent(rate)}
        help={t("rate.divides", { redeemed, issued })}
      />
      <Tile
        name={t("deliveries")}
        value={format.number(totals.deliveries_made)}
        help={t("deliveries.failed", { count: totals.deliveries_failed })}
      />
    </dl>
  );
};
