import { useEffect, useState, type ReactNode } from "react";
import { Form } from "react-aria-components/Form";
import { useCall, useWrite } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { useFilters } from "../../parts/filters.ts";
import { useForm } from "../../parts/form.ts";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Page, Panel } from "../../parts/page.tsx";
import { IssuedVoucher } from "./issued-voucher.tsx";
import { VoucherFields, voucherPointers } from "./voucher-form.tsx";
import { bodyOf, emptyVoucher } from "./voucher-values.ts";
import type { Voucher } from "./words.tsx";
import type en from "./en.json";

const IssueVoucherPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [{ customer, card: cardId }] = useFilters(["customer", "card"]);
  const card = useCall("getCard", { params: { id: cardId } }, { enabled: cardId !== "" });
  const form = useForm({ ...emptyVoucher, customerId: customer === "" ? null : customer });
  const issue = useWrite("issueVoucher", ["listVouchers", "cardHistory", "listEvents"]);
  const { time_zone: timeZone } = useSession().business;
  const [made, setMade] = useState<Voucher | null>(null);
  const { set } = form;
  const holder = card.data;
  useEffect(() => {
    if (holder === undefined) return;
    set("customerId", holder.customer_id);
    set("cardId", holder.id);
    // Once, when the card of the address is known; what is chosen later stays.
  }, [holder?.id]);
  const send = (): void =>
    void form.send(async (values, idempotencyKey) => {
      setMade(await issue.mutateAsync({ body: bodyOf(values, timeZone), idempotencyKey }));
    });
  const another = (): void => {
    form.reset({ ...form.values, customerId: null, cardId: null, code: "" });
    setMade(null);
  };
  const { source, templateId, title, validity, expiresAt, holder: whose, customerId } = form.values;
  const isCustomFilled = title.trim() !== "" && (validity !== "exact" || expiresAt !== "");
  const isFilled =
    (source === "template" ? templateId !== null : isCustomFilled) &&
    (whose === "bearer" || customerId !== null);
  return (
    <Page title={t("nav.issue_voucher")} lead={t("issue.lead")}>
      {made !== null ? (
        <IssuedVoucher voucher={made} onAnother={another} />
      ) : (
        <Panel>
          <Form
            validationBehavior="aria"
            className="stack form-narrow"
            onSubmit={(event) => {
              event.preventDefault();
              send();
            }}
          >
            <VoucherFields form={form} />
            <ProblemNotice problem={form.problemBeside(voucherPointers)} />
            <div className="row">
              <Button type="submit" look="primary" isBusy={form.isSending} isDisabled={!isFilled}>
                {t("issue.submit")}
              </Button>
              {!isFilled && <span className="faint">{t("issue.missing")}</span>}
            </div>
          </Form>
        </Panel>
      )}
    </Page>
  );
};

export default IssueVoucherPage;
