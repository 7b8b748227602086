import type { ReactNode } from "react";
import { useAll } from "../../../api/queries.ts";
import { useFormat } from "../../../i18n/format.ts";
import { useText } from "../../../i18n/index.tsx";
import { CopyText } from "../../../parts/copy.tsx";
import { Facts } from "../../../parts/page.tsx";
import { Moment, Name } from "../../../parts/small.tsx";
import { HookEvents, HookMaker, HookSource, HookState, LastDay, type Hook } from "./state.tsx";
import type en from "../en.json";

/** The filters by the names of what they name, or their ids where that is gone. */
const useFilterNames = ({ filters }: Hook): readonly string[] => {
  const templates = useAll("listTemplates", {}, { enabled: filters.template_id !== undefined }).data;
  const locations = useAll("listLocations", {}, { enabled: filters.location_id !== undefined }).data;
  const vouchers = useAll(
    "listVoucherTemplates",
    {},
    { enabled: filters.voucher_template_id !== undefined },
  ).data;
  const { template_id: template, location_id: location, voucher_template_id: voucher } = filters;
  return [
    template && (templates?.find(({ id }) => id === template)?.name ?? template),
    location && (locations?.find(({ id }) => id === location)?.name ?? location),
    voucher && (vouchers?.find(({ id }) => id === voucher)?.title ?? voucher),
  ].filter((name): name is string => name !== undefined);
};

const MomentOrNever = ({ at }: { readonly at: string | null }): ReactNode => {
  const t = useText();
  return at === null ? t("never") : <Moment at={at} isAgo />;
};

export const HookFacts = ({ hook }: { readonly hook: Hook }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const filters = useFilterNames(hook);
  const facts = [
    { name: t("status"), value: <HookState hook={hook} /> },
    { name: t("hooks.last_day"), value: <LastDay hook={hook} /> },
    { name: t("hooks.last_success"), value: <MomentOrNever at={hook.health.last_success_at} /> },
    { name: t("hooks.last_failure"), value: <MomentOrNever at={hook.health.last_failure_at} /> },
    { name: t("hooks.events"), value: <HookEvents hook={hook} /> },
    {
      name: t("hooks.filters"),
      value: filters.length === 0 ? t("none") : <Name>{filters.join(" · ")}</Name>,
    },
    { name: t("hooks.fields"), value: t(`hooks.fields.${hook.customer_fields}`) },
    {
      name: t("hooks.pace"),
      value: t("hooks.pace_of", {
        rate: format.number(hook.rate_per_second),
        count: format.number(hook.concurrency),
      }),
    },
    { name: t("hooks.source"), value: <HookSource hook={hook} /> },
    { name: t("hooks.made_by"), value: <HookMaker hook={hook} /> },
    { name: t("hooks.made_at"), value: <Moment at={hook.created_at} /> },
    { name: t("hooks.id"), isWide: true, value: <CopyText text={hook.id} label={t("hooks.id")} /> },
  ];
  return (
    <>
      <CopyText text={hook.target_url} label={t("hooks.address")} />
      <Facts facts={facts} />
    </>
  );
};
