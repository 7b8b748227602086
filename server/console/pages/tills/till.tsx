import { useState, type ReactNode } from "react";
import { useLocation, useParams } from "wouter";
import { useAll, useCall } from "../../api/queries.ts";
import { useMayDo } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { useKeptWords } from "../../parts/kept-problem.ts";
import { Notice } from "../../parts/notice.tsx";
import { Facts, Loaded, Page, Panel } from "../../parts/page.tsx";
import { CodeText, Moment, NameOf } from "../../parts/small.tsx";
import { LastSale, TillState } from "./columns.tsx";
import { DeleteTill } from "./delete-till.tsx";
import { MappingEditor } from "./mapping-editor.tsx";
import { ConnectPoster } from "./poster.tsx";
import { SignedExample } from "./signed-example.tsx";
import { TillForm } from "./till-form.tsx";
import type { Till } from "./sample-sale.ts";
import type en from "./en.json";

const TillFacts = ({ till }: { readonly till: Till }): ReactNode => {
  const t = useText<keyof typeof en>();
  const locations = useAll("listLocations", {}).data;
  const templates = useAll("listTemplates", {}).data;
  const facts = [
    { name: t("tills.kind"), value: t(`tills.kind.${till.kind}`) },
    { name: t("status"), value: <TillState till={till} /> },
    { name: t("tills.template"), value: <NameOf id={till.template_id} items={templates} /> },
    {
      name: t("tills.location"),
      value:
        till.location_id === null ? (
          t("tills.no_location")
        ) : (
          <NameOf id={till.location_id} items={locations} />
        ),
    },
    { name: t("tills.last_sale"), value: <LastSale till={till} /> },
    { name: t("tills.id"), isWide: true, value: <CodeText>{till.id}</CodeText> },
  ];
  return <Facts facts={facts} />;
};

/** Why the last refused sale was refused, and what to do. */
const Refusal = ({ till }: { readonly till: Till }): ReactNode => {
  const t = useText<keyof typeof en>();
  const words = useKeptWords();
  const { last_refusal: refusal } = till;
  if (!refusal) return null;
  return (
    <Notice kind="warning" title={t("tills.refused")}>
      <p>
        <Moment at={refusal.at} isAgo /> · <CodeText>{refusal.code}</CodeText> {words.wrong(refusal)}
      </p>
      {refusal.fields.length > 0 && <CodeText>{refusal.fields.join(", ")}</CodeText>}
      <p>{words.whatToDo(refusal)}</p>
    </Notice>
  );
};

const Poster = ({ till }: { readonly till: Till }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { status, account, detail } = till.connection ?? { status: "", account: null, detail: null };
  return (
    <Panel title={t("tills.kind.poster")} lead={t("tills.poster.lead")}>
      {account !== null && (
        <p>
          {t("tills.poster.account")}: <CodeText>{account}</CodeText>
        </p>
      )}
      {status === "broken" && detail !== null && (
        <Notice kind="bad" title={t("tills.poster.broken")}>
          <q lang="en">{detail}</q>
        </Notice>
      )}
      <div>
        <ConnectPoster till={till} isAgain={status === "connected"} />
      </div>
    </Panel>
  );
};

const Connection = ({ till }: { readonly till: Till }): ReactNode => {
  const t = useText<keyof typeof en>();
  if (till.kind === "poster") return <Poster till={till} />;
  return (
    <>
      <Panel title={t("tills.example")} lead={t("tills.example_lead")}>
        <SignedExample till={till} />
      </Panel>
      <MappingEditor till={till} key={till.updated_at} />
    </>
  );
};

const TillPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const { id = "" } = useParams();
  const [, navigate] = useLocation();
  const query = useCall("getTill", { params: { id } });
  const mayWrite = useMayDo("manager");
  const [open, setOpen] = useState<"none" | "edit" | "delete">("none");
  const close = (): void => setOpen("none");
  const actions = mayWrite && query.data !== undefined && (
    <>
      <Button icon="edit" onPress={() => setOpen("edit")}>
        {t("edit")}
      </Button>
      <Button icon="trash" onPress={() => setOpen("delete")}>
        {t("delete")}
      </Button>
    </>
  );
  return (
    <Page
      title={query.data?.name ?? t("tills.till")}
      parent={{ href: "/tills", label: t("nav.tills") }}
      actions={actions}
    >
      <Loaded query={query}>
        {(till) => (
          <>
            <Panel>
              <TillFacts till={till} />
            </Panel>
            <Refusal till={till} />
            {mayWrite && <Connection till={till} />}
            {open === "edit" && <TillForm till={till} onMade={close} onClose={close} />}
            {open === "delete" && (
              <DeleteTill
                till={till}
                onDeleted={() => navigate("/tills", { replace: true })}
                onClose={close}
              />
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
};

export default TillPage;
