import type { ReactNode } from "react";
import { mayDo, useSession } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { PlaceTabs } from "../../parts/tabs.tsx";
import type en from "./en.json";

/** The tabs of API & Integrations; keys are the owner's. */
export const IntegrationTabs = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const { role } = useSession().staff;
  const places = [
    ...(mayDo(role, "owner") ? [{ href: "/integrations/api-keys", label: t("tabs.api_keys") }] : []),
    { href: "/integrations/webhooks", label: t("tabs.webhooks") },
    { href: "/integrations/zapier-make", label: t("tabs.zapier_make") },
    { href: "/integrations/refusals", label: t("tabs.refusals") },
    { href: "/integrations/events", label: t("tabs.events") },
  ];
  return <PlaceTabs label={t("nav.integrations")} places={places} />;
};
