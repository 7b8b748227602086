import { useState, type ReactNode } from "react";
import { useParams } from "wouter";
import { useAll, useCall } from "../../api/queries.ts";
import { useMayDo } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { Loaded, Page, WaitingButtons } from "../../parts/page.tsx";
import { ViewChoice } from "../../parts/tabs.tsx";
import { CardsPanel } from "./cards-panel.tsx";
import { EraseDialog, ExportButton } from "./erase.tsx";
import { HistoryPanel } from "./history-panel.tsx";
import { ConsentsPanel, PersonPanel } from "./person-panel.tsx";
import { VouchersPanel } from "./vouchers-panel.tsx";
import { nameOf, type Card } from "./words.tsx";
import type en from "./en.json";

/** The journal stands at the cards: of several, one is chosen. */
const Histories = ({ cards }: { readonly cards: readonly Card[] }): ReactNode => {
  const t = useText<keyof typeof en>();
  const [chosen, setChosen] = useState<string | null>(null);
  const card = cards.find(({ id }) => id === chosen) ?? cards[0];
  if (card === undefined) return null;
  return (
    <>
      {cards.length > 1 && (
        <ViewChoice
          label={t("history.of_card")}
          value={card.id}
          views={cards.map(({ id, number }) => ({ value: id, label: number }))}
          onChange={setChosen}
        />
      )}
      <HistoryPanel key={card.id} card={card} />
    </>
  );
};

const CustomerPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const { id } = useParams<{ id: string }>();
  const customer = useCall("getCustomer", { params: { id } });
  // Asked beside the customer: a history waits for them.
  const cards = useAll("listCards", { query: { customer_id: id } });
  const mayErase = useMayDo("manager");
  const [isErasing, setIsErasing] = useState(false);
  return (
    <Page
      title={customer.data === undefined ? t("customer.title") : nameOf(customer.data)}
      parent={{ href: "/customers", label: t("nav.customers") }}
      actions={
        customer.data === undefined ? (
          <WaitingButtons count={mayErase ? 2 : 1} />
        ) : (
          <>
            <ExportButton customer={customer.data} />
            {mayErase && (
              <Button look="danger" icon="trash" onPress={() => setIsErasing(true)}>
                {t("erase")}
              </Button>
            )}
          </>
        )
      }
    >
      <Loaded query={customer} lines={8}>
        {(shown) => (
          <>
            <PersonPanel customer={shown} />
            <div className="columns">
              <CardsPanel customer={shown} />
              <ConsentsPanel customer={shown} />
            </div>
            <VouchersPanel of={{ customer_id: shown.id }} />
            <Histories cards={cards.data ?? []} />
            {isErasing && <EraseDialog customer={shown} onClose={() => setIsErasing(false)} />}
          </>
        )}
      </Loaded>
    </Page>
  );
};

export default CustomerPage;
