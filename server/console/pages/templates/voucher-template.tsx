import type { ReactNode } from "react";
import { useLocation, useParams } from "wouter";
import { useCall, useWrite } from "../../api/queries.ts";
import { useMayDo } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { useForm } from "../../parts/form.ts";
import { LeaveGuard } from "../../parts/leave-guard.tsx";
import { Facts, Loaded, Page, Panel } from "../../parts/page.tsx";
import { CodeText, Name } from "../../parts/small.tsx";
import { SaveForm } from "../../parts/save-form.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { useEndText, VoucherFields, voucherPointers } from "./voucher-fields.tsx";
import { emptyVoucherTemplate, valuesOf, voucherBody, type VoucherTemplate } from "./voucher-values.ts";
import type en from "./en.json";

const VoucherForm = ({ template }: { readonly template: VoucherTemplate | null }): ReactNode => {
  const t = useText<keyof typeof en>();
  const [, navigate] = useLocation();
  const create = useWrite("createVoucherTemplate", ["listVoucherTemplates"]);
  const update = useWrite("updateVoucherTemplate", ["listVoucherTemplates", "getVoucherTemplate"]);
  const form = useForm(template === null ? emptyVoucherTemplate : valuesOf(template));
  const save = async (): Promise<void> => {
    let made = "";
    const isTaken = await form.send(async (values, idempotencyKey) => {
      const body = voucherBody(values);
      if (template === null) made = (await create.mutateAsync({ body, idempotencyKey })).id;
      else await update.mutateAsync({ params: { id: template.id }, body });
      tellDone(t("templates.saved", { name: values.title }));
    });
    if (isTaken && made !== "") navigate(`/voucher-templates/${made}`, { replace: true });
  };
  return (
    <Panel>
      <LeaveGuard isOn={form.isChanged} />
      <SaveForm form={form} pointers={voucherPointers} isNarrow onSave={() => void save()}>
        {template !== null && <p className="faint">{t("vouchers.keep")}</p>}
        <VoucherFields form={form} />
      </SaveForm>
    </Panel>
  );
};

/** For who may not change it. */
const VoucherFacts = ({ template }: { readonly template: VoucherTemplate }): ReactNode => {
  const t = useText<keyof typeof en>();
  const endText = useEndText();
  const { code, remind_days_before: remind } = template;
  return (
    <Panel>
      <Facts
        facts={[
          { name: t("vouchers.title"), value: <Name>{template.title}</Name> },
          { name: t("vouchers.description"), value: template.description ?? "–" },
          {
            name: t("vouchers.code"),
            value: (
              <>
                {t(`vouchers.code.${code.mode}`)} {code.value !== null && <CodeText>{code.value}</CodeText>}
              </>
            ),
          },
          { name: t("vouchers.validity"), value: endText(valuesOf(template)) },
          {
            name: t("vouchers.remind"),
            value: remind === null ? t("never") : t("vouchers.remind_days", { count: remind }),
          },
        ]}
      />
    </Panel>
  );
};

const VoucherTemplatePage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const { id } = useParams();
  const mayWrite = useMayDo("manager");
  const query = useCall("getVoucherTemplate", { params: { id: id ?? "" } }, { enabled: id !== undefined });
  return (
    <Page
      title={id === undefined ? t("vouchers.new") : (query.data?.title ?? t("vouchers.one"))}
      parent={{ href: "/templates", label: t("nav.templates") }}
    >
      {id === undefined ? (
        <VoucherForm template={null} />
      ) : (
        <Loaded query={query} lines={8}>
          {(template) =>
            mayWrite ? (
              <VoucherForm key={template.id} template={template} />
            ) : (
              <VoucherFacts template={template} />
            )
          }
        </Loaded>
      )}
    </Page>
  );
};

export default VoucherTemplatePage;
