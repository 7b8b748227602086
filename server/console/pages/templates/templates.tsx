import { useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { usePages, type Item } from "../../api/queries.ts";
import { useMayDo } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink, TextLink } from "../../parts/button.tsx";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { Empty, Page, Panel } from "../../parts/page.tsx";
import { CodeText, Moment, Name } from "../../parts/small.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { useEarnText } from "./words.tsx";
import type { VoucherTemplate } from "./voucher-values.ts";
import type en from "./en.json";

const useTemplateColumns = (): readonly Column<Item<"listTemplates">>[] => {
  const t = useText<keyof typeof en>();
  const earnText = useEarnText();
  return [
    {
      id: "name",
      label: t("templates.name"),
      cell: ({ id, name }) => (
        <TextLink href={`/templates/${id}`}>
          <Name>{name}</Name>
        </TextLink>
      ),
    },
    { id: "earn", label: t("templates.earn"), cell: ({ earn }) => earnText(earn) },
    {
      id: "goals",
      label: t("templates.goals"),
      cell: ({ goals }) =>
        t("templates.goal_count", { count: goals.length, last: goals.at(-1)?.stamps ?? 0 }),
    },
    {
      id: "version",
      label: t("templates.version"),
      cell: ({ version }) => t("templates.version_number", { version }),
    },
    { id: "updated", label: t("templates.updated"), cell: (one) => <Moment at={one.updated_at} isAgo /> },
  ];
};

const useVoucherColumns = (): readonly Column<VoucherTemplate>[] => {
  const t = useText<keyof typeof en>();
  return [
    {
      id: "title",
      label: t("vouchers.title"),
      cell: ({ id, title }) => (
        <TextLink href={`/voucher-templates/${id}`}>
          <Name>{title}</Name>
        </TextLink>
      ),
    },
    {
      id: "code",
      label: t("vouchers.code"),
      cell: ({ code }) => (
        <>
          {t(`vouchers.code.${code.mode}`)} {code.value !== null && <CodeText>{code.value}</CodeText>}
        </>
      ),
    },
    {
      id: "validity",
      label: t("vouchers.validity"),
      cell: ({ validity: { type, value } }) => {
        if (type === "unlimited") return t("vouchers.validity.unlimited");
        if (type === "fixed_date") return t("vouchers.until", { day: String(value) });
        return t(type === "days" ? "vouchers.for_days" : "vouchers.for_months", { count: Number(value) });
      },
    },
    { id: "updated", label: t("templates.updated"), cell: (one) => <Moment at={one.updated_at} isAgo /> },
  ];
};

const TemplatesPanel = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [, navigate] = useLocation();
  const mayWrite = useMayDo("manager");
  const pages = usePages("listTemplates", {});
  const columns = useTemplateColumns();
  const [isImporting, setIsImporting] = useState(false);
  const add = mayWrite && (
    <ButtonLink look="primary" icon="plus" href="/templates/new">
      {t("templates.new")}
    </ButtonLink>
  );
  return (
    <Panel
      title={t("templates.cards")}
      lead={t("templates.cards_lead")}
      isFlush
      actions={
        mayWrite && (
          <div className="row">
            <Button icon="upload" onPress={() => setIsImporting(true)}>
              {t("templates.import")}
            </Button>
            {add}
          </div>
        )
      }
    >
      <PagedTable
        label={t("templates.cards")}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Empty title={t("templates.empty")} action={add}>
            {t("templates.empty_lead")}
          </Empty>
        }
      />
      {isImporting && (
        <ImportDialog
          onMade={({ id, name }) => {
            tellDone(t("templates.imported", { name }));
            navigate(`/templates/${id}`);
          }}
          onClose={() => setIsImporting(false)}
        />
      )}
    </Panel>
  );
};

const VouchersPanel = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const mayWrite = useMayDo("manager");
  const pages = usePages("listVoucherTemplates", {});
  const columns = useVoucherColumns();
  const add = mayWrite && (
    <ButtonLink icon="plus" href="/voucher-templates/new">
      {t("vouchers.new")}
    </ButtonLink>
  );
  return (
    <Panel title={t("templates.vouchers")} lead={t("templates.vouchers_lead")} isFlush actions={add}>
      <PagedTable
        label={t("templates.vouchers")}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Empty title={t("vouchers.empty")} action={add}>
            {t("vouchers.empty_lead")}
          </Empty>
        }
      />
    </Panel>
  );
};

const TemplatesPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  return (
    <Page title={t("nav.templates")} lead={t("templates.lead")}>
      <TemplatesPanel />
      <VouchersPanel />
    </Page>
  );
};

export default TemplatesPage;
