import type { ReactNode } from "react";
import type { Answer } from "../../../api/call.ts";
import type { Item } from "../../../api/queries.ts";
import { useText } from "../../../i18n/index.tsx";
import { useFormat } from "../../../i18n/format.ts";
import { Badge, type Tone } from "../../../parts/small.tsx";
import type { Hook } from "./state.tsx";
import type en from "../en.json";

export type Delivery = Item<"listDeliveries">;
export type Attempt = Delivery["attempts"][number];
export type AttemptDetail = Answer<"getDelivery">["attempts"][number];

/** The first try and the nine that follow by themselves. */
const triesInAll = 10;

interface Said {
  readonly tone: Tone;
  readonly word: string;
  readonly more?: string;
}

/** What keeps a delivery whose time has come: the hook is off, gone, or is left in peace for a moment. */
const useHold = (): ((hook: Hook | undefined) => Said | null) => {
  const t = useText<keyof typeof en>();
  return (hook) => {
    if (hook === undefined) return null;
    if (hook.status === "removed") return { tone: "neutral", word: t("deliveries.not_sent") };
    if (hook.status === "disabled") return { tone: "warning", word: t("deliveries.held_off") };
    return hook.health.breaker === "closed" ? null : { tone: "warning", word: t("deliveries.held") };
  };
};

const usePending = (): ((delivery: Delivery, hook: Hook | undefined) => Said) => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const hold = useHold();
  return ({ next_attempt_at: next, attempts }, hook) => {
    const isDue = next === null || new Date(next) <= new Date();
    if (isDue || hook?.status !== "active") {
      const held = hold(hook);
      if (held !== null) return held;
    }
    if (isDue || attempts.length === 0) return { tone: "info", word: t("deliveries.on_its_way") };
    const number = attempts.length + 1;
    const word = t("deliveries.next_try", { when: format.ago(next) });
    if (number > triesInAll) return { tone: "warning", word };
    return { tone: "warning", word, more: t("deliveries.try_of", { number, of: triesInAll }) };
  };
};

/** Delivered, failed, or when it is tried next and which try that will be. */
export const Outcome = (parts: {
  readonly delivery: Delivery;
  readonly hook: Hook | undefined;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const pending = usePending();
  const { delivery } = parts;
  const { status } = delivery;
  const said: Said =
    status === "pending"
      ? pending(delivery, parts.hook)
      : { tone: status === "delivered" ? "good" : "bad", word: t(`deliveries.status.${status}`) };
  return (
    <span className="row-tight">
      <Badge tone={said.tone}>{said.word}</Badge>
      {said.more !== undefined && <span className="faint">{said.more}</span>}
      {delivery.test && <Badge tone="info">{t("deliveries.test")}</Badge>}
    </span>
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
