import type { ReactNode } from "react";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { Badge, CodeText, Moment, type Tone } from "../../parts/small.tsx";
import type { Till } from "./sample-sale.ts";
import type en from "./en.json";

const tones = {
  connected: "good",
  not_connected: "warning",
  broken: "bad",
} as const satisfies Readonly<Record<string, Tone>>;

/** Whether a till can send sales. */
export const TillState = ({ till }: { readonly till: Till }): ReactNode => {
  const t = useText<keyof typeof en>();
  if (till.connection === null) return <Badge tone="good">{t("tills.state.signs")}</Badge>;
  const { status } = till.connection;
  return <Badge tone={tones[status]}>{t(`tills.state.${status}`)}</Badge>;
};

export const LastSale = ({ till }: { readonly till: Till }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const { last_sale: sale } = till;
  if (!sale) return <span className="faint">{t("tills.no_sale")}</span>;
  return (
    <>
      {format.money(sale.amount, sale.currency)} · <Moment at={sale.at} isAgo />
    </>
  );
};

/** The last sale that was refused: since the last one that was taken it may be a trouble that lasts. */
export const LastRefusal = ({ till }: { readonly till: Till }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { last_refusal: refusal } = till;
  if (!refusal) return <span className="faint">{t("tills.no_refusal")}</span>;
  return (
    <>
      <CodeText>{refusal.code}</CodeText> · <Moment at={refusal.at} isAgo />
    </>
  );
};
