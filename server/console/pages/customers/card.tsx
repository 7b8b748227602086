import { useState, type ReactNode } from "react";
import { useLocation, useParams } from "wouter";
import { useCall, useWrite } from "../../api/queries.ts";
import { useMayDo } from "../../api/session.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink, TextLink } from "../../parts/button.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { Empty, Facts, Loaded, Page, Panel } from "../../parts/page.tsx";
import { QrCode } from "../../parts/qr-code.tsx";
import { Badge, Moment, Name } from "../../parts/small.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { AddStamps } from "./add-stamps.tsx";
import { CardProgress } from "./card-progress.tsx";
import { HistoryPanel } from "./history-panel.tsx";
import { SpinsPanel } from "./spins-panel.tsx";
import { VouchersPanel } from "./vouchers-panel.tsx";
import { nameOf, useRewardWords, type Card } from "./words.tsx";
import type en from "./en.json";

const Goals = ({ card }: { readonly card: Card }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const rewardOf = useRewardWords();
  type Goal = Card["goals"][number];
  const columns: readonly Column<Goal>[] = [
    { id: "stamps", label: t("goal.stamps"), cell: ({ stamps }) => format.number(stamps) },
    { id: "reward", label: t("goal.reward"), cell: ({ reward }) => <Name>{rewardOf(reward)}</Name> },
    {
      id: "state",
      label: t("status"),
      cell: ({ reached }) => (
        <Badge tone={reached ? "good" : "neutral"}>{t(reached ? "goal.reached" : "goal.open")}</Badge>
      ),
    },
  ];
  return (
    <Panel title={t("goal.all")}>
      {card.goals.length === 0 ? (
        <Empty title={t("goal.none")} />
      ) : (
        <DataTable
          label={t("goal.all")}
          columns={columns}
          items={card.goals}
          rowKey={({ index }) => String(index)}
        />
      )}
    </Panel>
  );
};

const State = ({ card }: { readonly card: Card }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const customer = useCall("getCustomer", { params: { id: card.customer_id } });
  const last = card.last_stamp_at;
  return (
    <Panel title={t("card.state")}>
      <CardProgress card={card} />
      <Facts
        facts={[
          {
            name: t("customer.title"),
            value: (
              <TextLink href={`/customers/${card.customer_id}`}>
                <Name>{customer.data === undefined ? card.customer_id : nameOf(customer.data)}</Name>
              </TextLink>
            ),
          },
          { name: t("card.cycle"), value: format.number(card.cycle) },
          { name: t("card.total"), value: format.number(card.total_stamps) },
          { name: t("card.goals_reached"), value: format.number(card.goals_reached) },
          ...(card.amount_remainder === null
            ? []
            : [{ name: t("card.remainder"), value: card.amount_remainder }]),
          {
            name: t("customers.last_stamp"),
            value: last === null ? t("customers.no_stamp") : <Moment at={last} />,
          },
          { name: t("card.issued_at"), value: <Moment at={card.issued_at} /> },
          {
            name: t("card.wallets"),
            value:
              card.platforms.length === 0
                ? t("card.no_wallet")
                : format.list(card.platforms.map((one) => t(`wallet.${one}`))),
          },
        ]}
      />
    </Panel>
  );
};

const PublicPage = ({ card }: { readonly card: Card }): ReactNode => {
  const t = useText<keyof typeof en>();
  return (
    <Panel
      title={t("card.page")}
      lead={t("card.page_lead")}
      actions={
        <ButtonLink size="small" icon="outside" href={card.link} isOutside>
          {t("card.page_open")}
        </ButtonLink>
      }
    >
      <CopyText text={card.link} label={t("card.page")} />
      <QrCode text={card.link} label={t("card.page_qr")} />
    </Panel>
  );
};

const DeleteCard = (parts: { readonly card: Card; readonly onClose: () => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { card } = parts;
  const [, navigate] = useLocation();
  const remove = useWrite("deleteCard", ["listCards", "listEvents"]);
  const onSuccess = (): void => {
    tellDone(t("card.deleted", { number: card.number }));
    navigate(`/customers/${card.customer_id}`, { replace: true });
  };
  return (
    <ConfirmDialog
      title={t("card.delete_title", { number: card.number })}
      confirm={t("delete")}
      isOpen
      isBusy={remove.isPending}
      problem={remove.error}
      onConfirm={() => remove.mutate({ params: { id: card.id } }, { onSuccess })}
      onClose={parts.onClose}
    >
      <p>{t("card.delete_lead")}</p>
    </ConfirmDialog>
  );
};

const CardPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const { id } = useParams<{ id: string }>();
  const card = useCall("getCard", { params: { id } });
  const mayDelete = useMayDo("manager");
  const [open, setOpen] = useState<"nothing" | "stamp" | "delete">("nothing");
  const close = (): void => setOpen("nothing");
  return (
    <Page
      title={card.data === undefined ? t("card.title") : t("card.titled", { number: card.data.number })}
      lead={card.data && <Name>{card.data.template_name}</Name>}
      parent={
        card.data === undefined
          ? { href: "/customers", label: t("nav.customers") }
          : { href: `/customers/${card.data.customer_id}`, label: t("customer.title") }
      }
      actions={
        card.data !== undefined && (
          <>
            <Button look="primary" icon="plus" onPress={() => setOpen("stamp")}>
              {t("stamp.add")}
            </Button>
            {mayDelete && (
              <Button icon="trash" onPress={() => setOpen("delete")}>
                {t("delete")}
              </Button>
            )}
          </>
        )
      }
    >
      <Loaded query={card} lines={8}>
        {(shown) => (
          <>
            <State card={shown} />
            <SpinsPanel card={shown} />
            <div className="columns">
              <Goals card={shown} />
              <PublicPage card={shown} />
            </div>
            <VouchersPanel of={{ card_id: shown.id }} />
            <HistoryPanel card={shown} />
            {open === "stamp" && <AddStamps card={shown} onClose={close} />}
            {open === "delete" && <DeleteCard card={shown} onClose={close} />}
          </>
        )}
      </Loaded>
    </Page>
  );
};

export default CardPage;
