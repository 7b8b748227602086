import { useState, type ReactNode } from "react";
import { useLocation, useParams } from "wouter";
import { useAll, useCall } from "../../api/queries.ts";
import { useMayDo } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { saveFile } from "../../parts/download.ts";
import { Loaded, Page, WaitingButtons } from "../../parts/page.tsx";
import { ApplyButton, VersionNotice } from "./apply-version.tsx";
import { Designer } from "./designer.tsx";
import type { Template } from "./draft.ts";
import { withoutAdded } from "./json-text.ts";
import { TemplateSummary } from "./words.tsx";
import type en from "./en.json";

/** What POST /templates takes: import it here or at another shop. */
const exportTemplate = (template: Template): void => {
  const name = template.name.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").toLowerCase();
  saveFile(
    `${name}-v${template.version}.json`,
    `${JSON.stringify(withoutAdded(template), null, 2)}\n`,
    "application/json",
  );
};

const Actions = ({ template }: { readonly template: Template }): ReactNode => {
  const t = useText<keyof typeof en>();
  const mayWrite = useMayDo("manager");
  return (
    <>
      <Button icon="download" onPress={() => exportTemplate(template)}>
        {t("templates.export")}
      </Button>
      {mayWrite && <ApplyButton template={template} />}
    </>
  );
};

const Existing = ({ id, children }: { readonly id: string; readonly children?: ReactNode }): ReactNode => {
  const t = useText<keyof typeof en>();
  const query = useCall("getTemplate", { params: { id } });
  const vouchers = useAll("listVoucherTemplates", {});
  const mayWrite = useMayDo("manager");
  const [from, setFrom] = useState<number | null>(null);
  const saved = (before: Template | null, after: Template): void => {
    if (before !== null && after.version > before.version) setFrom(before.version);
  };
  const { data } = query;
  return (
    <Page
      title={data?.name ?? t("templates.one")}
      lead={data ? t("templates.version_number", { version: data.version }) : "\u00a0"}
      parent={{ href: "/templates", label: t("nav.templates") }}
      actions={data ? <Actions template={data} /> : <WaitingButtons count={mayWrite ? 2 : 1} />}
    >
      {children}
      {data !== undefined && from !== null && <VersionNotice template={data} from={from} />}
      <Loaded query={query} lines={10}>
        {(template) =>
          mayWrite ? (
            <Designer key={template.id} template={template} onSaved={saved} />
          ) : (
            <TemplateSummary template={template} vouchers={vouchers.data ?? []} />
          )
        }
      </Loaded>
    </Page>
  );
};

const TemplatePage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [, navigate] = useLocation();
  const { id } = useParams();
  if (id !== undefined) return <Existing key={id} id={id} />;
  return (
    <Page title={t("templates.new")} parent={{ href: "/templates", label: t("nav.templates") }}>
      <Designer template={null} onSaved={(_, made) => navigate(`/templates/${made.id}`, { replace: true })} />
    </Page>
  );
};

export default TemplatePage;
