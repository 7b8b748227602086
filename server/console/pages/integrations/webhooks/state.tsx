import type { ReactNode } from "react";
import type { Item } from "../../../api/queries.ts";
import { useTextFor, useText } from "../../../i18n/index.tsx";
import { useFormat } from "../../../i18n/format.ts";
import { Badge, Name, Sparkline } from "../../../parts/small.tsx";
import type en from "../en.json";

export type Hook = Item<"listHooks">;

const knownReasons = ["switched_off", "only_failures", "key_deleted", "gone", "unsubscribed"] as const;
type KnownReason = (typeof knownReasons)[number];

const isKnown = (reason: string): reason is KnownReason =>
  (knownReasons as readonly string[]).includes(reason);

/** Why a hook does not send, in a person's words; null where it does. */
export const useReason = (): ((hook: Hook) => string | null) => {
  const t = useText<keyof typeof en>();
  return ({ disabled_reason: reason }) => {
    if (reason === null) return null;
    return isKnown(reason) ? t(`hooks.reason.${reason}`) : reason.replaceAll("_", " ");
  };
};

/** Active, waiting, disabled or removed, and why. */
export const HookState = ({ hook }: { readonly hook: Hook }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const reason = useReason()(hook);
  const { breaker, tries_again_at: at } = hook.health;
  if (hook.status !== "active") {
    return (
      <span className="hook-state">
        <Badge tone={hook.status === "removed" ? "neutral" : "bad"}>{t(`hooks.state.${hook.status}`)}</Badge>
        {reason !== null && <span className="faint">{reason}</span>}
      </span>
    );
  }
  if (breaker === "closed") return <Badge tone="good">{t("status.active")}</Badge>;
  const isDue = at === null || breaker === "half_open";
  return (
    <span className="hook-state">
      <Badge tone="warning">{t("hooks.state.waiting")}</Badge>
      <span className="faint">
        {isDue ? t("hooks.tries_again_now") : t("hooks.tries_again", { when: format.ago(at) })}
      </span>
    </span>
  );
};

/** How many attempts of the last day succeeded, in words and in bars. */
export const LastDay = ({ hook }: { readonly hook: Hook }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const { attempts, succeeded, hours } = hook.health.last_24_hours;
  const rate = attempts === 0 ? "" : format.percent(succeeded / attempts);
  const said = t("hooks.last_day_rate", { count: attempts, rate });
  return (
    <span className="last-day">
      <Sparkline label={said} bars={hours.map((hour) => ({ good: hour.succeeded, bad: hour.failed }))} />
      <span aria-hidden="true">{said}</span>
    </span>
  );
};

/** The events of a hook by their labels, the first few of many. */
export const HookEvents = (parts: { readonly hook: Hook; readonly most?: number }): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const format = useFormat();
  const { events } = parts.hook;
  if (events.includes("*")) return t("hooks.all_events");
  const most = parts.most ?? events.length;
  const shown = events.slice(0, most).map((name) => textFor("event", name));
  const left = events.length - shown.length;
  return left > 0 ? t("hooks.and_more", { events: shown.join(", "), count: left }) : format.list(shown);
};

/** Zapier, Make, the console, or what the program that subscribed calls itself. */
export const HookSource = ({ hook }: { readonly hook: Hook }): ReactNode => {
  const t = useText<keyof typeof en>();
  if (hook.source === "zapier") return "Zapier";
  if (hook.source === "make") return "Make";
  if (hook.source === "console") return t("hooks.source.console");
  return hook.source === null ? t("hooks.source.api") : <Name>{hook.source}</Name>;
};

export const HookMaker = ({ hook }: { readonly hook: Hook }): ReactNode =>
  hook.created_by === null ? "–" : <Name>{hook.created_by.name}</Name>;
