import { useEffect, useRef, type ReactNode } from "react";
import { useCall } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink, TextLink } from "../../parts/button.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { QrCode } from "../../parts/qr-code.tsx";
import { Name } from "../../parts/small.tsx";
import { nameOf, useVoucherTimes, VoucherState, type Voucher } from "./words.tsx";
import type en from "./en.json";

const Whose = ({ voucher }: { readonly voucher: Voucher }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { customer_id: customerId } = voucher;
  const customer = useCall(
    "getCustomer",
    { params: { id: customerId ?? "" } },
    { enabled: customerId !== null },
  );
  if (customerId === null) return <p>{t("issue.bearer_said")}</p>;
  return (
    <p>
      {t("issue.for")}{" "}
      <TextLink href={`/customers/${customerId}`}>
        <Name>{customer.data === undefined ? customerId : nameOf(customer.data)}</Name>
      </TextLink>
    </p>
  );
};

/** A voucher that was just issued: to show, to copy, to print. */
export const IssuedVoucher = (parts: {
  readonly voucher: Voucher;
  readonly onAnother: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const timesOf = useVoucherTimes();
  const { voucher } = parts;
  const card = useCall(
    "getCard",
    { params: { id: voucher.card_id ?? "" } },
    { enabled: voucher.card_id !== null },
  );
  const code = voucher.redeem_code;
  const heading = useRef<HTMLHeadingElement>(null);
  // The form it came from is gone: who reads by ear or keyboard goes on here.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="panel issued-voucher">
      <h2 ref={heading} tabIndex={-1}>
        {t("issue.done")}
      </h2>
      <div className="voucher-ticket">
        <div className="stack">
          <h3>
            <Name>{voucher.title}</Name>
          </h3>
          {voucher.description !== null && <p>{voucher.description}</p>}
          {code !== null && <CopyText text={code} label={t("voucher.code")} />}
          <p>{timesOf(voucher)}</p>
          <Whose voucher={voucher} />
          <p className="not-printed">
            <VoucherState status={voucher.status} />
          </p>
        </div>
        {code !== null && voucher.redeem_code_formats.includes("qr") && (
          <QrCode text={code} label={t("issue.qr", { code })} />
        )}
      </div>
      {card.data !== undefined && (
        <div className="stack not-printed">
          <p className="faint">{t("issue.link_lead")}</p>
          <CopyText text={card.data.link} label={t("card.page")} />
        </div>
      )}
      <div className="row not-printed">
        <Button look="primary" icon="plus" onPress={parts.onAnother}>
          {t("issue.another")}
        </Button>
        <Button icon="print" onPress={() => window.print()}>
          {t("print")}
        </Button>
        {card.data !== undefined && (
          <ButtonLink icon="outside" href={card.data.link} isOutside>
            {t("card.page_open")}
          </ButtonLink>
        )}
      </div>
    </section>
  );
};
