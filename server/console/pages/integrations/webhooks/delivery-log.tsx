import type { ReactNode } from "react";
import type { CallRequest } from "../../../api/call.ts";
import { useCall, usePages } from "../../../api/queries.ts";
import { useText, useTextFor } from "../../../i18n/index.tsx";
import { Button, TextLink } from "../../../parts/button.tsx";
import { PagedTable, type Column } from "../../../parts/data-table.tsx";
import { SelectField } from "../../../parts/fields.tsx";
import { useFilters } from "../../../parts/filters.ts";
import { Empty } from "../../../parts/page.tsx";
import { Moment } from "../../../parts/small.tsx";
import { useCause } from "./cause.ts";
import { Outcome, useTook, type Delivery } from "./outcome.tsx";
import type { Hook } from "./state.tsx";
import type en from "../en.json";

const refetchMs = 5_000;
const statuses = ["pending", "delivered", "failed"] as const;
const all = "all";

type Query = NonNullable<CallRequest<"listDeliveries">["query"]>;

/** The filters as the call takes them; an address may hold anything, the server says what it does not take. */
const queryOf = ({ status, event }: { readonly status: string; readonly event: string }): Query => ({
  ...(status !== "" && { status: status as Query["status"] }),
  ...(event !== "" && { event: event as Query["event"] }),
});

const useColumns = (hook: Hook): readonly Column<Delivery>[] => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const causeOf = useCause();
  const took = useTook();
  return [
    {
      id: "time",
      label: t("deliveries.time"),
      cell: ({ id, created_at: at }) => (
        <TextLink href={`/integrations/webhooks/deliveries/${id}`}>
          <Moment at={at} />
        </TextLink>
      ),
    },
    { id: "event", label: t("deliveries.event"), cell: ({ event }) => textFor("event", event) },
    {
      id: "outcome",
      label: t("deliveries.outcome"),
      cell: (delivery) => <Outcome delivery={delivery} hook={hook} />,
    },
    {
      id: "answer",
      label: t("deliveries.answer"),
      cell: ({ attempts }) => {
        const last = attempts.at(-1);
        if (last === undefined) return "–";
        return last.cause === null ? String(last.status) : causeOf(last, hook.target_url);
      },
    },
    {
      id: "took",
      label: t("deliveries.took"),
      isNumber: true,
      cell: ({ attempts }) => {
        const last = attempts.at(-1);
        return last === undefined ? "–" : took(last.duration_ms);
      },
    },
  ];
};

/** What was sent to a hook: filters in the address, kept fresh while it is looked at. */
export const DeliveryLog = (parts: { readonly hook: Hook; readonly onTest: () => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const { hook } = parts;
  const [filters, change] = useFilters(["status", "event"]);
  const types = useCall("listEventTypes", {});
  const request = { params: { id: hook.id }, query: queryOf(filters) };
  const pages = usePages("listDeliveries", request, { refetchMs });
  const columns = useColumns(hook);
  const isFiltered = filters.status !== "" || filters.event !== "";
  const clear = <Button onPress={() => change({ status: "", event: "" })}>{t("clear_filters")}</Button>;
  return (
    <>
      <div className="filters">
        <SelectField
          label={t("deliveries.outcome")}
          value={filters.status === "" ? all : filters.status}
          choices={[
            { value: all, label: t("all") },
            ...statuses.map((value) => ({ value, label: t(`deliveries.status.${value}`) })),
          ]}
          onChange={(status) => change({ status: status === all ? "" : status })}
        />
        <SelectField
          label={t("deliveries.event")}
          value={filters.event === "" ? all : filters.event}
          choices={[
            { value: all, label: t("all") },
            ...(types.data?.data ?? []).map(({ name }) => ({ value: name, label: textFor("event", name) })),
          ]}
          onChange={(event) => change({ event: event === all ? "" : event })}
        />
      </div>
      <PagedTable
        label={t("deliveries.title")}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          isFiltered ? (
            <Empty title={t("nothing_fits")} action={clear}>
              {t("nothing_fits.lead")}
            </Empty>
          ) : (
            <Empty
              title={t("deliveries.empty")}
              action={
                hook.status !== "removed" && (
                  <Button icon="send" onPress={parts.onTest}>
                    {t("hooks.test")}
                  </Button>
                )
              }
            >
              {t("deliveries.empty_lead")}
            </Empty>
          )
        }
      />
    </>
  );
};
