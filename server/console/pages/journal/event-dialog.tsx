import type { ReactNode } from "react";
import { useCall } from "../../api/queries.ts";
import { useText, useTextFor } from "../../i18n/index.tsx";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { Dialog, DialogButtons } from "../../parts/dialog.tsx";
import { Loaded } from "../../parts/page.tsx";
import { Moment } from "../../parts/small.tsx";
import { toRow } from "./rows.ts";
import type en from "./en.json";

/** One event: when, of whom, and the whole of what hooks are sent. */
export const EventDialog = (parts: { readonly id: string; readonly onClose: () => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const event = useCall("getEvent", { params: { id: parts.id }, query: { customer_fields: "contact" } });
  const row = event.data === undefined ? null : toRow(event.data);
  return (
    <Dialog
      title={row === null ? t("journal.event") : textFor("event", row.event)}
      isOpen
      isWide
      onClose={parts.onClose}
    >
      <Loaded query={event} lines={8}>
        {(shown) => (
          <div className="stack">
            <p>
              <Moment at={shown.timestamp} />
            </p>
            <CopyText text={shown.id} label={t("journal.column.id")} />
            <div className="row">
              {row?.card && (
                <>
                  <ButtonLink size="small" href={`/cards/${row.card.id}`}>
                    {t("journal.card", { number: row.card.number })}
                  </ButtonLink>
                  <ButtonLink size="small" icon="outside" href={row.card.link} isOutside>
                    {t("journal.card_page")}
                  </ButtonLink>
                </>
              )}
              {row?.customer && (
                <ButtonLink size="small" href={`/customers/${row.customer.id}`}>
                  {t("journal.customer")}
                </ButtonLink>
              )}
            </div>
            <p className="faint">{t("journal.body_lead")}</p>
            <CopyText isBlock text={JSON.stringify(shown, null, 2)} label={t("journal.body")} />
          </div>
        )}
      </Loaded>
      <DialogButtons>
        <Button onPress={parts.onClose}>{t("close")}</Button>
      </DialogButtons>
    </Dialog>
  );
};
