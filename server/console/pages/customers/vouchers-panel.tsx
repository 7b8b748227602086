import { useState, type ReactNode } from "react";
import { usePages, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { Empty, Panel } from "../../parts/page.tsx";
import { CodeText, Name } from "../../parts/small.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { useVoucherTimes, VoucherState, type Voucher } from "./words.tsx";
import type en from "./en.json";

const stale = ["listVouchers", "cardHistory", "listEvents"] as const;

interface Asked {
  readonly what: "redeem" | "cancel";
  readonly voucher: Voucher;
}

/** Asks, since neither can be taken back. */
const VoucherDialog = ({
  asked,
  onClose,
}: {
  readonly asked: Asked;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const redeem = useWrite("redeemVoucher", stale);
  const cancel = useWrite("cancelVoucher", stale);
  const { what, voucher } = asked;
  const write = what === "redeem" ? redeem : cancel;
  const onSuccess = (): void => {
    tellDone(t(`voucher.${what}_done`, { title: voucher.title }));
    onClose();
  };
  const confirm = (): void =>
    what === "redeem"
      ? redeem.mutate({ params: { id: voucher.id }, body: { redeemed_via: "admin" } }, { onSuccess })
      : cancel.mutate({ params: { id: voucher.id }, body: {} }, { onSuccess });
  return (
    <ConfirmDialog
      title={t(`voucher.${what}_title`, { title: voucher.title })}
      confirm={t(`voucher.${what}`)}
      isOpen
      isDangerous={what === "cancel"}
      isBusy={write.isPending}
      problem={write.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t(`voucher.${what}_lead`)}</p>
    </ConfirmDialog>
  );
};

/** Vouchers of a customer or of one of their cards; those that can be used are redeemed or cancelled here. */
export const VouchersPanel = (parts: {
  readonly of: { readonly customer_id: string } | { readonly card_id: string };
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const timesOf = useVoucherTimes();
  const pages = usePages("listVouchers", { query: parts.of });
  const [asked, setAsked] = useState<Asked | null>(null);
  const address =
    "card_id" in parts.of
      ? `/issue-voucher?card=${parts.of.card_id}`
      : `/issue-voucher?customer=${parts.of.customer_id}`;
  const issue = (
    <ButtonLink size="small" icon="plus" href={address}>
      {t("voucher.issue")}
    </ButtonLink>
  );
  const columns: readonly Column<Voucher>[] = [
    { id: "title", label: t("voucher.title"), cell: (voucher) => <Name>{voucher.title}</Name> },
    {
      id: "code",
      label: t("voucher.code"),
      cell: ({ redeem_code: code }) => (code === null ? "–" : <CodeText>{code}</CodeText>),
    },
    { id: "status", label: t("status"), cell: ({ status }) => <VoucherState status={status} /> },
    { id: "times", label: t("voucher.validity"), cell: timesOf },
    {
      id: "actions",
      label: t("actions"),
      isLabelHidden: true,
      cell: (voucher) =>
        voucher.status === "active" || voucher.status === "issued" ? (
          <span className="row-actions">
            {voucher.status === "active" && (
              <Button
                size="small"
                label={t("voucher.redeem_this", { title: voucher.title })}
                onPress={() => setAsked({ what: "redeem", voucher })}
              >
                {t("voucher.redeem")}
              </Button>
            )}
            <Button
              size="small"
              look="quiet"
              label={t("voucher.cancel_this", { title: voucher.title })}
              onPress={() => setAsked({ what: "cancel", voucher })}
            >
              {t("voucher.cancel")}
            </Button>
          </span>
        ) : null,
    },
  ];
  return (
    <Panel title={t("voucher.all")} actions={issue}>
      <PagedTable
        label={t("voucher.all")}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<Empty title={t("voucher.none")} action={issue} />}
      />
      {asked !== null && <VoucherDialog asked={asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
};
