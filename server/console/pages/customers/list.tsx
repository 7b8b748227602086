import { useRef, type ReactNode } from "react";
import { useAllAbout, usePages } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink, TextLink } from "../../parts/button.tsx";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { useFilters } from "../../parts/filters.ts";
import { Empty, Page } from "../../parts/page.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { CodeText, Moment, Name } from "../../parts/small.tsx";
import { CardProgress } from "./card-progress.tsx";
import { nameOf, useConsentWords, type Card, type Customer } from "./words.tsx";
import type en from "./en.json";

const shortestSearch = 2;

const Cards = ({ cards }: { readonly cards: readonly Card[] | null }): ReactNode => {
  const t = useText<keyof typeof en>();
  if (cards === null) return "…";
  if (cards.length === 0) return <span className="faint">{t("customers.no_card")}</span>;
  return (
    <span className="customer-cards">
      {cards.map((card) => (
        <span key={card.id}>
          <TextLink href={`/cards/${card.id}`}>
            <CodeText>{card.number}</CodeText> <Name>{card.template_name}</Name>
          </TextLink>
          <CardProgress card={card} />
        </span>
      ))}
    </span>
  );
};

const LastStamp = ({ cards }: { readonly cards: readonly Card[] | null }): ReactNode => {
  const t = useText<keyof typeof en>();
  if (cards === null) return "…";
  const last = cards
    .flatMap(({ last_stamp_at: at }) => at ?? [])
    .sort()
    .at(-1);
  return last === undefined ? (
    <span className="faint">{t("customers.no_stamp")}</span>
  ) : (
    <Moment at={last} isAgo />
  );
};

const CustomersPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const consentsOf = useConsentWords();
  const [{ q }, setFilters] = useFilters(["q"]);
  const query = q.trim().length < shortestSearch ? undefined : q.trim();
  const pages = usePages("listCustomers", { query: { query } });
  const cardsAbout = useAllAbout(
    "listCards",
    pages.items.map(({ id }) => id),
    (card) => card.customer_id,
  );
  const cardsOf = (customer: Customer): readonly Card[] | null => cardsAbout(customer.id);
  // The first rows are drawn with their cards: without them they are lower, and the page would jump.
  const isDrawn = useRef(false);
  const [first] = pages.items;
  isDrawn.current ||= !pages.isPending && (first === undefined || cardsOf(first) !== null);
  const add = (
    <ButtonLink look="primary" icon="plus" href="/customers/new">
      {t("customers.add")}
    </ButtonLink>
  );
  const columns: readonly Column<Customer>[] = [
    {
      id: "name",
      label: t("customers.name"),
      cell: (customer) => (
        <TextLink href={`/customers/${customer.id}`}>
          <Name>{nameOf(customer)}</Name>
        </TextLink>
      ),
    },
    {
      id: "contact",
      label: t("customers.contact"),
      cell: ({ email, phone }) => (
        <span className="customer-contact">
          {email !== null && <CodeText>{email}</CodeText>}
          {phone !== null && <CodeText>{phone}</CodeText>}
          {email === null && phone === null && <span className="faint">{t("customers.no_contact")}</span>}
        </span>
      ),
    },
    { id: "cards", label: t("customers.cards"), cell: (customer) => <Cards cards={cardsOf(customer)} /> },
    { id: "consents", label: t("customers.consents"), cell: consentsOf },
    {
      id: "last",
      label: t("customers.last_stamp"),
      cell: (customer) => <LastStamp cards={cardsOf(customer)} />,
    },
  ];
  return (
    <Page title={t("nav.customers")} lead={t("customers.lead")} actions={add}>
      <div className="filters">
        <SearchField label={t("customers.search")} value={q} onChange={(typed) => setFilters({ q: typed })} />
      </div>
      <PagedTable
        label={t("nav.customers")}
        pages={{ ...pages, isPending: !isDrawn.current }}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          query === undefined ? (
            <Empty title={t("customers.empty")} action={add}>
              {t("customers.empty_lead")}
            </Empty>
          ) : (
            <Empty
              title={t("nothing_fits")}
              action={<Button onPress={() => setFilters({ q: "" })}>{t("clear_filters")}</Button>}
            >
              {t("customers.nothing_fits")}
            </Empty>
          )
        }
      />
    </Page>
  );
};

export default CustomersPage;
