import { useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { useAll, usePages } from "../../api/queries.ts";
import { useMayDo } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { Button, TextLink } from "../../parts/button.tsx";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { Empty, Page } from "../../parts/page.tsx";
import { Name, NameOf } from "../../parts/small.tsx";
import { LastRefusal, LastSale, TillState } from "./columns.tsx";
import { PosterOutcome } from "./poster.tsx";
import { SecretShownOnce, type NewTill } from "./secret-shown-once.tsx";
import { TillForm } from "./till-form.tsx";
import type { Till } from "./sample-sale.ts";
import type en from "./en.json";

const useColumns = (): readonly Column<Till>[] => {
  const t = useText<keyof typeof en>();
  const locations = useAll("listLocations", {}).data;
  const templates = useAll("listTemplates", {}).data;
  return [
    {
      id: "name",
      label: t("tills.name"),
      cell: (till) => (
        <TextLink href={`/tills/${till.id}`}>
          <Name>{till.name}</Name>
        </TextLink>
      ),
    },
    { id: "kind", label: t("tills.kind"), cell: (till) => t(`tills.kind.${till.kind}`) },
    {
      id: "location",
      label: t("tills.location"),
      cell: ({ location_id: id }) =>
        id === null ? (
          <span className="faint">{t("tills.no_location")}</span>
        ) : (
          <NameOf id={id} items={locations} />
        ),
    },
    {
      id: "template",
      label: t("tills.template"),
      cell: ({ template_id: id }) => <NameOf id={id} items={templates} />,
    },
    { id: "state", label: t("status"), cell: (till) => <TillState till={till} /> },
    { id: "sale", label: t("tills.last_sale"), cell: (till) => <LastSale till={till} /> },
    { id: "refusal", label: t("tills.last_refusal"), cell: (till) => <LastRefusal till={till} /> },
  ];
};

const TillsPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [, navigate] = useLocation();
  const mayWrite = useMayDo("manager");
  const pages = usePages("listTills", {});
  const columns = useColumns();
  const [isAdding, setIsAdding] = useState(false);
  const [made, setMade] = useState<NewTill | null>(null);
  const take = (till: NewTill): void => {
    setIsAdding(false);
    if (till.secret === undefined) navigate(`/tills/${till.id}`);
    else setMade(till);
  };
  const add = mayWrite && (
    <Button look="primary" icon="plus" onPress={() => setIsAdding(true)}>
      {t("tills.add")}
    </Button>
  );
  return (
    <Page title={t("nav.tills")} lead={t("tills.lead")} actions={add}>
      <PosterOutcome />
      <PagedTable
        label={t("nav.tills")}
        pages={pages}
        columns={columns}
        rowKey={(till) => till.id}
        empty={
          <Empty title={t("tills.empty")} action={add}>
            {t("tills.empty_lead")}
          </Empty>
        }
      />
      {isAdding && <TillForm onMade={take} onClose={() => setIsAdding(false)} />}
      {made?.secret !== undefined && (
        <SecretShownOnce till={made} secret={made.secret} onClose={() => navigate(`/tills/${made.id}`)} />
      )}
    </Page>
  );
};

export default TillsPage;
