import type { ReactNode } from "react";
import type { Answer } from "../../../api/call.ts";
import type { Item } from "../../../api/queries.ts";
import { useText } from "../../../i18n/index.tsx";
import { useFormat } from "../../../i18n/format.ts";
import { Badge } from "../../../parts/small.tsx";
import type en from "../en.json";

export type Delivery = Item<"listDeliveries">;
export type Attempt = Delivery["attempts"][number];
export type AttemptDetail = Answer<"getDelivery">["attempts"][number];

/** The first try and the nine that follow by themselves. */
const triesInAll = 10;

/** Delivered, failed, or when it is tried next and which try that will be. */
export const Outcome = ({ delivery }: { readonly delivery: Delivery }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const { status, next_attempt_at: next, attempts } = delivery;
  const test = delivery.test && <Badge tone="info">{t("deliveries.test")}</Badge>;
  if (status !== "pending") {
    return (
      <span className="row-tight">
        <Badge tone={status === "delivered" ? "good" : "bad"}>{t(`deliveries.status.${status}`)}</Badge>
        {test}
      </span>
    );
  }
  const isNow = next === null || new Date(next) <= new Date();
  if (isNow || attempts.length === 0) return <Badge tone="info">{t("deliveries.on_its_way")}</Badge>;
  const number = attempts.length + 1;
  const when = format.ago(next);
  return (
    <Badge tone="warning">
      {number > triesInAll
        ? t("deliveries.next_try", { when })
        : t("deliveries.next_try_of", { when, number, of: triesInAll })}
    </Badge>
  );
};

/** A duration as a person reads it. */
export const useTook = (): ((ms: number) => string) => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  return (ms) =>
    ms < 1_000
      ? t("deliveries.ms", { ms: format.number(ms) })
      : t("deliveries.seconds", { seconds: format.number(Math.round(ms / 100) / 10) });
};
