import type { ReactNode } from "react";
import type { CallRequest } from "../../api/call.ts";
import { useCall, usePages } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { SelectField } from "../../parts/fields.tsx";
import { useFilters } from "../../parts/filters.ts";
import { Empty, Page } from "../../parts/page.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { CodeText, Moment, Name } from "../../parts/small.tsx";
import { useWords, type Refusal } from "./refusals/words.ts";
import { IntegrationTabs } from "./tabs.tsx";
import type en from "./en.json";

const refetchMs = 10_000;
const all = "all";

type Query = NonNullable<CallRequest<"listRefusals">["query"]>;
type Filters = Readonly<Record<"code" | "key" | "request", string>>;

/** The filters as the call takes them; an address may hold anything, the server says what it does not take. */
const queryOf = ({ code, key, request }: Filters): Query => ({
  ...(code !== "" && { code: code as Query["code"] }),
  ...(key !== "" && { key_id: key }),
  ...(request !== "" && { request_id: request }),
});

const useColumns = (): readonly Column<Refusal>[] => {
  const t = useText<keyof typeof en>();
  const words = useWords();
  return [
    {
      id: "time",
      label: t("refusals.time"),
      cell: ({ last_at: at, count }) => (
        <span className="member-meaning">
          <Moment at={at} />
          {count > 1 && <span className="faint">{t("refusals.times", { count })}</span>}
        </span>
      ),
    },
    {
      id: "call",
      label: t("refusals.call"),
      cell: (refusal) => (
        <span className="member-meaning">
          <span>{words.call(refusal)}</span>
          <small className="faint">
            <CodeText>{`${refusal.call.method} ${refusal.call.path}`}</CodeText>
          </small>
        </span>
      ),
    },
    {
      id: "key",
      label: t("refusals.key"),
      cell: ({ key }) => (
        <span className="member-meaning">
          <Name>{key.staff_name}</Name>
          <small className="member-name faint">
            <CodeText>{key.masked}</CodeText>
          </small>
        </span>
      ),
    },
    {
      id: "code",
      label: t("refusals.code"),
      cell: (refusal) => (
        <span className="member-meaning">
          <span className="member-name">
            <CodeText>{refusal.code}</CodeText>
          </span>
          {words.wrong(refusal) !== null && <span className="faint">{words.wrong(refusal)}</span>}
          {refusal.fields.length > 0 && <CodeText>{refusal.fields.join(" ")}</CodeText>}
        </span>
      ),
    },
    {
      id: "todo",
      label: t("refusals.what_to_do"),
      cell: (refusal) => (
        <span className="member-meaning">
          <span>{words.whatToDo(refusal)}</span>
          {refusal.request_id !== null && (
            <small className="faint">
              <CodeText>{refusal.request_id}</CodeText>
            </small>
          )}
        </span>
      ),
    },
  ];
};

/** Codes and keys that were refused lately, for the drop-downs. */
const useKnown = () => {
  const known = useCall("listRefusals", { query: { limit: 100 } }).data?.data ?? [];
  const keys = new Map(known.map(({ key }) => [key.id, `${key.staff_name} · ${key.masked}`]));
  return { codes: [...new Set(known.map(({ code }) => code))].sort(), keys: [...keys] };
};

/** A chosen value that is not among the known ones stays to be seen. */
const withChosen = (
  chosen: string,
  choices: readonly { readonly value: string; readonly label: string }[],
): readonly { readonly value: string; readonly label: string }[] =>
  chosen === "" || choices.some(({ value }) => value === chosen)
    ? choices
    : [...choices, { value: chosen, label: chosen }];

const FilterBar = (parts: {
  readonly filters: Filters;
  readonly onChange: (changes: Partial<Filters>) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { filters, onChange } = parts;
  const known = useKnown();
  const codes = known.codes.map((value) => ({ value, label: value }));
  const keys = known.keys.map(([value, label]) => ({ value, label }));
  return (
    <div className="filters">
      <SearchField
        label={t("refusals.search")}
        value={filters.request}
        onChange={(request) => onChange({ request: request.trim() })}
      />
      <SelectField
        label={t("refusals.code")}
        value={filters.code === "" ? all : filters.code}
        choices={[{ value: all, label: t("all") }, ...withChosen(filters.code, codes)]}
        onChange={(code) => onChange({ code: code === all ? "" : code })}
      />
      <SelectField
        label={t("refusals.key")}
        value={filters.key === "" ? all : filters.key}
        choices={[{ value: all, label: t("all") }, ...withChosen(filters.key, keys)]}
        onChange={(key) => onChange({ key: key === all ? "" : key })}
      />
    </div>
  );
};

const RefusalsPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [filters, change] = useFilters(["code", "key", "request"]);
  const pages = usePages("listRefusals", { query: queryOf(filters) }, { refetchMs });
  const columns = useColumns();
  const isFiltered = Object.values(filters).some((value) => value !== "");
  const empty = isFiltered ? (
    <Empty
      title={t("nothing_fits")}
      action={
        <Button onPress={() => change({ code: "", key: "", request: "" })}>{t("clear_filters")}</Button>
      }
    >
      {t("nothing_fits.lead")}
    </Empty>
  ) : (
    <Empty
      title={t("refusals.empty")}
      action={<ButtonLink href="/integrations/zapier-make">{t("refusals.empty_action")}</ButtonLink>}
    >
      {t("refusals.empty_lead")}
    </Empty>
  );
  return (
    <Page title={t("nav.integrations")} lead={t("refusals.lead")} tabs={<IntegrationTabs />}>
      <FilterBar filters={filters} onChange={change} />
      <PagedTable
        label={t("tabs.refusals")}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={empty}
      />
    </Page>
  );
};

export default RefusalsPage;
